"""The export of any list."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from portal import access
from portal.lists.known import listing_class
from portal.models import Job, Role
from portal.services.list_export import TYPES, list_export
from portal.views.session import address_of

LONGEST_QUERY = 4000


@access.roles(*Role)
@require_POST
def export(request: access.PortalRequest, name: str) -> HttpResponse:
    """The list of the page called `name` as a file, exactly as `query` shows it; a long one leads to its job."""
    made = listing_class(name)
    if made is None:
        raise Http404
    if request.actor.role not in made.roles:
        raise PermissionDenied
    ending = request.POST.get("format", "")
    done = list_export(
        actor=request.actor,
        listing=made(request.actor, QueryDict(request.POST.get("query", "")[:LONGEST_QUERY])),
        ending=ending if ending in TYPES else "xlsx",
        token=_token(request),
        address=address_of(request),
    )
    if isinstance(done, Job):
        return redirect("job", done.public_id)
    response = HttpResponse(done.content, content_type=done.content_type)
    response["Content-Disposition"] = content_disposition_header(True, done.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _token(request: access.PortalRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None
