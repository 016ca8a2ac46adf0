"""The hidden fields by which a form says when it was opened and how long it was worked on (docs/burden.md)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime

from meetings.models import Filling
from meetings.services.filling import Told
from portal import clock

OPENED, CLOSED, SECONDS, WAY = "filling_opened", "filling_closed", "filling_seconds", "filling_way"
MOST_DIGITS = 6


def told_by(data: Mapping[str, Any], way: str = "") -> Told:
    """What `data` says of its filling in; what cannot be read is left out, never refused."""
    asked = way or str(data.get(WAY, ""))
    return Told(
        opened_at=_instant(data.get(OPENED, "")),
        closed_at=_instant(data.get(CLOSED, "")),
        seconds=_number(data.get(SECONDS, "")),
        way=asked if asked in Filling.Way.values else Filling.Way.FORM,
    )


def fields_of(data: Mapping[str, Any] | None = None, way: str = "") -> dict[str, str]:
    """The hidden fields of a form that is opened now, or of one that comes back with its faults."""
    if data is None:
        return {OPENED: clock.now().isoformat(timespec="seconds"), SECONDS: "", WAY: way or Filling.Way.FORM}
    told = told_by(data, way)
    return {
        OPENED: told.opened_at.isoformat() if told.opened_at else "",
        SECONDS: "" if told.seconds is None else str(told.seconds),
        WAY: told.way,
    }


def _instant(value: object) -> dt.datetime | None:
    try:
        found = parse_datetime(str(value)[:40])
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _number(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
