"""The files of an entry with what can be shown of them; two queries, however many they are."""

import dataclasses
import datetime as dt
import json
import uuid
from typing import Any

from django.http import Http404

from meetings.access import visible_entries
from meetings.models import Entry, Evidence
from portal import clock
from portal.access import Actor
from portal.models import FilePreview, StoredFile
from portal.previews import BLOCKS, THUMBNAIL, VIEW, is_picture, page_name
from portal.services.previews import preview_folder

PATIENCE = dt.timedelta(minutes=2)
"""So long a page asks again for a picture that is being made; after that one reloads it oneself."""

BADGES = {
    "application/pdf": "PDF",
    "application/msword": "文档",
    "application/vnd.ms-excel": "表格",
    "application/vnd.ms-powerpoint": "演示",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "文档",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "表格",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "演示",
}
"""What stands where a file has no picture."""


@dataclasses.dataclass(frozen=True)
class Shown:
    """One file of an entry as its page shows it."""

    public_id: uuid.UUID
    file: StoredFile
    preview: FilePreview | None

    @property
    def is_made(self) -> bool:
        """Whether there is something to look at."""
        return self.preview is not None and self.preview.state == FilePreview.State.MADE

    @property
    def is_awaited(self) -> bool:
        """Whether a worker will have made it in a moment."""
        return (
            self.preview is not None
            and self.preview.state == FilePreview.State.WAITING
            and self.preview.asked_at > clock.now() - PATIENCE
        )

    @property
    def thumbnail(self) -> str:
        """The name of its small picture; empty without one."""
        return THUMBNAIL if self.is_made and self.preview is not None and self.preview.shown else ""

    @property
    def pictures(self) -> list[str]:
        """The names of the pictures to look at, in order."""
        if not self.thumbnail or self.preview is None:
            return []
        if is_picture(self.file.content_type):
            return [VIEW]
        return [page_name(number) for number in range(1, self.preview.shown + 1)]

    @property
    def left_out(self) -> int:
        """How many pages have no picture."""
        return self.preview.pages - self.preview.shown if self.preview else 0

    @property
    def badge(self) -> str:
        """What stands in place of a picture."""
        return BADGES.get(self.file.content_type, "图片")

    def blocks(self) -> list[Any]:
        """The words and tables of an Office file; empty for any other."""
        path = preview_folder(self.file.sha256) / BLOCKS
        if not self.is_made or not path.exists():
            return []
        found: list[Any] = json.loads(path.read_text(encoding="utf-8"))
        return found


def evidence_of(entry: Entry) -> list[Shown]:
    """The files of `entry` in the order in which they came."""
    rows = list(entry.evidence.select_related("file__stored_by").order_by("pk"))
    digests = {each.file.sha256 for each in rows}
    previews = {each.sha256: each for each in FilePreview.objects.filter(sha256__in=digests)} if rows else {}
    return [Shown(each.public_id, each.file, previews.get(each.file.sha256)) for each in rows]


def shown_or_404(actor: Actor, public_id: uuid.UUID) -> tuple[Entry, list[Shown], int]:
    """The entry that a file belongs to, all its files, and the place of this one; raises Http404 out of scope."""
    row = Evidence.objects.filter(public_id=public_id, entry__in=visible_entries(actor)).first()
    if row is None:
        raise Http404
    entry = Entry.objects.select_related("unit").get(pk=row.entry_id)
    files = evidence_of(entry)
    return entry, files, [each.public_id for each in files].index(public_id)
