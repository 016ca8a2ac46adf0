"""What the portal costs units beside what it asked of them: minutes and entries by month, never by person.

A month's cost is that of the forms finished in it; what was asked for are the obligations that fall due in it and the
urgings sent in it. Units are summed with all below them, as they stood on the day that is read; constant queries.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, DateField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from duties.ledger.status import Status
from duties.models import Urging
from duties.periods import ONE_DAY, Period, period_of
from duties.selectors.ledger import ledger
from meetings.models import Filling
from portal import clock
from portal.models import Area, Unit

MONTHS = 12
"""So many months are compared, the running one included."""
Key = tuple[int, dt.date]
"""A unit and the first day of a month."""

OF_ENTRIES: dict[str, Q] = {
    **{way.value: Q(way=way) for way in Filling.Way},
    "measured": Q(seconds__isnull=False),
    "proxied": Q(entry__entered_from__isnull=False),
    "offline": Q(offline=True),
    "corrections": Q(entry__replaces__isnull=False),
}
"""Which of the entries of a month are counted apart, by the name of the count."""


@dataclasses.dataclass(frozen=True)
class Cost:
    """What a month cost, and what was asked for in it; `seconds` are those of the `measured` entries."""

    seconds: int = 0
    entries: int = 0
    measured: int = 0
    form: int = 0
    copy: int = 0
    prefill: int = 0
    table: int = 0
    proxied: int = 0
    offline: int = 0
    corrections: int = 0
    due: int = 0
    urged: int = 0

    @property
    def minutes(self) -> int:
        """Minutes of work, rounded."""
        return (self.seconds + 30) // 60

    @property
    def each(self) -> float | None:
        """Minutes an entry; None where none was measured."""
        return round(self.seconds / 60 / self.measured, 1) if self.measured else None

    @property
    def unmeasured(self) -> int:
        """Entries of which nothing is known but that they were sent."""
        return self.entries - self.measured

    @property
    def ways(self) -> list[tuple[str, int]]:
        """How many entries were begun in which way, and how many were proxied, offline or corrections; none of zero."""
        counts = [(str(way.label), getattr(self, way.value)) for way in Filling.Way]
        counts += [("代录", self.proxied), ("离线", self.offline), ("更正", self.corrections)]
        return [(word, number) for word, number in counts if number]


NOTHING = Cost()


@dataclasses.dataclass(frozen=True)
class Row:
    """One line: a unit with all below it, or alone (`own`), or the `rest` of the units below one, of which nothing is known.

    `before` is the month before.
    """

    unit: Unit
    label: str
    level: int
    cost: Cost
    before: Cost
    own: bool = False
    foldable: bool = False
    unfolded: bool = False
    rest: int = 0

    @property
    def change(self) -> int:
        """Minutes more (or fewer) than the month before."""
        return self.cost.minutes - self.before.minutes

    @property
    def apart(self) -> int:
        """By how many minutes the two months differ."""
        return abs(self.change)


@dataclasses.dataclass(frozen=True)
class Burden:
    """A unit's page: its lines for one month, and the months up to it."""

    unit: Unit
    month: Period
    rows: list[Row]
    trend: list[tuple[Period, Cost]]

    @property
    def total(self) -> Row:
        """The unit with all below it."""
        return self.rows[0]

    @property
    def most(self) -> int:
        """The most minutes of any month shown, for the bars; never 0."""
        return max([cost.minutes for _, cost in self.trend], default=0) or 1


def months_to(last: Period, number: int = MONTHS) -> list[Period]:
    """`number` months up to `last`, the earliest first."""
    months = [last]
    while len(months) < number:
        months.append(period_of("month", months[-1].start - ONE_DAY))
    return months[::-1]


def month_called(name: str, today: dt.date) -> Period:
    """The month of that name among the last ones that can be chosen; else the present one."""
    present = period_of("month", today)
    return next((month for month in months_to(present) if month.name == name), present)


def burden(unit: Unit, month: Period, unfolded: Collection[str]) -> Burden:
    """The page of `unit` for `month`, with the units of these codes unfolded."""
    day, months = min(clock.today(), month.last_day), months_to(month)
    children = _children(unit, unfolded, day)
    shown = {unit.pk, *(child.pk for below in children.values() for child in below)}
    parents = set(
        Area.objects.filter(depth=1, during__contains=day, ancestor__in=shown).values_list(
            "ancestor", flat=True
        )
    )
    sums = _costs(shown, months, day) | _own_costs(children.keys(), months)
    return Burden(
        unit=unit,
        month=month,
        rows=_rows(unit, children, parents, months, sums),
        trend=[(each, sums.get((unit.pk, each.start), NOTHING)) for each in months],
    )


def costs_of_each(unit: Unit, month: Period) -> list[tuple[Unit, str, Cost]]:
    """Every unit of the area of `unit` with the name of the one above it and its own cost of `month` alone."""
    day = min(clock.today(), month.last_day)
    units = list(Unit.objects.filter(above__ancestor=unit, above__during__contains=day).order_by("code"))
    keys = [each.pk for each in units]
    parents = dict(
        Area.objects.filter(unit__in=keys, depth=1, during__contains=day).values_list(
            "unit", "ancestor__name"
        )
    )
    sums = _own_costs(keys, [month])
    return [(each, parents.get(each.pk, ""), sums.get((-each.pk, month.start), NOTHING)) for each in units]


