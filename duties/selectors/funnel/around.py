"""What went before the items and came after: cells that were urged, talks; both as far as the reader may see them."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from duties.ledger.opening import Scope
from duties.ledger.past import stand, standing
from duties.ledger.status import FULFILLED, Status
from duties.models import SupervisedObligation, Talk, TalkFact, TalkStep, Urging
from duties.periods import Period, first_day, kind_of, parse
from duties.selectors.board.sums import WORST_FIRST
from duties.selectors.cell_key import CellKey, lines_of
from duties.selectors.funnel.ways import Way, in_scope, span_of, told_to
from duties.selectors.ledger import Line
from duties.selectors.talks.reading import GROUPS, MARKS, readable_talks
from duties.talk_states import State
from portal import clock
from portal.access import Actor
from portal.marks import Mark
from portal.models import Unit

SAME_CELL = {name: OuterRef(name) for name in ("unit", "rule", "role", "period")}


@dataclasses.dataclass(frozen=True)
class Urged:
    """One cell that was urged within the period: how often, when last, whether a notice came after, how it stands."""

    key: CellKey
    times: int
    last_on: dt.date
    supervised: bool
    line: Line | None

    @property
    def is_done(self) -> bool:
        """Whether it has been fulfilled or made up since, or is owed no more."""
        return self.line is None or self.line.status in FULFILLED | {Status.MADE_UP, Status.WAIVED}

    def fits(self, asked: str) -> bool:
        """Whether it is what a list asks for: `done`, `supervised` or `left`; any where it asks for something else."""
        return {
            "done": self.is_done,
            "supervised": self.supervised,
            "left": not self.is_done and not self.supervised,
        }.get(asked, True)


@dataclasses.dataclass(frozen=True)
class Before:
    """The cells that were urged within the period."""

    urged: Sequence[Urged]

    @property
    def cells(self) -> int:
        """How many."""
        return len(self.urged)

    @property
    def times(self) -> int:
        """How often they were urged in all."""
        return sum(each.times for each in self.urged)

    @property
    def done(self) -> int:
        """How many have been fulfilled, made up or waived since."""
        return sum(each.is_done for each in self.urged)

    @property
    def supervised(self) -> int:
        """On how many a notice was issued after they had been urged."""
        return sum(each.supervised for each in self.urged)

    @property
    def left(self) -> int:
        """How many are still overdue or due, and not under a notice."""
        return sum(each.fits("left") for each in self.urged)


def urged_before(actor: Actor, unit: Unit, period: Period) -> Before:
    """The cells of an area that were urged within the period, the worst first; three queries."""
    (start, end), until = span_of(period), told_to()
    acts = Urging.objects.filter(
        in_scope(actor, unit, period), sent_at__gte=start, sent_at__lt=end, sent_at__lte=until
    )
    rows = list(
        acts.order_by()
        .values("unit", "rule", "role", "period")
        .annotate(times=Count("pk"), first=Min("sent_at"), last=Max("sent_at"))
    )
    keys = [CellKey(row["unit"], row["rule"], row["role"], row["period"]) for row in rows]
    noticed = _noticed(keys, start, until)
    _stand(keys)
    lines = lines_of(keys)
    urged = [
        Urged(
            key,
            row["times"],
            row["last"].astimezone(clock.SHANGHAI).date(),
            key in noticed and noticed[key] >= row["first"],
            lines.get(key),
        )
        for key, row in zip(keys, rows, strict=True)
    ]
    return Before(sorted(urged, key=_worst_first))


def _noticed(keys: Sequence[CellKey], start: dt.datetime, until: dt.datetime) -> dict[CellKey, dt.datetime]:
    """When the last notice on each of the cells was issued, from `start` to `until`; one query."""
    found = SupervisedObligation.objects.filter(
        unit__in={key.unit for key in keys},
        item__notice__issued_at__gte=start,
        item__notice__issued_at__lte=until,
    ).order_by("item__notice__issued_at")
    names = ("unit", "rule", "role", "period", "item__notice__issued_at")
    return {CellKey(*row[:4]): row[4] for row in found.values_list(*names)}


def _worst_first(each: Urged) -> tuple[int, dt.date, CellKey]:
    worst = WORST_FIRST.index(each.line.status) if each.line and each.line.status in WORST_FIRST else 99
    return worst, each.last_on, each.key


def _stand(keys: Sequence[CellKey]) -> None:
    """Have the cells ready, where the ledger is read at another moment."""
    if standing().is_stored or not keys:
        return
    names = {key.period for key in keys}
    terms = [first_day(name) for name in names if kind_of(name) == "term"]
    stand(
        Scope(
            periods=[parse(name) for name in sorted(names) if kind_of(name) != "term"],
            terms_start=(min(terms), max(terms) + dt.timedelta(days=1))
            if terms
            else (dt.date.max, dt.date.max),
            units=sorted({key.unit for key in keys}),
            rules=sorted({key.rule for key in keys}),
        )
    )


@dataclasses.dataclass(frozen=True)
class TalkLine:
    """A talk that came after, as it stood at the moment that is read."""

    talk: Talk
    state: State

    @property
    def mark(self) -> Mark:
        """How its state looks."""
        return MARKS[self.state]


@dataclasses.dataclass(frozen=True)
class After:
    """The talks that name one of the items or one of their obligations after the notice; `items` are those items' ids."""

    talks: Sequence[TalkLine]
    items: frozenset[int]

    @property
    def groups(self) -> list[tuple[str, str, int]]:
        """How many talks are in each group of states: its code, its words, how many; groups without any left out."""
        counts = Counter(line.state for line in self.talks)
        found = [
            (code, words, sum(counts[state] for state in states)) for code, (words, states) in GROUPS.items()
        ]
        return [group for group in found if group[2]]


def talked_after(actor: Actor, ways: Sequence[Way]) -> After:
    """The talks that came of the items; at most three queries."""
    ids = [way.item.pk for way in ways]
    if not ids:
        return After([], frozenset())
    until = told_to()
    talks = readable_talks(actor)
    facts = TalkFact.objects.filter(talk__in=talks.values("pk"), added_at__lte=until)
    of_items = set(facts.filter(item__in=ids).values_list("item", "talk"))
    same = facts.filter(**SAME_CELL, added_at__gte=OuterRef("item__notice__issued_at"))
    of_cells = (
        SupervisedObligation.objects.filter(item__in=ids)
        .annotate(talk=Subquery(same.order_by("added_at", "pk").values("talk")[:1]))
        .filter(talk__isnull=False)
    )
    pairs = of_items | set(of_cells.values_list("item", "talk"))
    return After(_talk_lines(talks, {talk for _, talk in pairs}), frozenset(item for item, _ in pairs))


def _talk_lines(talks: QuerySet[Talk], ids: Iterable[int]) -> list[TalkLine]:
    wanted = set(ids)
    if not wanted:
        return []
    moves = TalkStep.objects.filter(talk=OuterRef("pk"), promise__isnull=True, at__lte=told_to())
    moves = moves.exclude(Q(to_state="") | Q(to_state=F("from_state"))).order_by("-at", "-pk")
    rows: QuerySet[Any] = talks.filter(pk__in=wanted).annotate(
        state_then=Subquery(moves.values("to_state")[:1])
    )
    return [
        TalkLine(talk, State(talk.state_then or talk.state)) for talk in rows.order_by("-proposed_at", "-pk")
    ]
