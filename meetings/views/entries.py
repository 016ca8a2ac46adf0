"""Entries to be read: lists, one entry with its history, its evidence, and the record behind a figure."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from meetings import access as policy
from meetings.forms.comments import CommentForm
from meetings.kinds import words_of
from meetings.listings.entries import EntryList
from meetings.listings.records import RecordList
from meetings.marks import ENTRY_MARKS
from meetings.meeting_minutes import drafted, may_draft
from meetings.models import Entry, EntryState
from meetings.selectors.credits import outlook_of
from meetings.selectors.decisions import mark_of
from meetings.selectors.entries import (
    attendance_of,
    awaiting,
    details_of,
    entry_of_record,
    entry_or_404,
    evidence_or_404,
    late_entry,
    record_or_404,
)
from meetings.selectors.history import history, record_history
from meetings.services.states import ALLOWED, EDITABLE
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.selectors.vocabulary import vocabulary
from portal.services.files import file_response

PAGE = 30


@access.roles(*policy.READERS)
@require_GET
def entry_list(request: access.PortalRequest) -> HttpResponse:
    """The entries in one's scope, the latest first."""
    context = {
        "may_enter": request.actor.role in policy.CLERKS,
        "area": request.actor.role in access.READS_BELOW,
    }
    return list_page(request, EntryList(request.actor, request.GET), "meetings/list.html", context)


@access.roles(Role.OFFICIAL)
@require_GET
def entry_awaiting(request: access.PortalRequest) -> HttpResponse:
    """待我确认: what was logged for this official and waits for a word."""
    page = Paginator(awaiting(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/awaiting.html", {"page": page})


@access.roles(*policy.READERS)
@require_GET
def entry_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One entry: content, state, what it counts for, history, and what one may do with it."""
    return entry_page(request, entry_or_404(request.actor, public_id))


def entry_page(
    request: access.PortalRequest, entry: Entry, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of `entry`; `more` brings the error of a deed that was refused."""
    actor, words = request.actor, vocabulary()
    clerk, counting = policy.may_write(actor, entry), entry.state in policy.OPEN
    planned = entry.state == EntryState.PLANNED
    context = {
        "entry": entry,
        "mark": ENTRY_MARKS[entry.state],
        "late": late_entry(entry),
        "agenda": list(entry.agenda.all()),
        "attendance": attendance_of(entry, words),
        "outlook": outlook_of(entry, words) if counting or planned else None,
        "planned": planned,
        "steps": history(entry, actor, words),
        "replacement": entry.replaced_by.exclude(state=EntryState.WITHDRAWN).first(),
        "kind_words": words_of(entry.kind),
        "counting": counting,
        "details": details_of(entry),
        "decisions": [(each, mark_of(each)) for each in entry.decisions.select_related("owner_unit")],
        "targets": list(entry.destinations.select_related("unit")),
        "papers": drafted(actor, entry) if entry.kind == "meeting" else [],
        "may_minute": may_draft(actor, entry),
        "may_edit": clerk and entry.state in EDITABLE,
        "may_withdraw": clerk and entry.state in ALLOWED["withdraw"],
        "may_cancel": clerk and planned,
        "may_correct": clerk and (counting or entry.state == EntryState.RETURNED),
        "may_confirm": entry.state == EntryState.SUBMITTED
        and actor.role == Role.OFFICIAL
        and policy.may_settle(actor, entry),
        "may_accept": entry.state == EntryState.SUBMITTED and policy.may_accept(actor, entry),
        "may_return": counting and policy.may_return(actor, entry),
        "comments": list(entry.comments.all()),
        "comment_form": CommentForm() if policy.speaks_on(actor, entry) else None,
    }
    return render(request, "meetings/detail.html", context | more, status=status)


@access.roles(*policy.READERS)
@require_GET
def evidence(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """A file of an entry, always to be saved."""
    return file_response(evidence_or_404(request.actor, public_id).file)


@access.roles(*access.BUSINESS)
@require_GET
def record_list(request: access.PortalRequest) -> HttpResponse:
    """The records of one's scope, the latest first, wherever they come from."""
    return list_page(request, RecordList(request.actor, request.GET), "meetings/records.html")


@access.roles(*policy.READERS)
@require_GET
def record(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The entry that made a record; a plain page with its history for one that came in by import."""
    found = record_or_404(request.actor, public_id)
    if entry := entry_of_record(found):
        if policy.visible_entries(request.actor).filter(pk=entry.pk).exists():
            return redirect("entry", entry.public_id)
        raise Http404
    steps = record_history(found, vocabulary())
    return render(request, "meetings/record.html", {"record": found, "steps": steps})
