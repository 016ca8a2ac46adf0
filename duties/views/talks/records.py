"""谈话记录: the form in which the office writes it down, and the sheet to be signed by hand."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from duties.forms.talks.records import PromiseRow, RecordForm, owner_key
from duties.models import Talk, TalkPerson
from duties.selectors.talks.acting import actable_talk_or_404
from duties.selectors.talks.facts import facts_now
from duties.selectors.talks.reading import readable_talk_or_404
from duties.selectors.talks.rights import open_acts
from duties.services.talks.records import talk_amend, talk_hold
from duties.talk_states import Action
from portal import access, clock
from portal.models import Role
from portal.services.tickets import ticket
from portal.views.sent_files import take_files

FIRST_ROWS = 2
"""So many empty lines of promises stand in the form before anybody has typed."""
DUE_AFTER = dt.timedelta(days=30)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def record(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down the talk, or write it anew while nobody has signed."""
    talk = actable_talk_or_404(request.actor, public_id, Action.HOLD)
    action = next(
        (each for each in (Action.HOLD, Action.AMEND) if each in open_acts(request.actor, talk)), None
    )
    if action is None:
        messages.warning(request, f"约谈现为「{talk.get_state_display()}」,不能登记谈话记录。")
        return redirect("talk", talk.public_id)
    if request.method == "GET":
        return _page(request, talk, RecordForm(talk, initial=_first(talk)))
    form = RecordForm(talk, request.POST, request.FILES)
    if request.POST.get("action") in {"more", "people"}:
        return _again(request, talk, form)
    form.full_clean()
    form.stored = take_files(request, form)
    if form.is_valid():
        service = talk_hold if action == Action.HOLD else talk_amend
        version = form.cleaned_data["version"]
        try:
            service(
                actor=request.actor,
                talk=talk,
                version=version if version is not None else -1,
                record=form.record(),
                files=form.stored,
            )
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, "谈话记录已登记,参加谈话的人员已收到签字提醒。")
            return redirect("talk", talk.public_id)
    return _page(request, talk, form, status=422)


def _again(request: access.PortalRequest, talk: Talk, form: RecordForm) -> HttpResponse:
    """The form as it was sent, with the people of its day, and one more line where that was asked for."""
    shown = RecordForm(
        talk,
        initial={name: value for name, value in _sent(request, form).items() if value not in (None, "")},
    )
    shown.day = form.day
    for name in ("talking", "talked"):
        shown.fields[name].choices = form.fields[name].choices  # type: ignore[attr-defined]
    shown.rows = form.rows
    for row in shown.rows:
        row.errors = []
    more = request.POST.get("action") == "more"
    return _page(request, talk, shown, more=more, asked_people=not more)


def _sent(request: access.PortalRequest, form: RecordForm) -> dict[str, Any]:
    """What was typed, as first values; who holds no seat on the day any more is ticked no more."""
    sent: dict[str, Any] = {
        name: request.POST.get(name, "").replace("\x00", "")
        for name in ("held_on", "starts_at", "ends_at", "place", "points", "minutes", "version")
    }
    for name in ("talking", "talked"):
        offered = {value for value, _ in form.fields[name].choices}  # type: ignore[attr-defined]
        sent[name] = [value for value in request.POST.getlist(name) if value in offered]
    return sent


def _page(
    request: access.PortalRequest,
    talk: Talk,
    form: RecordForm,
    *,
    status: int = 200,
    more: bool = False,
    asked_people: bool = False,
) -> HttpResponse:
    rows = list(form.rows)
    if not form.is_bound and not rows:
        rows = _saved_rows(talk)
    wanted = 1 if more or not rows else 0
    if not rows and not more:
        wanted = FIRST_ROWS
    first = max((row.number for row in rows), default=-1) + 1
    rows += [
        PromiseRow(first + number, "", owner_key(talk.unit, ""), str(clock.today() + DUE_AFTER))
        for number in range(wanted)
    ]
    context = {
        "talk": talk,
        "form": form,
        "rows": rows,
        "owners": [(owner_key(unit, role), words) for unit, role, words in form.owners],
        "default_due": clock.today() + DUE_AFTER,
        "kept": [(file, ticket(file, request.actor)) for file in form.stored],
        "asked_people": asked_people,
    }
    return render(request, "duties/talks/record.html", context, status=status)


def _saved_rows(talk: Talk) -> list[PromiseRow]:
    return [
        PromiseRow(number, each.text, owner_key(each.unit, each.role), str(each.due_on), each.due_on)
        for number, each in enumerate(talk.promises.all())
    ]


def _first(talk: Talk) -> dict[str, Any]:
    """What the form holds before anybody has typed: the record, else what the notice announced."""
    saved = getattr(talk, "record", None)
    if saved is not None:
        return {
            "held_on": saved.held_on,
            "starts_at": saved.starts_at,
            "ends_at": saved.ends_at,
            "place": saved.place,
            "points": saved.points,
            "minutes": saved.minutes,
            "version": talk.version,
        }
    planned = talk.planned_at.astimezone(clock.SHANGHAI) if talk.planned_at else clock.now()
    day = min(planned.date(), clock.today())
    return {
        "held_on": day,
        "starts_at": planned.time().replace(second=0, microsecond=0),
        "place": talk.place,
        "version": talk.version,
    }


def _say(form: RecordForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields else None, faults)


@access.roles(*access.BUSINESS)
@require_GET
def sheet(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """谈话记录 as a page to be printed, with a line to sign on for each who took part."""
    talk = readable_talk_or_404(request.actor, public_id)
    if getattr(talk, "record", None) is None:
        raise Http404
    people = list(talk.people.all())
    context = {
        "talk": talk,
        "record": talk.record,
        "talking": [each for each in people if each.side == TalkPerson.Side.TALKING],
        "talked": [each for each in people if each.side == TalkPerson.Side.TALKED],
        "facts": facts_now(talk),
        "promises": list(talk.promises.all()),
    }
    return render(request, "duties/talks/sheet.html", context)
