"""Filling in an entry of any kind: new, as a draft or plan, as a correction."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from meetings.access import CLERKS, proxied_units
from meetings.forms.base import EntryForm
from meetings.forms.filling import fields_of, told_by
from meetings.forms.kinds import form_of
from meetings.kinds import MEETING, words_of
from meetings.models import Entry, EntryState, Filling
from meetings.selectors.credits import outlook
from meetings.selectors.entries import entry_or_404, last_change
from meetings.selectors.kinds import kinds_offered
from meetings.selectors.periods import asked_period, is_submitted
from meetings.selectors.recent import copied, recent_of
from meetings.selectors.seats import usual_chairs, usual_leaders
from meetings.services.checks import content_faults
from meetings.services.contents import EntryContent
from meetings.services.entries import entry_enter, entry_plan, entry_save
from meetings.services.evidence import ticket
from meetings.services.making import records_content
from meetings.services.states import EDITABLE, RepeatedEntryError, StaleEntryError
from meetings.services.stored import content_of
from meetings.views import outbox, prefill
from portal import access, clock
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary
from portal.views.sent_files import take_files

WRITES = {"draft": entry_save, "plan": entry_plan, "submit": entry_enter}
"""What each button of the form does."""


@access.roles(*CLERKS)
@require_http_methods(["GET", "POST"])
@outbox.outbox_door
def entry_new(request: access.PortalRequest) -> HttpResponse:
    """A new entry of `?kind=`; `?form=` and `?period=` fill in what an obligation asks for."""
    unit, words = unit_of(request), vocabulary()
    kind = kind_of(request, words)
    if request.method == "POST":
        return _sent(request, kind, unit, None)
    preset = _preset(request.GET, kind, unit, words)
    if copy := request.GET.get("copy"):
        if found := copied(unit, kind, copy, clock.today(), words):
            content, sources = found
            form = form_of(kind)(kind=kind, unit=unit, words=words, content=content, sources=sources)
            return _page(request, form, None, way=Filling.Way.COPY)
        messages.info(request, "没有找到可沿用的登记;请直接填写。")
    form = form_of(kind)(
        kind=kind, unit=unit, words=words, preset=preset, led_by=usual_leaders(unit, kind, preset["forms"])
    )
    return _page(request, form, None)


def offline_form(request: access.PortalRequest, kind: str, words: Vocabulary) -> HttpResponse:
    """The blank form of `kind` for the clerk's own unit, to be kept by a device: without what needs the portal."""
    assert request.actor.post is not None
    unit = request.actor.post.unit
    form = form_of(kind)(kind=kind, unit=unit, words=words, led_by=usual_leaders(unit, kind, []))
    if form.usually_led:
        form.chairs = usual_chairs(unit, kind, form.seats, words)
    return _page(request, form, None, offline=True)


def _preset(asked: Mapping[str, str], kind: str, unit: Unit, words: Vocabulary) -> dict[str, Any]:
    """What the address asks for, as far as there is such a form and period."""
    forms = sorted({word.code for word in words.forms_of(kind)} & {asked.get("form", "")})
    period = asked.get("period", "")
    ahead = bool(period) and is_submitted(unit, kind, forms)
    return {"forms": forms, "for_period": asked_period(period, ahead=ahead)}


