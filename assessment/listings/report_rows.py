"""数据明细: the obligations behind a figure of a report, as they stood at the moment of its figures."""

import dataclasses
import uuid
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from assessment.models import Report
from assessment.selectors.reports.reading import readable_report_or_404
from assessment.services.reports.drafting import asked_of
from duties import periods
from duties.forms.moment import written
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import FULFILLED, Status
from duties.listings.cells import (
    done_columns,
    due_column,
    period_column,
    seat_column,
    status_column,
    unit_column,
)
from duties.selectors.cell_key import cell_url
from duties.selectors.figures.spans import Span, stand_over
from duties.selectors.ledger import Line, in_area, ledger, lines
from portal.access import Actor
from portal.lists.columns import Column, link
from portal.lists.filters import ListFilters, WordsFilter
from portal.lists.listing import Listing
from portal.models import Unit

OWN = "own"
"""What stands for the unit itself in place of a unit below."""


class RowFilters(ListFilters):
    """What the obligations can be narrowed by further."""

    words = WordsFilter("unit__name", "reading__title", hint="单位、事项")


@dataclasses.dataclass(frozen=True)
class FigureRow:
    """An obligation behind a figure, and the address of its page at the report's moment."""

    line: Line
    url: str


def _line(row: FigureRow) -> Line:
    return row.line


def _matter(row: FigureRow) -> str:
    return row.line.obligation.reading.title


class ReportRowList(Listing[FigureRow]):
    """The obligations that a figure counts; read as of the report's day, as known at its instant."""

    name = "report-rows"
    title = "数据明细"
    filters = RowFilters
    order = ("due_on", "unit__code")
    columns = (
        unit_column(_line),
        seat_column(_line),
        Column("matter", "应履职事项", _matter, lambda row: link(_matter(row), row.url), width=32),
        period_column(_line),
        due_column(_line),
        *done_columns(_line),
        status_column(_line),
    )

    def __init__(self, actor: Actor, query: QueryDict) -> None:
        super().__init__(actor, query)
        self.report = _report(actor, query.get("report", ""))

    @property
    def is_past(self) -> bool:
        """It always tells of the report's moment."""
        return True

    def within(self) -> AbstractContextManager[Any]:
        """The moment of the report's figures."""
        return reading(Moment.at(self.report.as_of, self.report.known_at))

    def rows(self) -> QuerySet[Any]:
        """What must be done of the report's period in its area, as far as the figure counts it; Http404 for no figure."""
        asked = asked_of(self.report)
        span = asked.span
        if name := self.query.get("on", ""):
            span = _span_on(name)
        stand_over([span], self.report.unit)
        rows = ledger().filter(span.overlaps, in_area(self.report.unit), reading__force="must")
        return rows.filter(self._part(), self._article(), _counted(self.query.get("what", ""), self.report))

    def prepared(self, rows: Any) -> list[FigureRow]:
        """Each with its page as it stood then."""
        return [FigureRow(line, self._url(line)) for line in lines(rows)]

    def _part(self) -> Q:
        part = self.query.get("part", "")
        if part in ("", OWN):
            return Q(unit=self.report.unit) if part else Q()
        try:
            unit = Unit.objects.filter(public_id=uuid.UUID(part)).first()
        except ValueError:
            unit = None
        if unit is None:
            raise Http404
        return in_area(unit)

    def _article(self) -> Q:
        regulation, _, article = self.query.get("article", "").partition("/")
        if not regulation:
            return Q()
        if not article.isdecimal():
            raise Http404
        return Q(rule__regulation__code=regulation, rule__article=int(article[:4]))

    def _url(self, line: Line) -> str:
        """The page of the cell as it stood then."""
        moment = {"as_of": self.report.as_of.isoformat(), "known_at": written(self.report.known_at)}
        url = cell_url(line.obligation)
        return f"{url}{'&' if '?' in url else '?'}{urlencode(moment)}"


def _report(actor: Actor, asked: str) -> Report:
    try:
        return readable_report_or_404(actor, uuid.UUID(asked))
    except ValueError:
        raise Http404 from None


def _span_on(name: str) -> Span:
    try:
        return Span.of(periods.parse(name))
    except ValueError:
        raise Http404 from None


def _counted(what: str, report: Report) -> Q:
    """The condition that a figure called `what` counts the row; the same as the sums of the ledger have."""
    live = ~Q(status=Status.WAIVED)
    done = Q(status__in=sorted(FULFILLED))
    return {
        "": live,
        "expected": live,
        "base": live & (done | Q(due_on__lte=report.as_of)),
        "actual": done,
        "on_time": Q(status=Status.MET),
        "overdue": Q(status=Status.OVERDUE),
        "made_up": Q(status=Status.MADE_UP),
    }.get(what, live)
