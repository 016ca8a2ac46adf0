"""Prints of pictures and minutes of submitted entries: made once each, and held against those that may resemble them.

A new picture meets the pictures of its own unit, and across the corps those of which a quarter of the hash is the
same; new minutes meet those that share a band. Both are cut off at a fixed number, so that a run grows with what is
new and not with what is there.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F
from django.db.models.expressions import RawSQL
from PIL import Image

from meetings.access import OPEN
from meetings.kinds import HOUSEHOLD_CONTACT
from meetings.models import Entry, Evidence, MinutesPrint, PicturePrint
from meetings.signs import pictures, texts
from portal.models import FilePreview
from portal.previews import THUMBNAIL
from portal.services.previews import preview_folder

AT_ONCE = 300
"""So many new pictures, and so many new minutes, are looked at in one run."""
OF_UNIT, OF_CORPS = 300, 40
"""So many pictures of the same unit, the latest first, and so many others a new one is held against."""


class Pair(NamedTuple):
    """Two entries that have something in common, and what."""

    entries: tuple[int, int]
    detail: dict[str, Any]


def pictures_look(limits: Mapping[str, int]) -> Iterator[Pair]:
    """Keep the prints of new pictures and give the pairs that the office should be asked about."""
    made = FilePreview.objects.filter(state=FilePreview.State.MADE).exclude(perceptual_hash="")
    rows = Evidence.objects.filter(
        entry__state__in=OPEN, picture_print=None, file__sha256__in=made.values("sha256")
    ).exclude(entry__kind=HOUSEHOLD_CONTACT)
    fresh = list(rows.select_related("entry", "file").order_by("pk")[:AT_ONCE])
    hashes = dict(
        made.filter(sha256__in={each.file.sha256 for each in fresh}).values_list("sha256", "perceptual_hash")
    )
    for evidence in fresh:
        shades = _gray(evidence.file.sha256)
        windows = None if shades is None else pictures.print_of(shades)
        row = PicturePrint(evidence=evidence, windows=b"", bands=[])
        if shades is not None and windows is not None:
            row.windows, row.bands = windows.tobytes(), _quarters(hashes[evidence.file.sha256])
            yield from _same(evidence, row, shades, limits)
        row.save()


def _quarters(digest: str) -> list[int]:
    return [place << 16 | int(digest[place * 4 : place * 4 + 4], 16) for place in range(4)]


def _gray(digest: str) -> pictures.Gray | None:
    try:
        with Image.open(preview_folder(digest) / THUMBNAIL) as picture:
            return pictures.gray(picture)
    except OSError:
        return None


def _same(
    evidence: Evidence, row: PicturePrint, shades: pictures.Gray, limits: Mapping[str, int]
) -> Iterator[Pair]:
    bits, agreement = limits["picture_bits"], limits["picture_agreement"] / 100
    windows = np.frombuffer(row.windows, dtype=np.uint64)
    for other in _near(evidence, row.bands):
        its = np.frombuffer(bytes(other.windows), dtype=np.uint64)
        if pictures.nearest(windows, its) > bits:
            continue
        its_shades = _gray(other.evidence.file.sha256)
        if its_shades is None:
            continue
        found = pictures.likeness(shades, its_shades, windows, its)
        if pictures.is_same(found, bits=bits, agreement=agreement):
            files = [str(other.evidence.public_id), str(evidence.public_id)]
            detail = {"files": files, "agreement": round(found.agreement * 100)}
            yield Pair(_ordered(other.evidence.entry_id, evidence.entry_id), detail)


def _near(evidence: Evidence, bands: list[int]) -> list[PicturePrint]:
    rows = PicturePrint.objects.filter(evidence__entry__state__in=OPEN).exclude(windows=b"")
    rows = rows.exclude(evidence__entry=evidence.entry_id).exclude(
        evidence__entry=evidence.entry.replaces_id or 0
    )
    rows = rows.select_related("evidence__file", "evidence__entry").order_by("-pk")
    own = list(rows.filter(evidence__entry__unit=evidence.entry.unit_id)[:OF_UNIT])
    others = rows.filter(bands__overlap=bands).exclude(evidence__entry__unit=evidence.entry.unit_id)
    return own + list(others[:OF_CORPS])


def minutes_look(limits: Mapping[str, int]) -> Iterator[Pair]:
    """Keep the prints of new minutes and give the pairs that the office should be asked about."""
    rows = Entry.objects.filter(state__in=OPEN, minutes_print=None).exclude(minutes="")
    whole, own = limits["minutes_whole"] / 100, limits["minutes_own"] / 100
    for entry in list(rows.order_by("pk")[:AT_ONCE]):
        bands = texts.bands_of(entry.minutes)
        for other in _alike(entry, bands) if bands else ():
            neighbours = _neighbours(entry, other)
            found = texts.resemblance(other.minutes, entry.minutes, neighbours)
            if texts.is_copy(found, whole=whole, own=own):
                yield Pair(_ordered(other.pk, entry.pk), {"common": round(found.whole * 100)})
        MinutesPrint.objects.create(entry=entry, bands=bands)


def _alike(entry: Entry, bands: list[int]) -> list[Entry]:
    """Entries whose minutes share a band, those that share most of them first."""
    shared = RawSQL(
        "(SELECT count(*) FROM unnest(meetings_minutesprint.bands) band WHERE band = ANY(%s))", [bands]
    )
    rows = MinutesPrint.objects.filter(bands__overlap=bands, entry__state__in=OPEN)
    rows = rows.exclude(entry__in=[entry.pk, entry.replaces_id or 0]).annotate(shared=shared)
    return [each.entry for each in rows.select_related("entry").order_by("-shared", "-pk")[:OF_CORPS]]


def _neighbours(entry: Entry, other: Entry) -> list[str]:
    """Other minutes of the two units, from which one sees what is frame."""
    rows = Entry.objects.filter(unit__in=[entry.unit_id, other.unit_id], state__in=OPEN).exclude(minutes="")
    rows = rows.exclude(pk__in=[entry.pk, other.pk]).order_by(F("occurred_on").desc(), "-pk")
    return list(rows.values_list("minutes", flat=True)[: texts.NEIGHBOURS])


def _ordered(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)
