"""Taking in uploaded evidence: each file is judged by itself, and what is good is kept whatever else is wrong."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File

from portal.access import Actor
from portal.models import StoredFile
from portal.services.intake import upload_take
from portal.services.tickets import kept_files, ticket
from portal.services.uploads import refusal
from portal.uploads.handler import MOST_FILES
from portal.uploads.images import FORMATS

__all__ = ["evidence_take", "kept_files", "picture_faults", "ticket"]

WITHOUT_PICTURES = frozenset({"household_contact"})
"""Kinds of entry about residents at home: nobody's door or face is kept."""


def evidence_take(
    *, actor: Actor, uploads: Iterable["File[bytes]"], room: int = MOST_FILES, pictures: bool = True
) -> tuple[list[StoredFile], list[str]]:
    """Store the good ones of `uploads`, `room` at most; gives them and, for the others, why they were refused.

    Without `pictures` these are refused before they are stored.
    """
    stored: list[StoredFile] = []
    faults: list[str] = []
    for upload in uploads:
        if len(stored) >= room:
            faults.append(f"一份登记单最多 {MOST_FILES} 个文件;其余未接收,请合并后再上传。")
            break
        if not pictures and (upload.name or "").rpartition(".")[2].lower() in FORMATS:
            faults.append(no_picture(upload.name or ""))
            continue
        try:
            stored.append(upload_take(actor=actor, uploaded=upload))
        except ValidationError as error:
            faults.extend(error.messages)
    return stored, faults


def picture_faults(kind: str, files: Iterable[StoredFile]) -> list[str]:
    """What is said of pictures among `files` where entries of `kind` take none."""
    if kind not in WITHOUT_PICTURES:
        return []
    return [no_picture(file.name) for file in files if file.content_type.startswith("image/")]


def no_picture(name: str) -> str:
    """What is said of a picture where none is taken."""
    return refusal(name, "此类登记不收照片,请移除")
