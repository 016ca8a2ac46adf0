"""Taking in the files of a form: each is judged by itself, and what is good is kept whatever else is wrong."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File

from portal.access import Actor
from portal.models import StoredFile
from portal.services.intake import upload_take
from portal.services.uploads import refusal
from portal.uploads.handler import MOST_FILES
from portal.uploads.images import FORMATS


def files_take(
    *, actor: Actor, uploads: Iterable["File[bytes]"], room: int = MOST_FILES, pictures: bool = True
) -> tuple[list[StoredFile], list[str]]:
    """Store the good ones of `uploads`, `room` at most; gives them and, for the others, why they were refused.

    Without `pictures` these are refused before they are stored.
    """
    stored: list[StoredFile] = []
    faults: list[str] = []
    for upload in uploads:
        if len(stored) >= room:
            faults.append(f"一次最多 {MOST_FILES} 个文件;其余未接收,请合并后再上传。")
            break
        if not pictures and (upload.name or "").rpartition(".")[2].lower() in FORMATS:
            faults.append(no_picture(upload.name or ""))
            continue
        try:
            stored.append(upload_take(actor=actor, uploaded=upload))
        except ValidationError as error:
            faults.extend(error.messages)
    return stored, faults


def no_picture(name: str) -> str:
    """What is said of a picture where none is taken."""
    return refusal(name, "此类登记不收照片,请移除")
