"""The page of one report, and the short moves that it offers: one address each."""

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment.forms.reports import ActForm, HeadForm, RemarkForm
from assessment.models import Report
from assessment.report_states import Action, State
from assessment.reports.kinds import name_of
from assessment.selectors.reports.due import due_line
from assessment.selectors.reports.reading import (
    MARKS,
    actable_report_or_404,
    readable_report_or_404,
    reads_inside,
    sections_of,
)
from assessment.selectors.reports.rights import has_written, open_acts
from assessment.services.reports.signing import signing_job
from assessment.views.reports.deeds import DEEDS, Deed, Offered, deeds_of, form_for
from assessment.views.reports.showing import shown_sections
from portal import access

ReportView = Any


@access.roles(*access.BUSINESS)
@require_GET
def report_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A report: its sections with words and facts, remarks, steps, and what one may do."""
    return report_page(request, readable_report_or_404(request.actor, public_id))


def report_page(
    request: access.PortalRequest,
    report: Report,
    *,
    status: int = 200,
    failed: ActForm | None = None,
    at: Action | None = None,
) -> HttpResponse:
    """The page; with `failed` the form of the move `at` stands open with what is wrong with it."""
    actor, state = request.actor, State(report.state)
    inside = reads_inside(actor, report)
    sections = sections_of(report)
    acts = open_acts(actor, report)
    job = signing_job(report) if state == State.SIGNING else None
    comments = [each for each in report.comments.all() if each.section_id is None] if inside else []
    context: dict[str, Any] = {
        "report": report,
        "kind": name_of(report.kind),
        "mark": MARKS[state],
        "holder": state.holder.label,
        "line": due_line(report.unit, report.kind, report.period),
        "sections": shown_sections(report, sections),
        "stale": [each for each in sections if each.changed] if inside else [],
        "inside": inside,
        "acts": acts,
        "deeds": _opened(deeds_of(actor, report, signing_now=job is not None), failed, at),
        "job": job if inside else None,
        "own_words": state == State.SIGNING
        and Action.SIGN not in acts
        and inside
        and has_written(actor, report),
        "steps": list(report.steps.all()),
        "comments": comments,
        "remark": RemarkForm() if Action.COMMENT in acts else None,
        "head_form": HeadForm(
            initial={"title": report.title, "addressee": report.addressee, "version": report.version}
        )
        if Action.WRITE in acts
        else None,
    }
    return render(request, "assessment/reports/report.html", context, status=status)


def _opened(offered: Sequence[Offered], failed: ActForm | None, at: Action | None) -> list[Offered]:
    """The deeds, the one that failed open with its form."""
    return [
        dataclasses.replace(each, form=failed, open=True)
        if failed is not None and each.deed.action == at
        else each
        for each in offered
    ]


def _view(action: Action) -> ReportView:
    """The view of one move."""
    deed = DEEDS[action]

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
        return _do(request, deed, actable_report_or_404(request.actor, public_id, action))

    act.__doc__ = f"{action.label}."
    return act


def _do(request: access.PortalRequest, deed: Deed, report: Report) -> HttpResponse:
    """Make the move and go back to the report; what is wrong is said at the form, which stands open."""
    form = form_for(deed, report, request.POST)
    if form.is_valid():
        try:
            deed.service(
                actor=request.actor, report=report, version=form.seen, text=form.cleaned_data["text"]
            )
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, deed.done)
            return redirect("report", report.public_id)
    fresh = readable_report_or_404(request.actor, report.public_id)
    if deed.action not in open_acts(request.actor, fresh):
        for problem in form.non_field_errors():
            messages.error(request, str(problem))
    return report_page(request, fresh, status=422, failed=form, at=deed.action)


def _say(form: ActForm, error: ValidationError) -> None:
    """Put what is wrong at the fields that the form has, else at its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields else None, faults)


submit, review, reword = _view(Action.SUBMIT), _view(Action.REVIEW), _view(Action.REWORD)
sign, recall, send = _view(Action.SIGN), _view(Action.RECALL), _view(Action.SEND)
receive, send_back, withdraw = _view(Action.RECEIVE), _view(Action.RETURN), _view(Action.WITHDRAW)
cancel = _view(Action.CANCEL)
