"""Taking in an upload: judged, freed of where a picture was taken, kept once, its preview asked for."""

import datetime as dt
import threading

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction

from portal.access import Actor
from portal.models import StoredFile
from portal.services.changes import log_change
from portal.services.files import Provenance, file_store, sha256_of
from portal.services.previews import preview_ask
from portal.services.uploads import check_upload, refusal, shown_name
from portal.uploads import RefusedError
from portal.uploads.claims import NO_CLAIMS, Claims
from portal.uploads.metadata import without_traces

_one_at_a_time = threading.Lock()
"""Whoever judges a file holds all of it: however many come at once, a process holds one."""
LOGGED = ("name", "size", "sha256", "uploaded_sha256", "original_sha256")


def upload_take(*, actor: Actor, uploaded: "File[bytes]", claims: Claims = NO_CLAIMS) -> StoredFile:
    """Keep an upload that is what its name says; a picture keeps its time and loses its place.

    Raises ValidationError, in a sentence that names the file, for any other.
    """
    with _one_at_a_time:
        content_type = check_upload(uploaded)
        arrived = sha256_of(uploaded)
        if claims.sha256 and claims.sha256 != arrived:
            raise ValidationError(f"“{shown_name(uploaded.name or '')}”未接收:传输中有误;请重新上传。")
        content, taken_at = _without_traces(uploaded, content_type)
        provenance = Provenance(
            uploaded_sha256=arrived,
            original_sha256=claims.original_sha256,
            original_size=claims.original_size,
            taken_at=taken_at or claims.taken_at,
        )
        return _keep(actor, uploaded.name or "", content, content_type, provenance)


def _without_traces(uploaded: "File[bytes]", content_type: str) -> tuple["File[bytes]", dt.datetime | None]:
    """What is to be kept of the upload, and when a picture was taken."""
    if not content_type.startswith("image/"):
        return uploaded, None
    content = uploaded.read()
    uploaded.seek(0)
    try:
        picture = without_traces(content, content_type)
    except RefusedError as error:
        raise ValidationError(refusal(uploaded.name or "", error)) from error
    if picture.content == content:
        return uploaded, picture.taken_at
    return ContentFile(picture.content), picture.taken_at


@transaction.atomic
def _keep(
    actor: Actor, name: str, content: "File[bytes]", content_type: str, provenance: Provenance
) -> StoredFile:
    stored = file_store(
        actor=actor,
        name=name,
        content=content,  # type: ignore[arg-type]
        content_type=content_type,
        provenance=provenance,
    )
    preview_ask(stored=stored)
    log_change(
        actor=actor,
        action="file_upload",
        target=stored,
        unit=actor.post.unit if actor.post else None,
        after={column: getattr(stored, column) for column in LOGGED},
    )
    return stored
