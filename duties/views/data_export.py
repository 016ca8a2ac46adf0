"""The page of the export of all data."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duties.interchange.guide import file_groups
from duties.services.data_export import EXPORT_JOB, EXPORTERS, data_export_ask, files_for
from portal import access
from portal.marks import JOB_MARKS
from portal.selectors.jobs import own_jobs
from portal.views.session import address_of

RECENT = 5


@access.roles(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def page(request: access.PortalRequest) -> HttpResponse:
    """Say what goes out, and have it made."""
    post = access.require(request.actor, *EXPORTERS)
    fault = ""
    if request.method == "POST":
        try:
            job = data_export_ask(
                actor=request.actor,
                shape=request.POST.get("shape", ""),
                token=_token(request),
                address=address_of(request),
            )
            return redirect("job", job.public_id)
        except ValidationError as error:
            fault = "".join(error.messages)
    recent = own_jobs(request.actor).filter(kind=EXPORT_JOB)[:RECENT]
    context = {
        "unit": post.unit,
        "files": file_groups(files_for(post.role)),
        "recent": [(job, JOB_MARKS[job.state]) for job in recent],
        "token": uuid.uuid4(),
        "fault": fault,
    }
    return render(request, "duties/import/export.html", context, status=422 if fault else 200)


def _token(request: access.PortalRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        raise ValidationError("表单已失效,请重新选择后再导出。") from None
