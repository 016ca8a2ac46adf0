"""The periods for which a meeting may be held afterwards (补办)."""

import datetime as dt

from duties.models import Reading
from duties.periods import CALENDAR_KINDS, ONE_DAY, parse, period_of
from portal import clock
from portal.models import Unit
from portal.wording import period_cn

BACK = {"quarter": 4, "month": 4, "week": 4, "ten_days": 4, "half": 2, "year": 2}
"""How many periods of a kind are offered, the latest first."""


def period_options(unit: Unit, kind: str, day: dt.date) -> list[tuple[str, str]]:
    """Past periods, as seen from `day`, of the lengths in which units like this owe records of `kind`; one query."""
    asked = Reading.objects.filter(
        kind=kind, units__contains=[unit.kind], measure="count", known__endswith__isnull=True
    )
    lengths = set(asked.values_list("period", flat=True))
    options = []
    for length in CALENDAR_KINDS:
        if length in lengths:
            period = period_of(length, day)
            for _ in range(BACK[length]):
                period = period_of(length, period.start - ONE_DAY)
                options.append((period.name, period_cn(period.name)))
    return options


def past_period(name: str) -> str:
    """`name` where it is a calendar period that is over, so that a meeting for it is a make-up; else nothing."""
    try:
        period = parse(name)
    except ValueError:
        return ""
    return name if period.end <= clock.today() else ""
