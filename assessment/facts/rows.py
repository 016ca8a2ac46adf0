"""Rows of the ledger behind a line: those whose period's last day lies in the year, or in the part of it that is asked for."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from duties.ledger.past import standing
from duties.ledger.status import FULFILLED, Status
from duties.models import Obligation, Rule
from duties.periods import ONE_DAY, parse
from duties.selectors.figures.spans import Span, stand_over
from duties.selectors.ledger import ledger
from portal.models import Unit


class Row(NamedTuple):
    """An obligation as it stood on the day that is read."""

    unit: int
    rule: str
    regulation: str
    article: int
    title: str
    role: str
    period: str
    after: dt.date
    required: int
    counted: int
    made_up: int
    due_on: dt.date
    met_on: dt.date | None
    force: str
    status: str
    public_id: Any
    name: str

    @property
    def last(self) -> dt.date:
        """The last day of its period."""
        return self.after - ONE_DAY

    @property
    def waived(self) -> bool:
        """Whether it need not be fulfilled."""
        return self.status == Status.WAIVED

    @property
    def done(self) -> bool:
        """Whether it was fulfilled, on time or late."""
        return Status(self.status) in FULFILLED

    def in_base(self, day: dt.date) -> bool:
        """Whether it belongs to the base of a rate (rules.md, "Areas and rates")."""
        return not self.waived and (self.due_on <= day or self.done)

    def item(self) -> dict[str, Any]:
        """The same as it is kept with a score."""
        return {
            "cell": [str(self.public_id), self.regulation, self.rule, self.period, self.role],
            "unit": self.name,
            "article": self.article,
            "title": self.title,
            "status": self.status,
            "required": self.required,
            "counted": self.counted,
            "made_up": self.made_up,
            "due_on": self.due_on.isoformat(),
            "met_on": self.met_on.isoformat() if self.met_on else "",
        }


COLUMNS = ("unit_id", "rule__code", "rule__regulation__code", "rule__article", "reading__title", "role", "period",
           "period_end", "required", "counted", "made_up", "due_on", "met_on", "force", "status", "unit__public_id",
           "unit__name")  # fmt: skip


def days_of(year: int, part: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a year or of a part of it (H1, Q3)."""
    period = parse(f"{year}{part}")
    return period.start, period.last_day


def ending_in(year: int, part: str, rules: Collection[str]) -> QuerySet[Obligation]:
    """The rows of rules (codes) whose period ends in the year or the part."""
    first, last = days_of(year, part)
    return ledger().filter(
        rule__code__in=list(rules), period_end__gt=first + ONE_DAY, period_end__lte=last + ONE_DAY
    )


def own_rows(year: int, rules: Collection[str], units: Collection[int]) -> dict[int, list[Row]]:
    """By unit (id), its own rows of rules (codes) for the year, in the order of their due days; one query."""
    rows = (
        ending_in(year, "", rules)
        .filter(unit__in=list(units))
        .annotate(force=F("reading__force"))
        .order_by("due_on", "rule__position", "role", "period_start")
        .values_list(*COLUMNS)
    )
    found: dict[int, list[Row]] = {unit: [] for unit in units}
    for row in rows:
        found[row[0]].append(Row(*row))
    return found


def make_ready(office: Unit, year: int, rules: Iterable[str]) -> None:
    """Have the rows of a year ready in a past view, of the whole area; with the stored ledger there is nothing to do."""
    if standing().is_stored:
        return
    first, last = days_of(year, "")
    codes = set(rules)
    ids = list(Rule.objects.filter(code__in=codes).values_list("pk", flat=True))
    stand_over([Span(str(year), first, last)], office, rules=ids)
