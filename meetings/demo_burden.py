"""How long the forms of a demonstration took: less from month to month, less where something was copied or prefilled."""

import datetime as dt
import random

from meetings.models import Entry, Filling
from portal import clock

SECONDS: dict[str, tuple[int, int]] = {
    Filling.Way.FORM: (110, 340),
    Filling.Way.COPY: (35, 110),
    Filling.Way.PREFILL: (60, 170),
    Filling.Way.TABLE: (20, 60),
}
WAYS = (Filling.Way.FORM, Filling.Way.COPY, Filling.Way.PREFILL, Filling.Way.TABLE)
LEARNT = 0.06
"""Each month back a form took so much longer, as its part."""


def add_fillings() -> None:
    """Give each entry without one the filling in by which it was sent; twice does nothing."""
    today = clock.today()
    entries = Entry.objects.filter(fillings=None, submitted_at__isnull=False).order_by("pk")
    Filling.objects.bulk_create(_filling(entry, today) for entry in entries)


def _filling(entry: Entry, today: dt.date) -> Filling:
    chance = random.Random(f"{entry.unit_id} {entry.occurred_on} {entry.title}")
    assert entry.submitted_at is not None
    finished = entry.submitted_at.astimezone(clock.SHANGHAI)
    back = (today.year - finished.year) * 12 + today.month - finished.month
    # The newer the month, the more is copied and prefilled.
    way = chance.choices(WAYS, weights=(4 + back, 3, 2 if back < 8 else 0, 1))[0]
    seconds = round(chance.randint(*SECONDS[way]) * (1 + LEARNT * min(back, 12)))
    return Filling(
        entry=entry,
        unit_id=entry.entered_from_id or entry.unit_id,
        way=way,
        opened_at=finished - dt.timedelta(seconds=seconds + chance.randint(0, 90)),
        finished_at=finished,
        seconds=seconds,
        offline=chance.random() < 0.08,
    )
