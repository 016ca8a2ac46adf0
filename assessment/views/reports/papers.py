"""The paper of a report: before its signature drawn as a draft, afterwards as it was issued; and the same as DOCX."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from assessment.models import Report
from assessment.report_states import PAPERED, State
from assessment.selectors.reports.reading import readable_report_or_404
from assessment.services.reports.signing import paper_for
from portal import access
from portal.documents.paper import OfficialDocument
from portal.selectors.documents import paper_of
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.views.documents import pdf_response
from portal.views.session import address_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@access.roles(*access.BUSINESS)
@require_GET
def report_pdf(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse | FileResponse:
    """The issued paper byte for byte; before that a draft with the mark 草稿. Each is in the access log."""
    report = readable_report_or_404(request.actor, public_id)
    _log(request, report, "report_pdf")
    issued = _is_issued(report) and report.document is not None
    if issued and report.document and report.document.file:
        return file_response(report.document.file, inline="show" in request.GET)
    try:
        return pdf_response(paper_for(report), f"草稿 {report.title}.pdf")
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("report", public_id)


@access.roles(*access.BUSINESS)
@require_GET
def report_docx(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same words and figures as DOCX."""
    report = readable_report_or_404(request.actor, public_id)
    _log(request, report, "report_docx")
    paper = _paper(report)
    response = HttpResponse(import_string("portal.documents.word.render_docx")(paper), content_type=DOCX)
    name = f"{'草稿 ' if paper.draft else f'{paper.number} '}{report.title}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _is_issued(report: Report) -> bool:
    return State(report.state) in PAPERED


def _paper(report: Report) -> OfficialDocument:
    if _is_issued(report) and report.document is not None:
        return paper_of(report.document)
    return paper_for(report)


def _log(request: access.PortalRequest, report: Report, action: str) -> None:
    log_access(
        actor=request.actor, action=action, target_ref=str(report.public_id), address=address_of(request)
    )
