"""Looking at the files of an entry: the small pictures, one file on a page of its own, its pictures."""

import uuid

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from meetings import access as policy
from meetings.selectors.entries import entry_or_404, evidence_or_404
from meetings.selectors.evidence import shown_or_404
from meetings.templatetags.evidence import grid_context
from portal import access
from portal.previews import picture_type
from portal.services.previews import preview_folder


@access.roles(*policy.READERS)
@require_GET
def evidence_list(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The small pictures of an entry once more, asked for while some are being made."""
    entry = entry_or_404(request.actor, public_id)
    if not request.headers.get("HX-Request"):
        return redirect("entry", entry.public_id)
    return render(request, "meetings/evidence/grid.html", grid_context(entry))


@access.roles(*policy.READERS)
@require_GET
def evidence_look(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One file large, to be read or printed, with the way to the one before and after."""
    entry, files, place = shown_or_404(request.actor, public_id)
    context = {
        "entry": entry,
        "shown": files[place],
        "number": place + 1,
        "count": len(files),
        "before": files[place - 1] if place else None,
        "after": files[place + 1] if place + 1 < len(files) else None,
    }
    return render(request, "meetings/evidence/look.html", context)


@access.roles(*policy.READERS)
@require_GET
def evidence_picture(request: access.PortalRequest, public_id: uuid.UUID, name: str) -> FileResponse:
    """A picture that the portal itself has drawn of a file: never the bytes that somebody sent."""
    file, content_type = evidence_or_404(request.actor, public_id).file, picture_type(name)
    path = preview_folder(file.sha256) / name
    if not content_type or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
