"""Entries for other programs: lists, one entry, logging, and what is done with it."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from meetings import access as policy
from meetings.api.bodies import (
    EntryBody,
    NewEntryBody,
    NothingBody,
    ReasonBody,
    ReturnBody,
)
from meetings.api.filling import filled_form
from meetings.api.shapes import EntryQuery, EntryShape, EntryWholeShape
from meetings.models import Entry
from meetings.selectors.entries import entries_of, entry_or_404
from meetings.selectors.whole import whole_entry_or_404
from meetings.services.entries import entry_correct, entry_enter, entry_plan, entry_save, entry_submit
from meetings.services.settling import entry_cancel, entry_confirm, entry_return, entry_withdraw
from meetings.services.states import RepeatedEntryError, StaleEntryError, hold
from portal.api.versions import etag, require_match
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Role, Unit, Word
from portal.selectors.vocabulary import vocabulary

READERS, CLERKS = policy.READERS, policy.CLERKS
SETTLERS = CLERKS | {Role.OFFICIAL}
RETURNERS = SETTLERS | {Role.OFFICE}
WRITES = {"draft": entry_save, "plan": entry_plan, "submit": entry_enter}


class EntryView(ApiView):
    """What all addresses of entries share."""

    area = ApiArea.RECORDS

    def held(self, request: Request, public_id: uuid.UUID) -> Entry:
        """The entry, locked, at the version that If-Match names. Raises Http404, ProblemError."""
        entry = hold(entry_or_404(self.actor, public_id))
        require_match(request, version_of(entry))
        return entry

    def settled(self, request: Request, public_id: uuid.UUID) -> Entry:
        """The same for confirming or returning; a clerk does that only with what another unit logged (代录)."""
        entry = self.held(request, public_id)
        if self.actor.role in CLERKS and not policy.may_accept(self.actor, entry):
            raise Http404
        return entry

    def whole(self, entry: Entry, *, status: int = 200) -> Response:
        """The entry as it now is."""
        fresh = whole_entry_or_404(self.actor, entry.public_id)
        at = reverse("api-entry", args=[entry.public_id]) if status == 201 else ""
        return shown(EntryWholeShape, fresh, version=version_of(fresh), status=status, at=at)


def version_of(entry: Entry) -> str:
    """The ETag of an entry."""
    return etag("entry", entry.public_id, entry.version)


class Entries(EntryView):
    """The entries, and a new one."""

    @operation(
        "entries_list", summary="登记单", roles=READERS, gives=EntryShape, query=EntryQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """查看范围内的登记单,最近登记的在前。"""
        rows = entries_of(self.actor, self.query["state"])
        if kind := self.query["kind"]:
            rows = rows.filter(kind=kind)
        if unit := self.query["unit"]:
            rows = rows.filter(unit__code=unit)
        return self.page(request, rows, ("-made_at", "-pk"), EntryShape)

    @operation(
        "entry_create",
        summary="登记",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=NewEntryBody,
        writes=True,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """登记会议、调研走访、报告等,可存草稿、列入计划或直接提交;同一 Idempotency-Key 只登记一次。"""
        kind = self.body["kind"]
        if kind not in vocabulary().words.get(Word.Group.KIND, {}):
            raise ValidationError({"kind": "没有这一类别;请核对。"})
        key = f"{self.caller.token.public_id}:{request.headers['Idempotency-Key']}"
        return self._written(self._unit(), kind, token=uuid.uuid5(uuid.NAMESPACE_URL, key))

    def _unit(self) -> Unit:
        """The unit that is logged for. Raises ValidationError for one for which the clerk may not log."""
        own = self.caller.post.unit
        code = self.body["unit"]
        if code in {"", own.code}:
            return own
        unit = policy.proxied_units(self.actor).filter(code=code).first()
        if unit is None:
            raise ValidationError({"unit": "不能为该单位登记;请填本单位或允许代录的下级单位。"})
        return unit

    def _written(self, unit: Unit, kind: str, *, token: uuid.UUID) -> Response:
        form = filled_form(self.actor, unit, kind, self.body, token=token)
        try:
            entry = written(self, form, token=token, entry=None, version=None)
        except RepeatedEntryError as repeated:
            return self.whole(repeated.entry)
        return self.whole(entry, status=201)


def written(view: ApiView, form: Any, **more: Any) -> Entry:
    """Write what a form says in the way that the body asks for. Raises what the services raise."""
    action = view.body["action"]
    if action == "plan" and not form.plans:
        raise ValidationError({"action": "此类登记不列入计划。"})
    return WRITES[action](actor=view.actor, unit=form.unit, content=form.entry_content, **more)


class EntryOne(EntryView):
    """One entry."""

    @operation("entry_read", summary="一份登记单", roles=READERS, gives=EntryWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一份登记单的全部内容和状态;ETag 用于随后的更改。"""
        entry = whole_entry_or_404(self.actor, public_id)
        return shown(EntryWholeShape, entry, version=version_of(entry))

    @operation(
        "entry_update",
        summary="改草稿或计划",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=EntryBody,
        writes=True,
        matches=True,
    )
    def put(self, request: Request, public_id: uuid.UUID) -> Response:
        """以新内容代替草稿、计划或更正稿的全部内容,可同时提交;已提交的不能改,须先更正。"""
        entry = self.held(request, public_id)
        if not policy.may_write(self.actor, entry):
            raise PermissionDenied
        form = filled_form(
            self.actor,
            entry.unit,
            entry.kind,
            self.body,
            token=entry.token,
            version=entry.version,
            correcting=entry.replaces_id is not None,
        )
        try:
            done = written(self, form, token=entry.token, entry=entry, version=entry.version)
        except RepeatedEntryError as repeated:
            done = repeated.entry
        except StaleEntryError as stale:
            # Its version is the one that was named, so that only its state forbids it.
            raise ValidationError("该登记单已提交,内容不再更改;需要修改的,请更正。") from stale
        return self.whole(done)


