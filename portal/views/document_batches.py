"""Signing many documents in one go, and how far that is."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from portal import access
from portal.marks import BATCH_MARKS
from portal.models import BatchItem, Job, Role
from portal.selectors.documents import BATCH_JOB
from portal.selectors.jobs import own_job_or_404
from portal.services.jobs import UNSETTLED
from portal.services.signing import documents_issue_ask
from portal.views.jobs import job_context


@access.roles(Role.APPROVER)
@require_POST
def batch_new(request: access.PortalRequest) -> HttpResponse:
    """签发所选: one job for all documents that are ticked, each in the version that was on the page."""
    chosen = []
    for text in request.POST.getlist("document"):
        key, _, version = text.partition(" ")
        try:
            chosen.append((uuid.UUID(key), version[:16]))
        except ValueError:
            continue
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid.uuid4()
    try:
        job = documents_issue_ask(actor=request.actor, chosen=chosen, token=token)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect("documents-waiting")
    return redirect("document-batch", job.public_id)


@access.roles(*access.BUSINESS)
@require_GET
def batch_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's own batch: progress, and for each document its number or why it was not issued."""
    job = own_job_or_404(request.actor, public_id)
    if job.kind != BATCH_JOB:
        raise Http404
    unsettled = job.state in UNSETTLED
    if request.headers.get("HX-Request") and not unsettled:
        return HttpResponseClientRefresh()
    rows = [
        (item, BATCH_MARKS[item.state])
        for item in job.batch_items.select_related("document", "document__addressee")
    ]
    counts = {state: sum(item.state == state for item, _ in rows) for state in BatchItem.State.values}
    context = {
        "rows": rows,
        "counts": counts,
        "cancelled": job.state == Job.State.CANCELLED,
        **job_context(job),
    }
    part = "portal/documents/batch_part.html" if request.headers.get("HX-Request") else ""
    return render(request, part or "portal/documents/batch.html", context)
