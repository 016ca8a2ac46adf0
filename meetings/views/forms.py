"""Filling in a meeting: new, as a draft, as a correction; the panel beside it and the parts that follow the date."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from meetings.access import CLERKS
from meetings.forms.meeting import KIND, MeetingForm
from meetings.models import Entry, EntryState
from meetings.selectors.credits import outlook, outlook_of
from meetings.selectors.entries import alike, entry_or_404, last_change, own_draft, recent_places
from meetings.selectors.periods import past_period
from meetings.selectors.seats import usual_leaders
from meetings.services.checks import content_faults
from meetings.services.contents import content_of
from meetings.services.entries import RepeatedEntryError, StaleEntryError, entry_enter, entry_save
from meetings.services.evidence import evidence_take, kept_files, ticket
from portal import access
from portal.models import Unit
from portal.selectors.vocabulary import vocabulary
from portal.services.uploads import too_large
from portal.uploads.handler import MOST_FILES, oversized_uploads


@access.roles(*CLERKS)
@require_http_methods(["GET", "POST"])
def entry_new(request: access.PortalRequest) -> HttpResponse:
    """A new entry; `?form=` and `?period=` fill in what an obligation asks for."""
    unit, words = _unit(request), vocabulary()
    if request.method == "POST":
        return _sent(request, unit, None)
    asked = {word.code for word in words.forms_of(KIND)} & {request.GET.get("form", "")}
    form = MeetingForm(
        unit=unit,
        words=words,
        preset={"forms": list(asked), "for_period": past_period(request.GET.get("period", ""))},
        led_by=usual_leaders(unit, KIND, asked),
    )
    return _page(request, form, None)


@access.roles(*CLERKS)
@require_http_methods(["GET", "POST"])
def entry_edit(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on with a draft; anything else is shown, not changed."""
    entry = entry_or_404(request.actor, public_id)
    if request.method == "POST":
        return _sent(request, entry.unit, entry)
    if entry.state != EntryState.DRAFT:
        messages.info(request, "这份登记单已提交,内容不再更改;需要修改的,请在本页点“更正”。")
        return redirect("entry", entry.public_id)
    form = MeetingForm(
        unit=entry.unit,
        words=vocabulary(),
        content=content_of(entry),
        token=entry.token,
        version=entry.version,
        correcting=entry.replaces_id is not None,
    )
    return _page(request, form, entry)


@access.roles(*CLERKS)
@require_POST
def entry_preview(request: access.PortalRequest) -> HttpResponse:
    """What the form, as far as it is filled in, would count for; nothing is written."""
    unit, words = _unit(request), vocabulary()
    form = MeetingForm(unit=unit, words=words, data=request.POST)
    form.full_clean()
    content, entry = form.entry_content, own_draft(request.actor, request.POST.get("entry", ""))
    faults = content_faults(unit, KIND, content) | {name: list(form.errors[name]) for name in form.errors}
    shown = [
        text for name in ("occurred_on", "starts_at", "leader", "for_period") for text in faults.get(name, [])
    ]
    found, same = None, []
    if content.occurred_on is not None and not faults.keys() & {"occurred_on", "for_period"}:
        found = outlook(
            unit=unit,
            kind=KIND,
            forms=content.forms,
            leader=content.leader,
            occurred_on=content.occurred_on,
            on_topic=content.on_topic,
            for_period=content.for_period,
            words=words,
            replacing=entry.replaces if entry else None,
        )
        same = alike(unit, content.occurred_on, content.forms, entry)
    context = {"outlook": found, "faults": shown, "content": content, "same": same}
    return render(request, "meetings/preview.html", context)


@access.roles(*CLERKS)
@require_POST
def entry_seats(request: access.PortalRequest) -> HttpResponse:
    """Who may chair and attend on the day filled in; with `?part=chair` the chair alone, after another form was chosen."""
    unit, chosen = _unit(request), request.POST.getlist("forms")
    form = MeetingForm(
        unit=unit,
        words=vocabulary(),
        data=request.POST,
        led_by=usual_leaders(unit, KIND, chosen),
        reloading=True,
    )
    only_chair = request.GET.get("part") == "chair"
    response = render(request, "meetings/seats.html", {"form": form, "only_chair": only_chair})
    response["HX-Trigger-After-Settle"] = "seats-reloaded"
    return response


