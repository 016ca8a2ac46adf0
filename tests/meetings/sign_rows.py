"""A question about two entries for the access matrix."""

from typing import Any

from meetings.models import EntryState, Sign, SignKind
from portal import clock
from portal.models import Unit
from tests.access_cast import Cast
from tests.meetings.matrix_rows import _entry

ANSWER = {"text": "同一议题分两次研究。"}
FINDING = {"note": "确为两次会议。"}


def sign(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A question about two submitted entries of the unit."""
    found = Sign.objects.create(
        kind=SignKind.MINUTES, key=f"minutes:{unit.pk}", detail={"common": 92}, found_at=clock.now()
    )
    found.entries.set([_entry(cast, unit, EntryState.SUBMITTED) for _ in range(2)])
    return {"public_id": found.public_id}


FACTORIES = {"sign": sign}
