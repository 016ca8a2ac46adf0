"""The way of each item issued in a span: which stages it has reached, where it stands, who has the ball; two queries."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from duties.models import SupervisionItem, SupervisionStep
from duties.periods import Period
from duties.selectors.board.board import last_read_day
from duties.selectors.moment import reading_day, told_until
from duties.selectors.scope import reads_below
from duties.selectors.supervision.ages import MARKS
from duties.supervision_access import visible_items
from duties.supervision_states import OVER, WITH_UNIT, Action, Holder, State
from portal import clock
from portal.access import Actor, within
from portal.marks import Mark
from portal.models import Unit


class Stage(StrEnum):
    """The stages of the funnel in order: an item that has reached one has reached those before it."""

    ISSUED = "issued"
    SIGNED = "signed"
    FED_BACK = "fed_back"
    REVIEWED = "reviewed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return LABELS[self]


LABELS = {
    Stage.ISSUED: "印发",
    Stage.SIGNED: "签收",
    Stage.FED_BACK: "反馈",
    Stage.REVIEWED: "复核通过",
    Stage.CLOSED: "销号",
}

REACHED_BY = {
    Stage.ISSUED: Action.ISSUE,
    Stage.SIGNED: Action.SIGN,
    Stage.FED_BACK: Action.FEED_BACK,
    Stage.REVIEWED: Action.REVIEW,
    Stage.CLOSED: Action.CLOSE,
}
"""By which action a stage is reached; what counts is the first one."""


@dataclasses.dataclass(frozen=True)
class Way:
    """One item as it stands at the moment that is read; `reached` are the days on which it first came to a stage."""

    item: SupervisionItem
    state: State
    since: dt.date
    deadline: dt.date
    reached: Mapping[Stage, dt.date]
    returns: int
    today: dt.date

    @property
    def mark(self) -> Mark:
        """How its state looks."""
        return MARKS[self.state]

    @property
    def holder(self) -> Holder:
        """Who has the ball."""
        return self.state.holder

    @property
    def is_over(self) -> bool:
        """Whether nothing follows any more."""
        return self.state in OVER

    @property
    def days(self) -> int:
        """For how many days it has been in its state."""
        return (self.today - self.since).days

    @property
    def late(self) -> int:
        """How many days its deadline has passed while the unit has to act; 0 where it has not."""
        return max(0, (self.today - self.deadline).days) if self.state in WITH_UNIT else 0

    def took(self, stage: Stage) -> int | None:
        """How many days it took from the stage before to this one; None where it has not come so far, or for the first."""
        stages = list(Stage)
        if stage == Stage.ISSUED or stage not in self.reached:
            return None
        return (self.reached[stage] - self.reached[stages[stages.index(stage) - 1]]).days

    @property
    def course(self) -> list[tuple[Stage, dt.date | None, int | None]]:
        """Each stage with the day on which it was reached and how many days that took."""
        return [(stage, self.reached.get(stage), self.took(stage)) for stage in Stage]


def told_to() -> dt.datetime:
    """The last instant that is told of here: now, or that of a past view."""
    return told_until() or clock.now()


def span_of(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """The instants between which the days of a period lie, half-open."""
    start, end = (dt.datetime.combine(day, dt.time.min, clock.SHANGHAI) for day in (period.start, period.end))
    return start, end


def in_scope(actor: Actor, unit: Unit, period: Period, field: str = "unit") -> Q:
    """The condition that the unit in `field` lies in the area of `unit` on the last day of the period that is read."""
    if not reads_below(actor):
        return Q(**{field: unit})
    return within(field, unit, last_read_day(period))


def issued_items(actor: Actor, unit: Unit, period: Period) -> QuerySet[SupervisionItem]:
    """The items of an area (of the unit that leads) whose notice was issued within the period, as far as may be read."""
    start, end = span_of(period)
    issued = SupervisionStep.objects.filter(action=Action.ISSUE, at__gte=start, at__lt=end, at__lte=told_to())
    rows = visible_items(actor).filter(in_scope(actor, unit, period), pk__in=issued.values("item"))
    return rows.order_by()


def ways_of(actor: Actor, unit: Unit, period: Period) -> list[Way]:
    """The ways of the items issued within the period, the latest first; two queries."""
    until, today = told_to(), min(reading_day(), clock.today())
    items = issued_items(actor, unit, period)
    told = SupervisionStep.objects.filter(at__lte=until)
    firsts: dict[str, Any] = {
        stage.value: Min("at", filter=Q(action=action)) for stage, action in REACHED_BY.items()
    }
    returns = Count("pk", filter=Q(action=Action.RETURN))
    courses = {
        row["item"]: row
        for row in told.filter(item__in=items.values("pk"))
        .order_by()
        .values("item")
        .annotate(returns=returns, **firsts)
    }
    moves = told.filter(item=OuterRef("pk")).exclude(to_state=F("from_state")).order_by("-at", "-pk")
    later = SupervisionStep.objects.filter(item=OuterRef("pk"), at__gt=until, old_deadline__isnull=False)
    rows = items.annotate(
        state_then=Subquery(moves.values("to_state")[:1]),
        since_then=Subquery(moves.values("at")[:1]),
        deadline_then=Coalesce(
            Subquery(later.order_by("at", "pk").values("old_deadline")[:1]), F("deadline")
        ),
    )
    ways = [_way(item, courses[item.pk], today) for item in rows]
    return sorted(ways, key=lambda way: (way.reached[Stage.ISSUED], way.item.pk), reverse=True)


def _way(item: Any, course: Mapping[str, Any], today: dt.date) -> Way:
    reached = {stage: _day(course[stage.value]) for stage in Stage if course[stage.value] is not None}
    return Way(
        item=item,
        state=State(item.state_then),
        since=_day(item.since_then),
        deadline=item.deadline_then,
        reached=reached,
        returns=course["returns"],
        today=today,
    )


def _day(instant: dt.datetime) -> dt.date:
    return instant.astimezone(clock.SHANGHAI).date()
