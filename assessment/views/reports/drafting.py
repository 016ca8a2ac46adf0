"""One click drafts a report, another renews its figures; its title and addressee."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.forms.reports import ActForm, DraftForm, HeadForm
from assessment.report_states import Action
from assessment.selectors.reports.offers import offers_of
from assessment.selectors.reports.reading import actable_report_or_404
from assessment.services.reports.drafting import report_draft, report_renew
from assessment.services.reports.writing import report_head_write
from portal import access
from portal.models import Role

WRITERS = (Role.CLERK, Role.OFFICE)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def report_new(request: access.PortalRequest) -> HttpResponse:
    """The reports that the unit owes and has not begun; one click drafts one."""
    form = DraftForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            report = report_draft(actor=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已按台账起草,请逐部分核对、补充文字。")
            return redirect("report", report.public_id)
    context = {"form": form, "offers": offers_of(request.actor)}
    return render(request, "assessment/reports/new.html", context, status=422 if form else 200)


@access.roles(*WRITERS)
@require_POST
def renew(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read the figures anew; what changed is said at each section."""
    report = actable_report_or_404(request.actor, public_id, Action.RENEW)
    form = ActForm(request.POST)
    form.full_clean()
    try:
        _, done = report_renew(actor=request.actor, report=report, version=form.seen)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("report", public_id)
    if not done.changed:
        messages.success(request, "数据已更新到现在,没有变化。")
    elif done.sections:
        messages.warning(
            request,
            f"数据已更新,变化 {done.changed} 处;有 {done.sections} 个部分的文字由人写过,未改动,请对照数据变化核对。",
        )
    else:
        messages.success(request, f"数据已更新,变化 {done.changed} 处;未经修改的文字已随之更新。")
    return redirect("report", public_id)


@access.roles(*WRITERS)
@require_POST
def head(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Word title and addressee."""
    report = actable_report_or_404(request.actor, public_id, Action.WRITE)
    form = HeadForm(request.POST)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
        return redirect("report", public_id)
    try:
        report_head_write(actor=request.actor, report=report, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "标题和主送已保存。")
    return redirect("report", public_id)
