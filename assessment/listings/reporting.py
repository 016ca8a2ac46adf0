"""报送情况: which reports the units directly below owe, who has reported, who is late; to be ticked and urged."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessment.models import Report
from assessment.report_states import GONE_OUT, State
from assessment.reports.kinds import choices
from assessment.selectors.reports.due import DueReport, directly_below, report_rows, with_reports
from assessment.selectors.reports.reading import MARKS
from duties.ledger.status import FULFILLED, Status
from duties.listings.cells import due_column, period_column
from duties.selectors.cell_key import cell_url, token_of
from duties.selectors.ledger import Line
from duties.selectors.moment import reading_day
from portal import access
from portal.lists.columns import NOTHING, Column, day_of, link, marked
from portal.lists.filters import ListFilters, PickFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Role
from portal.wording import period_cn

OUT = [state.value for state in GONE_OUT]
PRESSING = {Status.OVERDUE, Status.DUE_SOON}


def _reported(*states: str) -> Exists:
    """A report of the row's unit, kind and period is in one of these states."""
    return Exists(
        Report.objects.filter(
            unit=OuterRef("unit"), kind=OuterRef("reading__form"), period=OuterRef("period"), state__in=states
        )
    )


def _by(group: str) -> Q:
    sent = Q(_reported(*OUT))
    return {
        "missing": ~sent & Q(counted=0),
        "late": Q(status=Status.OVERDUE),
        "sent": Q(_reported(State.SENT.value)),
        "received": Q(_reported(State.RECEIVED.value)),
        "elsewhere": ~sent & Q(counted__gt=0),
    }[group]


GROUPS = [
    ("missing", "未报送"),
    ("late", "逾期未报送"),
    ("sent", "待收文"),
    ("received", "已收文"),
    ("elsewhere", "在别处报送"),
]


class ReportingFilters(ListFilters):
    """What the units can be narrowed by."""

    group = PickFilter(label="报送情况", choices=GROUPS, by=_by)
    kind = PickFilter(label="类别", choices=choices(), field_name="reading__form")
    period = PickFilter(label="周期", choices=[], field_name="period")
    words = WordsFilter("unit__name", hint="单位名称")

    def prepare(self) -> None:
        """Offer the periods that there are; one query."""
        found = self.queryset.order_by("-period").values_list("period", flat=True).distinct()
        self.filters["period"].extra["choices"] = [(name, period_cn(name)) for name in found]


def _line(row: DueReport) -> Line:
    return row.line


def _unit(row: DueReport) -> str:
    return link(row.row.unit.name, reverse("unit", args=[row.row.unit.public_id]))


def state_words(row: DueReport) -> str:
    """Where the report stands, as the superior knows it: what is not sent yet is the unit's own matter."""
    if row.report is not None and (row.gone_out or row.report.state == State.RETURNED.value):
        return State(row.report.state).label
    return "在别处报送" if row.elsewhere else "未报送"


def _state(row: DueReport) -> str:
    words = state_words(row)
    if row.report is not None and words == State(row.report.state).label:
        return marked(MARKS[State(row.report.state)])
    if row.elsewhere:
        return marked(Mark("met", "✓", words))
    return marked(row.line.status, f"{words} {row.line.when}".strip())


def days_late(row: DueReport) -> int | None:
    """How many days after its due day it came, or is late by now; None where it is not late."""
    if row.line.status in FULFILLED and row.row.met_on is not None:
        late = (row.row.met_on - row.row.due_on).days
    elif row.line.status == Status.OVERDUE:
        late = (reading_day() - row.row.due_on).days
    else:
        return None
    return late if late > 0 else None


def _report(row: DueReport) -> str:
    if row.report is None or not (row.gone_out or row.report.state == State.RETURNED.value):
        return link("台账", cell_url(row.row))
    return link("查看报告", reverse("report", args=[row.report.public_id]))


def _urge(row: DueReport) -> str:
    if row.line.status not in PRESSING:
        return NOTHING
    return link("催办", f"{reverse('urging-new')}?{urlencode({'cell': token_of(row.row)})}")


class ReportingList(Listing[DueReport]):
    """The reports that the units directly below one's own owe; what is late first."""

    name = "reporting"
    title = "报送情况"
    roles = access.READS_BELOW
    columns = (
        Column("unit", "单位", lambda row: row.row.unit.name, _unit, sort=("unit__code", "due_on"), width=26),
        Column("kind", "类别", lambda row: row.kind.name, width=14, nowrap=True),
        period_column(_line),
        due_column(_line),
        Column("state", "报送情况", state_words, _state, width=16, nowrap=True),
        Column("sent_on", "报送日期", lambda row: day_of(row.report.sent_at) if row.gone_out else row.row.met_on, width=12,
               nowrap=True),
        Column("late", "逾期(天)", days_late, width=9, numeric=True),
        Column("number", "发文字号", lambda row: row.report.document.number if row.gone_out and row.report.document else "",
               shown=False, width=28),
        Column("report", "报告", lambda row: "", _report, deed=True, nowrap=True),
        Column("urge", "催办", lambda row: "", _urge, deed=True, nowrap=True),
    )  # fmt: skip
    filters = ReportingFilters
    order = ("-due_on", "unit__code")
    quick = "group"
    tick = "cell"

    def rows(self) -> QuerySet[Any]:
        """The obligations to report of the units directly below the post's own."""
        assert self.actor.post is not None
        return report_rows().filter(directly_below(self.actor.post.unit))

    def offered(self) -> Sequence[Column[Any]]:
        """Urging is the office's."""
        return [each for each in self.columns if each.key != "urge" or self.actor.role == Role.OFFICE]

    def prepared(self, rows: Sequence[Any]) -> Sequence[DueReport]:
        """With the reports that are under way."""
        return with_reports(rows)

    def ticked(self, row: DueReport) -> tuple[str, str] | None:
        """What can be urged."""
        if self.actor.role != Role.OFFICE or row.line.status not in PRESSING:
            return None
        return token_of(row.row), f"{row.row.unit.name}{row.kind.name}{period_cn(row.row.period)}"