class EntrySubmit(EntryView):
    """Submitting a draft or plan."""

    @operation(
        "entry_submit",
        summary="提交",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=NothingBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """提交草稿或已召开的计划,计入台账。"""
        return self.whole(entry_submit(actor=self.actor, entry=self.held(request, public_id)))


class EntryConfirm(EntryView):
    """Confirming."""

    @operation(
        "entry_confirm",
        summary="确认",
        roles=SETTLERS,
        gives=EntryWholeShape,
        body=NothingBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """责任人确认为本人登记的履职;代录的由该单位经办人确认。"""
        return self.whole(entry_confirm(actor=self.actor, entry=self.settled(request, public_id)))


class EntryReturn(EntryView):
    """Returning."""

    @operation(
        "entry_return",
        summary="退回",
        roles=RETURNERS,
        gives=EntryWholeShape,
        body=ReturnBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """写明原因退回,不再计入台账;经办人补正后重新提交。"""
        entry = self.settled(request, public_id)
        told = {"reason": self.body["reason"], "mend_by": self.body.get("mend_by")}
        return self.whole(entry_return(actor=self.actor, entry=entry, **told))


class EntryWithdraw(EntryView):
    """Withdrawing."""

    @operation(
        "entry_withdraw",
        summary="撤回",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=ReasonBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """写明原因撤回,不再计入台账,仍可查看。"""
        entry = self.held(request, public_id)
        return self.whole(entry_withdraw(actor=self.actor, entry=entry, reason=self.body["reason"]))


class EntryCancel(EntryView):
    """Cancelling a plan."""

    @operation(
        "entry_cancel",
        summary="取消计划",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=ReasonBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """写明原因取消计划。"""
        entry = self.held(request, public_id)
        return self.whole(entry_cancel(actor=self.actor, entry=entry, reason=self.body["reason"]))


class EntryCorrect(EntryView):
    """Opening a correction."""

    @operation(
        "entry_correct",
        summary="更正",
        roles=CLERKS,
        gives=EntryWholeShape,
        body=NothingBody,
        writes=True,
        matches=True,
        status=201,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """开一份更正稿(带原内容),修改并提交后原登记单自动撤回。"""
        draft = entry_correct(actor=self.actor, entry=self.held(request, public_id))
        return self.whole(draft, status=201)
