"""Signs in the days and times of entries: one leader in two places, bursts at a quarter's end, late entries."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from meetings.access import OPEN
from meetings.models import Entry, EntryState
from meetings.signs.bursts import Burst, Doing, bursts
from meetings.signs.places import Overlap, Presence, overlaps
from portal import clock

BACK = dt.timedelta(days=45)
"""What was submitted longer ago, or a quarter that ended longer ago, was looked at by then."""

PRESENT = """
WITH fresh AS (
    SELECT DISTINCT occurred_on FROM meetings_entry
    WHERE state = ANY(%(open)s) AND submitted_at >= %(since)s
), there AS (
    SELECT id AS entry, leader_id AS person FROM meetings_entry WHERE leader_id IS NOT NULL
    UNION
    SELECT entry_id, person_id FROM meetings_attendance WHERE state IN ('present', 'attending')
), held AS (
    SELECT e.id, there.person, e.occurred_on, e.starts_at, e.ends_at, e.place,
           count(*) OVER (PARTITION BY there.person, e.occurred_on) AS times
    FROM meetings_entry e JOIN fresh USING (occurred_on) JOIN there ON there.entry = e.id
    WHERE e.state = ANY(%(open)s) AND e.starts_at IS NOT NULL AND e.until IS NULL AND e.place <> ''
      AND NOT EXISTS (
          SELECT 1 FROM meetings_attendance a
          WHERE a.entry_id = e.id AND a.person_id = there.person AND a.state IN ('leave', 'delegated')
      )
)
SELECT id, person, occurred_on, starts_at, ends_at, place FROM held WHERE times > 1 ORDER BY person, occurred_on, id
"""
"""Who was where when, on the days of what was submitted lately, as far as somebody has two entries that day."""


def places_look(limits: Mapping[str, int]) -> Iterator[Overlap]:
    """One person in two places for longer than the office lets pass; a sitting without an end lasts as the office says."""
    lasting = dt.timedelta(minutes=limits["sitting_minutes"])
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"open": _states(), "since": clock.now() - BACK})
        rows = cursor.fetchall()
    held = []
    for entry, person, day, starts_at, ends_at, place in rows:
        starts = dt.datetime.combine(day, starts_at, tzinfo=clock.SHANGHAI)
        ends = dt.datetime.combine(day, ends_at, tzinfo=clock.SHANGHAI) if ends_at else starts + lasting
        held.append(Presence(entry, person, starts, ends, place))
    return overlaps(held, minutes=limits["overlap_minutes"])


def _states() -> list[str]:
    return [EntryState(each).value for each in OPEN]


def bursts_look(limits: Mapping[str, int]) -> Iterator[Burst]:
    """Units that did much of a quarter in its last days; a quarter is looked at when it has ended."""
    today = clock.today()
    last = _last_quarter_end(today)
    if today - last > BACK:
        return iter(())
    first = dt.date(last.year, last.month - 2, 1)
    rows = Entry.objects.filter(state__in=OPEN, occurred_on__range=(first, last))
    closing = Q(occurred_on__gt=last - dt.timedelta(days=limits["burst_days"]))
    units = rows.order_by().values("unit").annotate(late=Count("pk", filter=closing))
    rushed = units.filter(late__gte=limits["burst_least"]).values("unit")
    doings = [
        Doing(pk, unit, day)
        for pk, unit, day in rows.filter(unit__in=rushed).values_list("pk", "unit", "occurred_on")
        if day is not None
    ]
    return bursts(
        doings,
        days=limits["burst_days"],
        least=limits["burst_least"],
        share=limits["burst_share"] / 100,
    )


def _last_quarter_end(today: dt.date) -> dt.date:
    return dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)


def late_look(limits: Mapping[str, int]) -> QuerySet[Entry]:
    """Entries first submitted longer after their day than the office lets pass, and not asked about yet."""
    rows = Entry.objects.filter(
        state__in=OPEN, replaces=None, submitted_at__gte=clock.now() - BACK, occurred_on__isnull=False
    )
    waited = ExpressionWrapper(
        TruncDate("submitted_at", tzinfo=clock.SHANGHAI) - F("occurred_on"), output_field=DurationField()
    )
    rows = rows.annotate(waited=waited).filter(waited__gt=dt.timedelta(days=limits["late_days"]))
    return rows.exclude(signs__kind="late").order_by("pk")
