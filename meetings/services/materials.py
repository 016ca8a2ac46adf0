"""Taking in a material for prefill: its text is read, and a file that may stay is stored once, as evidence."""

import dataclasses
from collections.abc import Iterable

from django.core.files.base import File

from meetings.prefill import text_of
from meetings.prefill.files import READERS, UNKNOWN
from meetings.services.evidence import evidence_take
from portal.access import Actor
from portal.models import StoredFile
from portal.services.files import file_path
from portal.services.uploads import ENDINGS, shown_name
from portal.uploads import RefusedError

TEXT_ONLY = ("txt", "html", "htm")
"""Endings that are read but not kept: a text proves nothing."""


@dataclasses.dataclass(frozen=True)
class Material:
    """The text, the file where it was kept, and what the clerk is told."""

    text: str = ""
    file: StoredFile | None = None
    faults: tuple[str, ...] = ()


def material_take(*, actor: Actor, uploaded: "File[bytes] | None", pasted: str, room: int) -> Material:
    """Read what was uploaded, else what was pasted; keeps a file for which there is `room` in the entry."""
    if uploaded is None:
        return Material(text=pasted)
    name = uploaded.name or ""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS and ending not in TEXT_ONLY:
        return Material(faults=(_unread(name, UNKNOWN),))
    stored, faults = (
        ([], []) if ending in TEXT_ONLY else evidence_take(actor=actor, uploads=[uploaded], room=room)
    )
    if faults:
        return Material(faults=tuple(faults))
    file = stored[0] if stored else None
    try:
        uploaded.seek(0)
        return Material(text=text_of(name, uploaded.read()), file=file)
    except RefusedError as error:
        return Material(file=file, faults=(_unread(name, str(error)),))


def material_again(files: Iterable[StoredFile]) -> Material:
    """Read the first file of the form whose text can be read."""
    faults: list[str] = []
    for file in files:
        if file.name.rpartition(".")[2].lower() not in READERS:
            continue
        try:
            return Material(text=text_of(file.name, file_path(file).read_bytes()), file=file)
        except (RefusedError, OSError) as error:
            faults.append(_unread(file.name, str(error) if isinstance(error, RefusedError) else MISSING))
    return Material(faults=tuple(faults) or (NOTHING,))


NOTHING = "请先选择文件或粘贴文字,再点“读取并填入”。"
MISSING = "文件不在了,请重新上传"


def _unread(name: str, why: str) -> str:
    return f"没有从“{shown_name(name)}”读出内容:{why}。"
