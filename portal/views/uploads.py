"""Uploads one by one, by the tus protocol (1.0.0, creation, expiration, termination): see docs/uploads.md.

A page's script announces a file, sends it in pieces, asks after a break how far it is, and at the end asks for the
ticket by which a form carries it. Refusals are sentences, in plain text.
"""

import base64
import binascii
import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterator
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal import access
from portal.models import Role, Upload
from portal.services import resumable
from portal.services.tickets import ticket

UPLOADERS = (Role.CLERK, Role.OFFICIAL, Role.OFFICE)
"""Who puts evidence into forms: of an entry, of the closing of a decision, of a talk."""
VERSION, EXTENSIONS = "1.0.0", "creation,expiration,termination"
PIECE = 64 * 1024
BYTES_OF_A_PIECE = "application/offset+octet-stream"

View = Callable[..., HttpResponse]


def _tus(view: View) -> View:
    """Every answer names the protocol, and no store on the way keeps it."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: uuid.UUID, **kwargs: uuid.UUID) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


@access.roles(*UPLOADERS)
@require_POST
@_tus
def upload_new(request: access.PortalRequest) -> HttpResponse:
    """Announce a file: its length and, in the protocol's way, its name and what the browser knows of it."""
    told = _told(request.headers.get("Upload-Metadata", ""))
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > 13:
        return _text("没有说明文件大小,无法上传。", 400)
    try:
        made = resumable.upload_begin(
            actor=request.actor, name=told.get("filename", ""), size=int(length), told=told
        )
    except resumable.UploadLimitError as error:
        return _text("".join(error.messages), 429)
    except ValidationError as error:
        return _text("".join(error.messages), 422)
    response = _place(made, 0, 201)
    response["Location"] = reverse("upload", args=[made.public_id])
    return response


@access.roles(*UPLOADERS)
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@_tus
def upload(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far an upload is, its next piece, or the end of it before it is done."""
    found = _own(request, public_id)
    if request.method == "HEAD":
        return _place(found, resumable.received(found), 200)
    if request.method == "DELETE":
        resumable.upload_cancel(upload=found)
        return HttpResponse(status=204)
    offset = request.headers.get("Upload-Offset", "")
    if request.content_type != BYTES_OF_A_PIECE:
        return _text("不是续传的数据。", 415)
    if not offset.isdecimal() or len(offset) > 13:
        return _text("没有说明续传位置。", 400)
    try:
        place = resumable.upload_append(upload=found, offset=int(offset), pieces=_pieces(request))
    except resumable.OffsetError:
        return _text("续传位置不符,请按现有位置继续。", 409)
    return _place(found, place, 204)


@access.roles(*UPLOADERS)
@require_POST
@_tus
def upload_done(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take in what is all there: the ticket for the form, or why the file is refused."""
    try:
        done = resumable.upload_finish(actor=request.actor, upload=_own(request, public_id))
    except resumable.IncompleteError:
        return _text("文件尚未传完。", 409)
    if done.file is None:
        return _text(done.fault, 422)
    file = done.file
    return JsonResponse({"ticket": ticket(file, request.actor), "name": file.name, "size": file.size})


def _own(request: access.PortalRequest, public_id: uuid.UUID) -> Upload:
    found = resumable.own_upload(request.actor, public_id)
    if found is None:
        raise Http404
    return found


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The bytes of the request as they come; a line that breaks ends them."""
    try:
        while piece := request.read(PIECE):
            yield piece
    except UnreadablePostError:
        return


def _told(header: str) -> dict[str, str]:
    """The pairs of an Upload-Metadata header; what cannot be read is left out."""
    told = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode().replace("\0", "")
        except (binascii.Error, ValueError):
            continue
    return told


def _place(upload: Upload, offset: int, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = offset
    response["Upload-Length"] = upload.size
    response["Upload-Expires"] = format_datetime(upload.expires_at.astimezone(dt.UTC), usegmt=True)
    return response


def _text(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
