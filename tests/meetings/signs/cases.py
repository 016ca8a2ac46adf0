"""Entries with pictures and minutes, as logging leaves them."""

import datetime as dt
import hashlib
import itertools
from typing import Any

import imagehash
from PIL import Image

from meetings.models import Entry, EntryState, Evidence
from portal import access, clock
from portal.models import Account, FilePreview, Person, StoredFile, Unit
from portal.previews import THUMBNAIL
from portal.services.previews import preview_folder

DAY = dt.date(2026, 9, 1)
_NUMBERS = itertools.count()


def entry_of(unit: Unit, account: Account | None, day: dt.date = DAY, **values: Any) -> Entry:
    """A submitted entry of the unit."""
    made = {"title": "演示会议", "submitted_at": clock.now(), "state": EntryState.SUBMITTED} | values
    assert account is not None
    return Entry.objects.create(unit=unit, occurred_on=day, entered_by=account, made_at=clock.now(), **made)


def sitting(unit: Unit, account: Account | None, leader: Person, hours: tuple[int, int], place: str) -> Entry:
    """A submitted entry of a sitting from one hour to another."""
    return entry_of(
        unit, account, leader=leader, place=place, starts_at=dt.time(hours[0]), ends_at=dt.time(hours[1])
    )


def show(entry: Entry, picture: Image.Image) -> Evidence:
    """Add a picture to the entry, with the preview that a worker makes of it."""
    digest = hashlib.sha256(picture.tobytes()).hexdigest()
    folder = preview_folder(digest)
    folder.mkdir(parents=True, exist_ok=True)
    small = picture.copy()
    small.thumbnail((480, 480))
    small.save(folder / THUMBNAIL, quality=80)
    FilePreview.objects.get_or_create(
        sha256=digest,
        defaults={
            "content_type": "image/jpeg", "state": FilePreview.State.MADE, "asked_at": clock.now(),
            "perceptual_hash": str(imagehash.phash(picture)), "pages": 1, "shown": 1,
        },
    )  # fmt: skip
    stored = StoredFile.objects.create(
        sha256=digest, name=f"照片{next(_NUMBERS)}.jpg", content_type="image/jpeg", size=1,
        stored_at=clock.now(), stored_by=access.SYSTEM.account,
    )  # fmt: skip
    return Evidence.objects.create(entry=entry, file=stored)
