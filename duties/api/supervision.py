"""Supervision items and talks for other programs."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.supervision_shapes import (
    ItemActBody,
    ItemQuery,
    ItemShape,
    ItemWholeShape,
    PromiseActBody,
    TalkActBody,
    TalkQuery,
    TalkShape,
    TalkWholeShape,
)
from duties.forms.supervision.acting import ActForm
from duties.models import SupervisionItem, Talk
from duties.selectors.supervision.board import Wanted, narrowed
from duties.selectors.supervision.items import readable_item_or_404
from duties.selectors.supervision.steps import course_of
from duties.selectors.talks.reading import (
    readable_talk_or_404,
    readable_talks,
    reads_inside,
    steps_of,
    steps_seen,
)
from duties.selectors.talks.rights import open_acts
from duties.services.supervision.acting import supervision_act
from duties.services.supervision.moving import Said, item_locked
from duties.services.talks.holding import talk_held
from duties.supervision_access import may_ever, open_actions
from duties.supervision_states import BY_NOTICE, Action
from duties.talk_states import Action as TalkAction
from duties.views.talks.deeds import PROMISE_DEEDS, TALK_DEEDS, Deed, form_for
from portal import access
from portal.api.forms import checked, files_of, text_of
from portal.api.versions import etag, require_match
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea, Role

BUSINESS = access.BUSINESS
ACTORS = BUSINESS - {Role.AUDITOR}
TALKERS = frozenset(role for deed in TALK_DEEDS.values() for role in deed.roles)
PROMISERS = frozenset(role for deed in PROMISE_DEEDS.values() for role in deed.roles)


class Items(ApiView):
    """Supervision items."""

    area = ApiArea.SUPERVISION

    @operation(
        "supervision_list", summary="督办件", roles=BUSINESS, gives=ItemShape, query=ItemQuery, paged=True
    )
    def get(self, request: Request) -> Response:
        """能看到的督办件,最近建立的在前。"""
        names = ("state", "late", "waiting", "text")
        rows = narrowed(self.actor, Wanted(**{name: self.query[name] for name in names}))
        return self.page(request, rows.prefetch_related(None), ("-made_at", "-pk"), ItemShape)


class ItemView(ApiView):
    """What the addresses of one item share."""

    area = ApiArea.SUPERVISION

    def whole(self, public_id: uuid.UUID) -> Response:
        """The item as it now is."""
        item = readable_item_or_404(self.actor, public_id)
        told = {
            "item": item,
            "course": course_of(item),
            "open_actions": sorted(open_actions(self.actor, item) - BY_NOTICE),
        }
        return shown(ItemWholeShape, told, version=item_version(item))


def item_version(item: SupervisionItem) -> str:
    """The ETag of an item."""
    return etag("supervision", item.public_id, item.version)


class ItemOne(ItemView):
    """One item."""

    @operation("supervision_read", summary="一件督办", roles=BUSINESS, gives=ItemWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一件督办的事项、各单位签收、办理经过,和本岗位现在可办的。"""
        return self.whole(public_id)


class ItemActs(ItemView):
    """What is done with an item."""

    @operation(
        "supervision_act",
        summary="签收、报告进展、反馈、延期、复核、销号等",
        roles=ACTORS,
        gives=ItemWholeShape,
        body=ItemActBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """按督办状态表办理一步;通知单的送签、印发、撤销在公文上办理。"""
        item, action = readable_item_or_404(self.actor, public_id), Action(self.body["action"])
        if not may_ever(self.actor, item, action):
            raise Http404
        fresh = item_locked(item)
        require_match(request, item_version(fresh))
        sent = {name: text_of(self.body.get(name)) for name in ("text", "day", "unit")}
        data = checked(ActForm(action, self.actor, sent | {"version": fresh.version})).cleaned_data
        files = files_of(self.actor, self.body["files"])
        said = Said(data.get("text", ""), files, data.get("day"), data.get("unit"))
        supervision_act(actor=self.actor, item=item, action=action, version=fresh.version, said=said)
        return self.whole(public_id)


class Talks(ApiView):
    """Talks."""

    area = ApiArea.SUPERVISION

    @operation("talks_list", summary="约谈", roles=BUSINESS, gives=TalkShape, query=TalkQuery, paged=True)
    def get(self, request: Request) -> Response:
        """能看到的约谈,最近提出的在前。"""
        rows = readable_talks(self.actor)
        if state := self.query["state"]:
            rows = rows.filter(state=state)
        return self.page(request, rows, ("-proposed_at", "-pk"), TalkShape)


class TalkView(ApiView):
    """What the addresses of one talk share."""

    area = ApiArea.SUPERVISION

    def whole(self, public_id: uuid.UUID) -> Response:
        """The talk as it now is."""
        talk = readable_talk_or_404(self.actor, public_id)
        told = {
            "talk": talk,
            "people": talk.people.all(),
            "promises": talk.promises.all(),
            "steps": steps_seen(steps_of(talk), inside=reads_inside(self.actor, talk)),
            "open_actions": sorted(open_acts(self.actor, talk)),
        }
        return shown(TalkWholeShape, told, version=talk_version(talk))

    def asked(self, request: Request, public_id: uuid.UUID, deed: Deed) -> tuple[Talk, dict[str, Any]]:
        """The talk, its row locked at the version that If-Match names, and what was said. Raises as services do."""
        if self.actor.role not in deed.roles:
            raise PermissionDenied
        talk = readable_talk_or_404(self.actor, public_id)
        version = talk_held(talk).version
        require_match(request, etag("talk", talk.public_id, version))
        form = checked(form_for(deed, talk, {"text": self.body["text"], "version": version}))
        said = {deed.keyword: form.cleaned_data["text"], "version": version}
        if deed.files:
            said["files"] = files_of(self.actor, self.body["files"])
        return talk, said


def talk_version(talk: Talk) -> str:
    """The ETag of a talk."""
    return etag("talk", talk.public_id, talk.version)


class TalkOne(TalkView):
    """One talk."""

    @operation("talk_read", summary="一次约谈", roles=BUSINESS, gives=TalkWholeShape)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """一次约谈的人员、整改承诺、办理经过,和本岗位现在可办的。"""
        return self.whole(public_id)


class TalkActs(TalkView):
    """What is done with a talk."""

    @operation(
        "talk_act",
        summary="签字、整改反馈、决定、办结等",
        roles=TALKERS,
        gives=TalkWholeShape,
        body=TalkActBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """按约谈状态表办理一步;通知书和谈话记录在页面上拟写。"""
        deed = TALK_DEEDS[TalkAction(self.body["action"])]
        talk, said = self.asked(request, public_id, deed)
        deed.service(actor=self.actor, talk=talk, **said)
        return self.whole(public_id)


class PromiseActs(TalkView):
    """What is done about a promise."""

    @operation(
        "talk_promise_act",
        summary="报告整改进展、完成、确认等",
        roles=PROMISERS,
        gives=TalkWholeShape,
        body=PromiseActBody,
        writes=True,
        matches=True,
    )
    def post(self, request: Request, public_id: uuid.UUID, promise: uuid.UUID) -> Response:
        """对一项整改承诺报送进展、报告完成、确认、退回或不再要求。"""
        deed = PROMISE_DEEDS[TalkAction(self.body["action"])]
        talk, said = self.asked(request, public_id, deed)
        found = next((each for each in talk.promises.all() if each.public_id == promise), None)
        if found is None:
            raise Http404
        deed.service(actor=self.actor, promise=found, action=deed.action, **said)
        return self.whole(public_id)
