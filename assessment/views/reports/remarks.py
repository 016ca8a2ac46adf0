"""Remarks on a draft, and their settlement."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessment.forms.reports import RemarkForm
from assessment.models import ReportComment
from assessment.report_states import Action
from assessment.selectors.reports.reading import actable_report_or_404
from assessment.services.reports.commenting import comment_add, comment_settle
from portal import access
from portal.models import Role

SPEAKERS = (Role.CLERK, Role.OFFICE, Role.OFFICIAL, Role.APPROVER, Role.MEMBER)
WRITERS = (Role.CLERK, Role.OFFICE)


@access.roles(*SPEAKERS)
@require_POST
def remark(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Remark on a section or the whole."""
    report = actable_report_or_404(request.actor, public_id, Action.COMMENT)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            comment_add(actor=request.actor, report=report, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "批注已保存,起草人已收到消息。")
            return redirect("report", public_id)
    for faults in form.errors.values():
        messages.error(request, " ".join(map(str, faults)))
    return redirect("report", public_id)


@access.roles(*WRITERS)
@require_POST
def remark_settle(request: access.PortalRequest, public_id: uuid.UUID, remark: uuid.UUID) -> HttpResponse:
    """Mark a remark as dealt with."""
    report = actable_report_or_404(request.actor, public_id, Action.WRITE)
    comment = ReportComment.objects.filter(report=report, public_id=remark).first()
    if comment is None:
        raise Http404
    comment_settle(actor=request.actor, report=report, comment=comment)
    messages.success(request, "批注已标为处理完毕。")
    return redirect("report", public_id)