def _unit(request: access.PortalRequest) -> Unit:
    """The unit of the clerk's post, that the door has asked for."""
    assert request.actor.post is not None
    return request.actor.post.unit


def _sent(request: access.PortalRequest, unit: Unit, entry: Entry | None) -> HttpResponse:
    """Take in the form: keep the good files, then write all or nothing."""
    form = MeetingForm(
        unit=unit,
        words=vocabulary(),
        data=request.POST,
        files=request.FILES,
        correcting=entry is not None and entry.replaces_id is not None,
    )
    _take_files(request, form)
    action = request.POST.get("action", "submit")
    if action == "more":
        form.add_agenda_row()
        return _page(request, form, entry)
    draft = action == "draft"
    if form.is_valid():
        if done := _write(request, form, entry, draft=draft):
            return done
    elif not draft:
        form.add_faults(ValidationError(_further_faults(form)))
    return _page(request, form, entry, status=422)


def _further_faults(form: MeetingForm) -> dict[str, list[str]]:
    """What the service would refuse too, so that all faults are seen at once; fields in error have theirs already."""
    faults = content_faults(form.unit, KIND, form.entry_content)
    return {field: messages for field, messages in faults.items() if field not in form.errors}


def _write(
    request: access.PortalRequest, form: MeetingForm, entry: Entry | None, *, draft: bool
) -> HttpResponse | None:
    """The answer where the form was written or had been before; else its errors are in the form."""
    write = entry_save if draft else entry_enter
    try:
        written = write(
            actor=request.actor,
            unit=form.unit,
            content=form.entry_content,
            token=form.cleaned_data["token"],
            entry=entry,
            version=form.cleaned_data["version"],
        )
    except RepeatedEntryError as repeated:
        messages.info(request, "这份表单先前已经收到,没有重复登记;下面是已登记的内容。")
        return redirect("entry", repeated.entry.public_id)
    except StaleEntryError as stale:
        form.meet(stale.entry, last_change(stale.entry))
        return None
    except ValidationError as error:
        form.add_faults(error)
        return None
    _tell(request, written)
    return redirect("entry", written.public_id)


def _tell(request: access.PortalRequest, entry: Entry) -> None:
    """Say what happened, what comes next, and what the sitting will not count for."""
    if entry.state == EntryState.DRAFT:
        messages.success(request, "草稿已保存,尚未计入台账;核对后请提交。")
        return
    who = f"主持人{entry.leader.name}" if entry.leader else "本单位责任人"
    messages.success(request, f"已提交并计入台账,待{who}确认。")
    for line in outlook_of(entry, vocabulary()).missed:
        messages.warning(request, f"不计入“{line.obligation.reading.title}”:{line.reason}。")


def _take_files(request: access.PortalRequest, form: MeetingForm) -> None:
    """Store what is good of the files sent, and put the rest's faults at the field."""
    kept, lost = kept_files(request.POST.getlist("kept"), request.actor)
    taken, faults = evidence_take(
        actor=request.actor, uploads=request.FILES.getlist("evidence"), room=MOST_FILES - len(kept)
    )
    form.stored = [*kept, *taken]
    for fault in (*lost, *faults, *map(too_large, oversized_uploads(request))):
        form.add_error("evidence", fault)


def _page(
    request: access.PortalRequest, form: MeetingForm, entry: Entry | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "entry": entry,
        "kept": [(file, ticket(file, request.actor)) for file in form.stored],
        "places": recent_places(form.unit),
        "limit": settings.UPLOAD_LIMIT_BYTES,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
        "most_files": MOST_FILES,
    }
    return render(request, "meetings/form.html", context, status=status)
