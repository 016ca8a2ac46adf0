"""The file store: bytes lie once under their SHA-256, rows say what they are (docs/access.md, uploads)."""

import dataclasses
import datetime as dt
import hashlib
import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.http import FileResponse, Http404

from portal import clock
from portal.access import Actor
from portal.models import StoredFile

CHUNK = 1024 * 1024
SAFE_TYPES = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
"""Types that go out under their own name; anything else goes out as plain bytes."""
INLINE_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})
"""Types that a browser may show from the portal's own address: none of them carries scripts for it."""


@dataclasses.dataclass(frozen=True)
class Provenance:
    """What a file was before it came to lie in the store; docs/uploads.md says who vouches for which."""

    uploaded_sha256: str = ""
    original_sha256: str = ""
    original_size: int | None = None
    taken_at: dt.datetime | None = None


UNKNOWN = Provenance()


def sha256_of(content: "BinaryIO | File[bytes]") -> str:
    """The SHA-256 of what can be read from `content`, which is left at its start."""
    digest = hashlib.sha256()
    content.seek(0)
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def file_store(
    *,
    actor: Actor,
    name: str,
    content: bytes | BinaryIO,
    content_type: str,
    provenance: Provenance = UNKNOWN,
) -> StoredFile:
    """Keep `content` under its SHA-256, once, and add the row that says what it is.

    The bytes are on the disk before the row is written, whole or not at all; a transaction that fails leaves at most
    bytes without a row.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    digest = sha256_of(stream)
    size = _keep(stream, path_of(digest))
    stored = StoredFile(
        sha256=digest,
        name=safe_name(name),
        content_type=content_type,
        size=size,
        **dataclasses.asdict(provenance),
        stored_at=clock.now(),
        stored_by=actor.account,
    )
    stored.full_clean(exclude=["stored_by"])
    stored.save(force_insert=True)
    return stored


def path_of(digest: str) -> Path:
    """Where the bytes of that SHA-256 lie."""
    return Path(settings.FILE_STORE) / digest[:2] / digest[2:4] / digest


def file_path(stored: StoredFile) -> Path:
    """Where the bytes of `stored` lie."""
    return path_of(stored.sha256)


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as an answer: to be saved, or shown where `inline` is asked and the type is harmless.

    Raises Http404 where the bytes are missing from the store.
    """
    try:
        stream = file_path(stored).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        stream,
        as_attachment=not (inline and stored.content_type in INLINE_TYPES),
        filename=stored.name,
        content_type=stored.content_type if stored.content_type in SAFE_TYPES else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def safe_name(name: str) -> str:
    """The last part of `name` without control characters, at most as long as the column, its ending kept."""
    plain = "".join(character for character in name if character.isprintable()).replace("\\", "/")
    last = plain.rsplit("/", 1)[-1].strip() or "文件"
    stem, dot, ending = last.rpartition(".")
    limit = 200
    if len(last) <= limit or not dot:
        return last[:limit]
    return stem[: limit - len(ending) - 1] + dot + ending


def _keep(stream: BinaryIO, path: Path) -> int:
    """Write the bytes to `path` in one step, unless they are there; returns how many they are."""
    if path.exists():
        # What is clearing the store leaves alone what was kept again lately.
        path.touch()
        return path.stat().st_size
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as temporary:
        try:
            shutil.copyfileobj(stream, temporary, CHUNK)
            temporary.flush()
            os.fsync(temporary.fileno())
            os.chmod(temporary.name, 0o640)
            os.replace(temporary.name, path)
        except BaseException:  # an interrupt, too, leaves nothing half written
            Path(temporary.name).unlink(missing_ok=True)
            raise
    stream.seek(0)
    return path.stat().st_size
