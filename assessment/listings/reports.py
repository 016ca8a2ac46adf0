"""报告: the reports that one may see, whose they are, where they stand."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from assessment.models import Report
from assessment.report_states import State
from assessment.reports.kinds import choices, name_of
from assessment.selectors.reports.reading import MARKS, readable_reports
from portal.lists.columns import Column, day_of, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.wording import period_cn

GROUPS = {
    "writing": ("起草", (State.DRAFTING, State.REVIEWING, State.SIGNING, State.SIGNED)),
    "returned": ("退改", (State.RETURNED,)),
    "sent": ("已报送", (State.SENT,)),
    "received": ("已收文", (State.RECEIVED,)),
    "cancelled": ("已作废", (State.CANCELLED,)),
}


def _in_group(group: str) -> Q:
    return Q(state__in=[state.value for state in GROUPS[group][1]])


class ReportFilters(ListFilters):
    """What the reports can be narrowed by."""

    group = PickFilter(
        label="状态", choices=[(name, label) for name, (label, _) in GROUPS.items()], by=_in_group
    )
    kind = PickFilter(label="类别", choices=choices())
    words = WordsFilter("title", "unit__name", "document__number", hint="标题、单位、文号")
    unit = UnitFilter(label="报告单位(含所属)")


class ReportList(Listing[Report]):
    """The reports of one's unit, and those that have gone out in one's area; the latest first."""

    name = "reports"
    title = "报告"
    columns = (
        Column("title", "标题", lambda row: row.title,
               lambda row: link(row.title, reverse("report", args=[row.public_id])), sort=("title",), width=44),
        Column("unit", "报告单位", lambda row: row.unit.name, sort=("unit__code", "drafted_at"), width=22),
        Column("kind", "类别", lambda row: name_of(row.kind), width=14, nowrap=True),
        Column("period", "周期", lambda row: period_cn(row.period), sort=("period",), latest=True, width=14, nowrap=True),
        Column("state", "状态", lambda row: State(row.state).label,
               lambda row: marked(MARKS[State(row.state)]), width=10, nowrap=True),
        Column("holder", "现由", lambda row: State(row.state).holder.label, shown=False, width=12),
        Column("to", "收文单位", lambda row: row.to.name if row.to else "", width=20),
        Column("number", "发文字号", lambda row: row.document.number if row.document else "", width=28),
        Column("as_of", "数据截至", lambda row: row.as_of, sort=("as_of",), latest=True, shown=False, width=12, nowrap=True),
        Column("signer", "签发人", lambda row: row.signed_by.name if row.signed_by else "", shown=False, width=14),
        Column("sent_on", "报送日期", lambda row: day_of(row.sent_at), sort=("sent_at",), latest=True, width=12, nowrap=True),
        Column("received_on", "收文日期", lambda row: day_of(row.received_at), shown=False, width=12, nowrap=True),
        Column("drafted_on", "起草日期", lambda row: day_of(row.drafted_at), sort=("drafted_at",), latest=True, shown=False,
               width=12, nowrap=True),
    )  # fmt: skip
    filters = ReportFilters
    order = ("-drafted_at",)
    quick = "group"

    def rows(self) -> QuerySet[Any]:
        """Those that one may read."""
        return readable_reports(self.actor)

    def numbers(self) -> Mapping[str, int]:
        """Of each group; one query."""
        counted = dict(
            readable_reports(self.actor)
            .select_related(None)
            .order_by()
            .values_list("state")
            .annotate(n=Count("pk"))
        )
        return {
            name: sum(counted.get(state.value, 0) for state in states) for name, (_, states) in GROUPS.items()
        }
