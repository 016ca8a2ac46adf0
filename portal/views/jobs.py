"""Pages of one's own background jobs: list, progress, results."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from portal import access
from portal.listings.jobs import ASKERS, JobList
from portal.lists.pages import list_page
from portal.marks import JOB_MARKS
from portal.models import Job
from portal.selectors.jobs import kept_until, own_job_or_404, waiting_for
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.jobs import UNSETTLED, job_cancel
from portal.views.session import address_of


@access.roles(*ASKERS)
@require_GET
def job_list(request: access.PortalRequest) -> HttpResponse:
    """The jobs that one asked for, newest first."""
    return list_page(request, JobList(request.actor, request.GET), "portal/jobs/list.html")


@access.roles(*ASKERS)
@require_GET
def job_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far a job is, and its files when it is done; asked by HTMX, the part that changes.

    A page that only shows the progress (`?within=page`) is loaded again when the job has ended.
    """
    job = own_job_or_404(request.actor, public_id)
    within = request.GET.get("within", "")
    asked_by_htmx = bool(request.headers.get("HX-Request"))
    if asked_by_htmx and within and job.state not in UNSETTLED:
        return HttpResponseClientRefresh()
    template = "portal/jobs/progress.html" if asked_by_htmx else "portal/jobs/detail.html"
    return render(request, template, {"within": within, **job_context(job)})


def job_context(job: Job) -> dict[str, object]:
    """What the template of a job's progress shows."""
    unsettled = job.state in UNSETTLED
    done = job.state == Job.State.DONE
    return {
        "job": job,
        "mark": JOB_MARKS[job.state],
        "unsettled": unsettled,
        "kept_until": kept_until(job),
        "waiting": waiting_for(job) if job.state == Job.State.WAITING else "",
        "files": [(file, file.name.rsplit(".", 1)[-1].upper()) for file in job.files.order_by("name")]
        if done
        else [],
    }


@access.roles(*ASKERS)
@require_POST
def job_stop(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel one's own job."""
    job = own_job_or_404(request.actor, public_id)
    if job_cancel(actor=request.actor, job=job):
        messages.success(request, "已取消。")
    else:
        messages.warning(request, "任务已经结束,不能取消。")
    return redirect("job", job.public_id)


@access.roles(*ASKERS)
@require_GET
def job_file(request: access.PortalRequest, public_id: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """A result of one's own job; the download is in the access log."""
    job = own_job_or_404(request.actor, public_id)
    stored = get_object_or_404(job.files, public_id=file_id)
    response = file_response(stored)
    log_access(
        actor=request.actor,
        action="job_file",
        target_ref=f"{job.public_id}/{stored.sha256}",
        address=address_of(request),
    )
    return response