def _children(unit: Unit, unfolded: Collection[str], day: dt.date) -> dict[int, list[Unit]]:
    """The units directly below `unit` and below those of these codes, by the key of the unit above, in order."""
    placed = Area.objects.filter(depth=1, during__contains=day)
    placed = placed.filter(Q(ancestor=unit) | Q(ancestor__code__in=unfolded))
    found: dict[int, list[Unit]] = {}
    for area in placed.select_related("unit").order_by("unit__code"):
        found.setdefault(area.ancestor_id, []).append(area.unit)
    return found


def _rows(
    unit: Unit,
    children: Mapping[int, Sequence[Unit]],
    parents: Collection[int],
    months: Sequence[Period],
    sums: Mapping[Key, Cost],
) -> list[Row]:
    """The unit, itself alone, and the units below it, each followed by its own where it is unfolded.

    Those with units below them come first; those that were neither asked nor sent anything in either month are counted.
    """
    now = months[-1].start
    before = months[-2].start

    def row(each: Unit, level: int, *, own: bool = False, **more: bool) -> Row:
        key = -each.pk if own else each.pk
        label = "本级" if own else each.name
        costs = [sums.get((key, start), NOTHING) for start in (now, before)]
        return Row(each, label, level, costs[0], costs[1], own=own, **more)

    def below(parent: Unit, level: int) -> Iterable[Row]:
        if parent.pk in children:
            yield row(parent, level, own=True)
        rest = 0
        for child in sorted(children.get(parent.pk, ()), key=lambda each: each.pk not in parents):
            line = row(child, level, foldable=child.pk in parents, unfolded=child.pk in children)
            if line.foldable or line.cost != NOTHING or line.before != NOTHING:
                yield line
                yield from below(child, level + 1)
            else:
                rest += 1
        if rest:
            yield Row(parent, f"其余{rest}个单位", level, NOTHING, NOTHING, rest=rest)

    return [row(unit, 0), *below(unit, 1)]


def _costs(units: Collection[int], months: Sequence[Period], day: dt.date) -> dict[Key, Cost]:
    """Sums of these units with all that lay below them on `day`, by unit and month."""
    return _sums(
        "unit__above__ancestor",
        months,
        {"unit__above__ancestor__in": units, "unit__above__during__contains": day},
    )


def _own_costs(units: Collection[int], months: Sequence[Period]) -> dict[Key, Cost]:
    """Sums of each of these units alone, under the negative of its key."""
    sums = _sums("unit", months, {"unit__in": units})
    return {(-unit, month): cost for (unit, month), cost in sums.items()}


def _sums(by: str, months: Sequence[Period], units: Mapping[str, Any]) -> dict[Key, Cost]:
    """What the forms finished, the obligations due and the urgings sent in `months` come to; three queries."""
    first, end = months[0].start, months[-1].end
    midnights = [dt.datetime.combine(day, dt.time(), tzinfo=clock.SHANGHAI) for day in (first, end)]
    instants = {"__gte": midnights[0], "__lt": midnights[1]}
    fillings = Filling.objects.filter(
        **units, **{f"finished_at{key}": value for key, value in instants.items()}
    )
    urgings = Urging.objects.filter(**units, **{f"sent_at{key}": value for key, value in instants.items()})
    due = ledger().filter(~Q(status=Status.WAIVED), **units, due_on__gte=first, due_on__lt=end)
    sums: dict[Key, dict[str, int]] = {}
    for rows, moment, counts in (
        (fillings, "finished_at", _counts_of_entries()),
        (due, "due_on", {"due": Count("pk")}),
        (urgings, "sent_at", {"urged": Count("pk")}),
    ):
        for key, found in _by_month(rows, by, moment, counts):
            sums.setdefault(key, {}).update(found)
    return {key: Cost(**found) for key, found in sums.items()}


def _counts_of_entries() -> dict[str, Any]:
    counts = {name: Count("entry", filter=which, distinct=True) for name, which in OF_ENTRIES.items()}
    return {"seconds": Coalesce(Sum("seconds"), 0), "entries": Count("entry", distinct=True), **counts}


def _by_month(
    rows: QuerySet[Any], by: str, moment: str, counts: Mapping[str, Any]
) -> Iterable[tuple[Key, dict[str, int]]]:
    """The counts of `rows` by unit and by the month in which `moment` lies in Shanghai."""
    zone = {} if moment == "due_on" else {"tzinfo": clock.SHANGHAI}
    months = TruncMonth(moment, output_field=DateField(), **zone)
    # Apart from the fields that they count, some of which have the same name.
    named = {f"sum_{name}": count for name, count in counts.items()}
    for row in rows.order_by().annotate(month=months).values(by, "month").annotate(**named):
        yield (row[by], row["month"]), {name: row[f"sum_{name}"] for name in counts}
