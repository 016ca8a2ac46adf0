"""Pages of official documents: what they are, what is done with them, preview and issued file."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.document_states import COUNTERSIGNERS, STATES, Act
from portal.documents.paper import OfficialDocument
from portal.marks import COUNTERSIGN_MARKS, DOCUMENT_MARKS
from portal.models import Document, Role
from portal.selectors.documents import (
    ISSUE_JOB,
    asked_ever,
    correction_of,
    countersigners_of,
    fault_in_batch,
    issuing_job,
    open_acts,
    paper_of,
    readable_document_or_404,
    timeline,
    version_of,
)
from portal.services.changes import log_access
from portal.services.countersigning import countersign, countersign_object
from portal.services.documents import document_return, document_review, document_void
from portal.services.files import file_response
from portal.services.jobs import UNSETTLED
from portal.services.signing import document_issue_ask
from portal.views.jobs import job_context
from portal.views.session import address_of

DESKS = (Role.OFFICE, Role.APPROVER)


@access.roles(*access.BUSINESS)
@require_GET
def document_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A document: facts, what was done with it, and what one may do now."""
    document = readable_document_or_404(request.actor, public_id)
    return render(request, "portal/documents/detail.html", document_context(request.actor, document))


def document_context(actor: access.Actor, document: Document) -> dict[str, Any]:
    """What the templates of a document show; pages of other apps include them too."""
    acts = open_acts(actor, document)
    countersigners = [(row, COUNTERSIGN_MARKS[row.state]) for row in countersigners_of(document)]
    return {
        "document": document,
        "document_mark": DOCUMENT_MARKS[document.state],
        "acts": acts,
        "version": version_of(document),
        "events": timeline(document),
        "countersigners": countersigners,
        "correction": correction_of(document) if document.number else None,
        "document_edit_url": reverse("document-edit", args=[document.public_id]),
        "belongs_to": "" if document.replaces_id else registry.document_page(document),
        "own_draft": _own_draft(actor, document, acts),
        "same_hands": document.reviewed_by_id == document.drafted_by_id,
        **_issuing_context(actor, document, acts),
    }


def _issuing_context(actor: access.Actor, document: Document, acts: frozenset[Act]) -> dict[str, Any]:
    """How far the job is that issues the document, or why it failed; nothing else is done meanwhile."""
    job = issuing_job(document) if document.state == Document.State.REVIEWED else None
    if job is None:
        return {"issuing": False, "issue_failed": ""}
    own = actor.account is not None and job.asked_by_id == actor.account.pk
    if job.state in UNSETTLED:
        return {
            "issuing": True,
            "acts": frozenset(),
            **({"within": "page", **job_context(job)} if own and job.kind == ISSUE_JOB else {}),
        }
    failed = job.message if own and job.state == job.State.FAILED else ""
    return {"issuing": False, "issue_failed": failed or fault_in_batch(job, document)}


def _own_draft(actor: access.Actor, document: Document, acts: frozenset[Act]) -> bool:
    """Whether the actor would issue the document, had somebody else drafted it."""
    post = actor.post
    return (
        post is not None
        and post.role == Role.APPROVER
        and post.unit.pk == document.issuer_id
        and document.state in STATES[Act.ISSUE]
        and Act.ISSUE not in acts
    )


@access.roles(*DESKS, Role.LEADER, Role.OFFICIAL)
@require_GET
def document_preview(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A document that is not issued yet, as PDF with the mark 草稿."""
    document = readable_document_or_404(request.actor, public_id)
    if document.number:
        raise Http404
    return pdf_response(paper_of(document), f"草稿 {document.title}.pdf")


def pdf_response(paper: OfficialDocument, name: str) -> HttpResponse:
    """A paper rendered on the spot, shown in the browser."""
    # Imported where a paper is made, since WeasyPrint takes long to load and needs libraries of the system.
    render = import_string("portal.documents.official.render_official")
    response = HttpResponse(render(paper), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@access.roles(*access.BUSINESS)
@require_GET
def document_file(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """The issued paper, byte for byte as it was issued; the download is in the access log."""
    document = readable_document_or_404(request.actor, public_id)
    if document.file is None:
        raise Http404
    response = file_response(document.file, inline="show" in request.GET)
    log_access(
        actor=request.actor,
        action="document_file",
        target_ref=f"{document.number} {document.file.sha256}",
        address=address_of(request),
    )
    return response


@access.roles(Role.OFFICE)
@require_POST
def review(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """核稿."""
    return _act(request, public_id, "已核稿,已送会签或签发。", document_review)


@access.roles(*COUNTERSIGNERS)
@require_POST
def countersign_it(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """会签."""
    return _act(request, public_id, "已会签。", countersign, asked=True)


@access.roles(*COUNTERSIGNERS)
@require_POST
def object_to_it(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """会签不同意."""
    return _act(
        request, public_id, "已退回,拟稿人已收到您的意见。", countersign_object, reason=True, asked=True
    )


@access.roles(Role.APPROVER)
@require_POST
def issue(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """签发."""
    return _act(request, public_id, "已签发,正在编号印发。", document_issue_ask)


@access.roles(*DESKS)
@require_POST
def send_back(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """退改."""
    return _act(request, public_id, "已退改,拟稿人已收到消息。", document_return, reason=True)


@access.roles(*DESKS)
@require_POST
def void(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """作废."""
    return _act(request, public_id, "已作废。", document_void, reason=True)


def _act(
    request: access.PortalRequest,
    public_id: uuid.UUID,
    done: str,
    service: Callable[..., object],
    *,
    reason: bool = False,
    asked: bool = False,
) -> HttpResponse:
    """Do one thing with a document, say what came of it, and go back to where it was asked.

    It is one of the own unit, or where `asked`, one that the actor was asked to countersign.
    """
    document = readable_document_or_404(request.actor, public_id)
    own = request.actor.post is not None and request.actor.post.unit.pk == document.issuer_id
    if not own and not (asked and asked_ever(request.actor).filter(document=document).exists()):
        raise Http404
    given = {"reason": request.POST.get("reason", "")[:2000].replace("\x00", "")} if reason else {}
    try:
        service(actor=request.actor, document=document, version=request.POST.get("version", ""), **given)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=False):
        return redirect(back)
    return redirect(reverse("document", args=[public_id]))