@access.roles(*CLERKS)
@require_http_methods(["GET", "POST"])
@outbox.outbox_door
def entry_edit(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft or plan; anything else is shown, not changed."""
    entry = entry_or_404(request.actor, public_id)
    if request.method == "POST":
        return _sent(request, entry.kind, entry.unit, entry)
    if entry.state not in EDITABLE:
        messages.info(request, "这份登记单已提交,内容不再更改;需要修改的,请在本页点“更正”。")
        return redirect("entry", entry.public_id)
    form = form_of(entry.kind)(
        kind=entry.kind,
        unit=entry.unit,
        words=vocabulary(),
        content=content_of(entry),
        token=entry.token,
        version=entry.version,
        correcting=entry.replaces_id is not None,
    )
    return _page(request, form, entry)


def unit_of(request: access.PortalRequest) -> Unit:
    """The unit that the form or the address names, where the clerk may log for it; else that of the clerk's post.

    Raises Http404 for another unit.
    """
    assert request.actor.post is not None
    own = request.actor.post.unit
    named = request.POST.get("unit") or request.GET.get("unit", "")
    if not named or named == str(own.public_id):
        return own
    try:
        return proxied_units(request.actor).get(public_id=uuid.UUID(named))
    except (ValueError, Unit.DoesNotExist) as error:
        raise Http404 from error


def kind_of(request: access.PortalRequest, words: Vocabulary) -> str:
    """The kind that the form or the address names, where a regulation has it; else a meeting."""
    named = request.POST.get("kind") or request.GET.get("kind", "")
    return named if named in words.words.get(Word.Group.KIND, {}) else MEETING


def _sent(request: access.PortalRequest, kind: str, unit: Unit, entry: Entry | None) -> HttpResponse:
    """Take in the form: keep the good files, then write all or nothing."""
    words = vocabulary()
    correcting = entry is not None and entry.replaces_id is not None
    form = form_of(kind)(
        kind=kind,
        unit=unit,
        words=words,
        data=request.POST,
        files=request.FILES,
        correcting=correcting,
    )
    form.stored = take_files(request, form, pictures=form.takes_pictures)
    action = request.POST.get("action", "submit")
    if action.startswith(prefill.ACTION):
        shown, reading = prefill.fill(request, form, prefill.maker(unit, words, correcting), action)
        way = Filling.Way.PREFILL if reading.done else ""
        return _page(request, shown, entry, reading=reading, way=way)
    if action.startswith("more-"):
        form.add_row(action.removeprefix("more-"))
        return _page(request, form, entry)
    action = action if action in WRITES else "submit"
    if form.is_valid():
        if done := _write(request, form, entry, action):
            return done
    elif action != "draft":
        form.add_faults(ValidationError(_further_faults(form, planned=action == "plan")))
    return outbox.refused(form) if outbox.is_from_outbox(request) else _page(request, form, entry, status=422)


def _further_faults(form: EntryForm, *, planned: bool) -> dict[str, list[str]]:
    """What the service would refuse too, so that all faults are seen at once; fields in error have theirs already."""
    faults = content_faults(form.unit, form.entry_content, planned=planned)
    return {field: messages for field, messages in faults.items() if field not in form.errors}


def _write(
    request: access.PortalRequest, form: EntryForm, entry: Entry | None, action: str
) -> HttpResponse | None:
    """The answer where the form was written or had been before; else its errors are in the form."""
    try:
        written = WRITES[action](
            actor=request.actor,
            unit=form.unit,
            content=form.entry_content,
            token=form.cleaned_data["token"],
            entry=entry,
            version=form.cleaned_data["version"],
            told=told_by(request.POST),
        )
    except RepeatedEntryError as repeated:
        messages.info(request, "这份表单先前已经收到,没有重复登记;下面是已登记的内容。")
        return outbox.repeated(redirect("entry", repeated.entry.public_id))
    except StaleEntryError as stale:
        form.meet(stale.entry, last_change(stale.entry))
        return None
    except ValidationError as error:
        form.add_faults(error)
        return None
    _tell(request, written, form.entry_content)
    return redirect("entry", written.public_id)


def _tell(request: access.PortalRequest, entry: Entry, content: EntryContent) -> None:
    """Say what happened, what comes next, and what the entry will not count for."""
    if entry.state == EntryState.DRAFT:
        messages.success(request, "草稿已保存,尚未计入台账;核对后请提交。")
        return
    if entry.state == EntryState.PLANNED:
        messages.success(request, "已列入计划,不计入台账;召开之后请在这里补全实际情况并提交。")
        return
    who = f"{words_of(entry.kind).leader}{entry.leader.name}" if entry.leader else "本单位责任人"
    messages.success(request, f"已提交并计入台账,待{who}确认。")
    for line in outlook(records_content(entry.unit, content), words=vocabulary()).missed:
        messages.warning(request, f"不计入“{line.obligation.reading.title}”:{line.reason}。")


def _page(
    request: access.PortalRequest,
    form: EntryForm,
    entry: Entry | None,
    *,
    status: int = 200,
    reading: prefill.Reading | None = None,
    way: str = "",
    offline: bool = False,
) -> HttpResponse:
    owed, others = kinds_offered(form.unit, form.words) if entry is None else ([], [])
    recent = recent_of(form.unit, form.kind)
    offered = entry is None and not offline
    context = {
        "form": form,
        "entry": entry,
        "filling": fields_of(request.POST if form.is_bound else None, way),
        # A form that keeps no files takes none to read from either.
        "may_prefill": form.kind in prefill.KINDS and "evidence" in form.fields and not offline,
        "reading": reading,
        "kinds": owed,
        "other_kinds": others,
        "kept": [(file, ticket(file, request.actor)) for file in form.stored],
        "proxied": list(proxied_units(request.actor).order_by("code")) if offered else [],
        "proxy": request.actor.post is not None and form.unit.pk != request.actor.post.unit.pk,
        "places": recent.places,
        "recent": recent.entries if offered and not form.is_bound else [],
        "offline": offline,
    }
    return render(request, "meetings/form.html", context, status=status)
