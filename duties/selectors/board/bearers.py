"""Who stands behind a figure of the board: the obligations that it sums, overdue ones first."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from duties.ledger.status import FULFILLED, Status
from duties.models.ledger import ObligationQuerySet
from duties.selectors.board.sums import WORST_FIRST
from duties.selectors.ledger import Line, in_area, ledger, lines
from duties.selectors.moment import reading_day, stand_containing
from portal.models import Area, Unit

PER_PAGE = 50


@dataclasses.dataclass(frozen=True)
class Choice:
    """Which obligations are asked for: of an area, of a unit alone (`own`) or of the units of kind `group` right below it.

    `within` are units in whose areas they must lie too, as a line of the board means it that stands under them.
    `based` keeps to the base of the rates: due or fulfilled, and not waived.
    """

    unit: Unit
    on: dt.date
    own: bool = False
    group: str = ""
    within: Sequence[Unit] = ()
    kinds: Sequence[str] = ()
    rules: Sequence[int] | None = None
    force: str = ""
    statuses: Sequence[str] = ()
    based: bool = False


@dataclasses.dataclass(frozen=True)
class Bearers:
    """A page of them, and how many stand where in all."""

    lines: list[Line]
    counts: list[tuple[Status, int]]
    found: int
    page: int
    pages: int

    @property
    def before(self) -> int:
        """The number of the page before."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The number of the next page."""
        return self.page + 1


def bearers(choice: Choice, readable: Q, page: int) -> Bearers:
    """The chosen obligations that may be read, page by page; two queries."""
    return paged(chosen(choice, readable), choice.statuses, page)


def paged(rows: ObligationQuerySet, statuses: Sequence[str], page: int) -> Bearers:
    """A page of rows of `ledger()` narrowed to `statuses` (all where empty), the worst first; two queries."""
    counted = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))  # type: ignore[misc]
    found = sum(number for status, number in counted.items() if status in (statuses or counted))
    pages = max(1, -(-found // PER_PAGE))
    page = min(max(page, 1), pages)
    if statuses:
        rows = rows.filter(Q(status__in=statuses))
    first = (page - 1) * PER_PAGE
    shown = rows.order_by(by_lateness(), "due_on", "unit__code", "rule__position", "role")
    counts = [(status, counted[status]) for status in (*WORST_FIRST, Status.WAIVED) if status in counted]
    return Bearers(lines(shown[first : first + PER_PAGE]), counts, found, page, pages)


def chosen(choice: Choice, readable: Q) -> ObligationQuerySet:
    """The rows of the ledger that `choice` means, of whatever status."""
    stand_containing(choice.on, choice.unit, below=not choice.own, rules=choice.rules)
    rows = ledger().containing(choice.on).filter(readable)
    if choice.own:
        rows = rows.filter(unit=choice.unit)
    elif choice.group:
        right_below = Area.objects.filter(
            ancestor=choice.unit, unit=OuterRef("unit"), depth=1, during__contains=OuterRef("read_on")
        )
        rows = rows.filter(Exists(right_below), unit__kind=choice.group)
    else:
        rows = rows.filter(in_area(choice.unit))
    for around in choice.within:
        rows = rows.filter(in_area(around))
    if choice.kinds:
        rows = rows.filter(unit__kind__in=choice.kinds)
    if choice.based:
        due = Q(due_on__lte=reading_day()) | Q(status__in=FULFILLED)
        rows = rows.filter(due).filter(~Q(status=Status.WAIVED))
    if choice.rules is not None:
        rows = rows.filter(rule__in=choice.rules)
    return rows.filter(reading__force=choice.force) if choice.force else rows


def by_lateness() -> Case:
    """The order of rows of `ledger()` by their status, the worst first."""
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(WORST_FIRST)]
    return Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
