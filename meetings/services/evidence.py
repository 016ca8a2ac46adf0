"""Evidence of entries: which kinds take no pictures, and what is said of one; files are taken in by the portal."""

from collections.abc import Iterable

from portal.models import StoredFile
from portal.services.sent_files import files_take as evidence_take
from portal.services.sent_files import no_picture
from portal.services.tickets import kept_files, ticket

__all__ = ["evidence_take", "kept_files", "picture_faults", "ticket"]

WITHOUT_PICTURES = frozenset({"household_contact"})
"""Kinds of entry about residents at home: nobody's door or face is kept."""


def picture_faults(kind: str, files: Iterable[StoredFile]) -> list[str]:
    """What is said of pictures among `files` where entries of `kind` take none."""
    if kind not in WITHOUT_PICTURES:
        return []
    return [no_picture(file.name) for file in files if file.content_type.startswith("image/")]
