"""待落实事项: what sittings decided, by state and owner, each closed with a note and files."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from duties.selectors.supervision.items import open_items_about
from duties.supervision_access import visible_items
from meetings import access as policy
from meetings.forms.closing import ClosingForm
from meetings.listings.followups import DecisionList
from meetings.models import Decision
from meetings.selectors.decisions import (
    closing_file_or_404,
    decision_or_404,
    decision_steps,
    mark_of,
)
from meetings.services.decisions import decision_close, decision_reopen
from meetings.services.evidence import ticket
from meetings.supervision_source import KIND as DECISION
from meetings.supervision_source import matter_of
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.services.files import file_response
from portal.views.sent_files import take_files

DOERS = policy.CLERKS | {Role.OFFICIAL}


@access.roles(*policy.READERS)
@require_GET
def follow_up_list(request: access.PortalRequest) -> HttpResponse:
    """What is to be carried out in one's scope, what is due first first."""
    return list_page(request, DecisionList(request.actor, request.GET), "meetings/followups/list.html")


@access.roles(*policy.READERS)
@require_GET
def follow_up(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One decision: what, who, by when, what was done, and what one may do."""
    return _page(request, decision_or_404(request.actor, public_id))


def _page(
    request: access.PortalRequest, decision: Decision, *, status: int = 200, **more: Any
) -> HttpResponse:
    actor = request.actor
    stored = more.pop("stored", [])
    matter = matter_of(decision) if actor.role == Role.OFFICE else None
    standing = open_items_about(DECISION, [str(decision.key)]).get(str(decision.key))
    sees_item = standing is not None and visible_items(actor).filter(pk=standing.pk).exists()
    context = {
        "decision": decision,
        "supervised": standing if sees_item else None,
        "to_supervise": matter.key if matter and not (matter.why_not or standing) else "",
        "mark": mark_of(decision),
        "files": list(decision.files.order_by("pk")),
        "steps": decision_steps(decision),
        "form": ClosingForm(),
        "kept": [(file, ticket(file, actor)) for file in stored],
        "sees_entry": policy.visible_entries(actor).filter(pk=decision.entry_id).exists(),
        "may_close": decision.closed_on is None and policy.may_close(actor, decision),
        "may_reopen": decision.closed_on is not None and policy.may_reopen(actor, decision),
    }
    return render(request, "meetings/followups/detail.html", context | more, status=status)


@access.roles(*DOERS)
@require_POST
def follow_up_close(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close a decision with a note and files; where something is wrong nothing is closed and the files are kept."""
    decision, form = decision_or_404(request.actor, public_id), ClosingForm(request.POST, request.FILES)
    form.full_clean()
    stored = take_files(request, form)
    if form.is_valid():
        try:
            decision_close(
                actor=request.actor, decision=decision, note=form.cleaned_data["note"], files=stored
            )
        except ValidationError as error:
            form.add_error("note" if hasattr(error, "error_dict") else None, error.messages)
        else:
            messages.success(request, "已办结。")
            return redirect("follow-up", public_id)
    decision = decision_or_404(request.actor, public_id)
    return _page(request, decision, status=422, form=form, stored=stored)


@access.roles(*DOERS)
@require_POST
def follow_up_reopen(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a closed decision again, with a reason."""
    decision = decision_or_404(request.actor, public_id)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:500]
    try:
        decision_reopen(actor=request.actor, decision=decision, reason=reason)
    except ValidationError as error:
        fresh = decision_or_404(request.actor, public_id)
        return _page(request, fresh, status=422, refused="reopen", refusal=error.messages)
    messages.success(request, "已改为待落实;原因已告知责任单位。")
    return redirect("follow-up", public_id)


@access.roles(*policy.READERS)
@require_GET
def follow_up_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file that shows how a decision was carried out, always to be saved."""
    return file_response(closing_file_or_404(request.actor, public_id, file))
