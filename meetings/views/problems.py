"""问题清单: what visits found, by state, owner and field of work; each is solved with a note and files."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from meetings import access as policy
from meetings.field_access import may_reopen, may_solve
from meetings.forms.problems import SolvingForm
from meetings.listings.problems import ProblemList
from meetings.models import Problem
from meetings.selectors.problems import (
    problem_file_or_404,
    problem_mark,
    problem_or_404,
    problem_steps,
)
from meetings.services.evidence import ticket
from meetings.services.problems import problem_reopen, problem_solve
from meetings.views.households import take_faults
from portal import access, clock
from portal.access import PortalRequest
from portal.lists.pages import list_page
from portal.models import Role
from portal.services.files import file_response
from portal.views.sent_files import take_files

REASON_LENGTH = 500


@access.roles(*policy.READERS)
@require_GET
def problem_list(request: PortalRequest) -> HttpResponse:
    """What is to be solved in one's scope, what is due first first."""
    return list_page(request, ProblemList(request.actor, request.GET), "meetings/problems/list.html")


@access.roles(*policy.READERS)
@require_GET
def problem(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One problem: what, whose, by when, what was done, and what one may do."""
    return _page(request, problem_or_404(request.actor, public_id))


@access.roles(*policy.CLERKS)
@require_POST
def problem_solved(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a problem off the list; where something is wrong it stays on it, and good files are kept."""
    found, form = problem_or_404(request.actor, public_id), SolvingForm(request.POST, request.FILES)
    form.full_clean()
    stored = take_files(request, form)
    if form.is_valid():
        try:
            problem_solve(
                actor=request.actor,
                problem=found,
                solved_on=form.cleaned_data["solved_on"],
                note=form.cleaned_data["note"],
                files=stored,
            )
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, "已登记解决。")
            return redirect("problem", public_id)
    fresh = problem_or_404(request.actor, public_id)
    return _page(request, fresh, status=422, form=form, stored=stored)


@access.roles(*policy.CLERKS, Role.OFFICE)
@require_POST
def problem_reopened(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a problem back on the list, with a reason."""
    found = problem_or_404(request.actor, public_id)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:REASON_LENGTH]
    try:
        problem_reopen(actor=request.actor, problem=found, reason=reason)
    except ValidationError as error:
        fresh = problem_or_404(request.actor, public_id)
        return _page(request, fresh, status=422, refusal=error.messages)
    messages.success(request, "已重新列入问题清单。")
    return redirect("problem", public_id)


@access.roles(*policy.READERS)
@require_GET
def problem_file(request: PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file that shows how a problem was solved, always to be saved."""
    return file_response(problem_file_or_404(request.actor, public_id, file))


def _page(request: PortalRequest, found: Problem, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, solved = request.actor, found.solved_on is not None
    context = {
        "problem": found,
        "mark": problem_mark(found),
        "files": list(found.files.order_by("pk")),
        "steps": problem_steps(found),
        "form": SolvingForm(initial={"solved_on": clock.today()}),
        "kept": [(file, ticket(file, actor)) for file in more.pop("stored", [])],
        "sees_entry": policy.visible_entries(actor).filter(pk=found.entry_id).exists(),
        "may_solve": not solved and may_solve(actor, found),
        "may_reopen": solved and may_reopen(actor, found),
    }
    return render(request, "meetings/problems/detail.html", context | more, status=status)
