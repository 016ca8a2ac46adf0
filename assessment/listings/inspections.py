"""督查, 督查问题: the inspections and findings that one may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from assessment.inspection_states import State
from assessment.inspections.severities import severities
from assessment.models import Finding
from assessment.selectors.inspections import (
    KIND,
    MARKS,
    FindingNow,
    finding_url,
    findings_now,
    readable_findings,
    readable_inspections,
    with_tallies,
)
from duties.models import SupervisedMatter
from duties.supervision_states import OVER
from duties.supervision_states import State as ItemState
from portal import clock
from portal.lists.columns import NOTHING, Column, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing

__all__ = ["FindingList", "InspectionList"]


class InspectionFilters(ListFilters):
    """What inspections can be narrowed by."""

    state = PickFilter(label="状态", choices=[(state.value, state.label) for state in State])
    name = WordsFilter("unit__name", label="被督查单位", hint="名称中的字")
    unit = UnitFilter(label="被督查单位(含所属)")
    year = PickFilter(label="年度", by=lambda value: Q(plan__year=int(value)))

    def prepare(self) -> None:
        """The years since the portal began."""
        this = clock.today().year
        years = [(str(year), f"{year}年") for year in range(this + 1, this - 5, -1)]
        self.filters["year"].extra["choices"] = years


def _days(row: Any) -> str:
    if row.done_on:
        return f"{row.done_on:%Y-%m-%d}"
    return f"{row.starts_on:%m-%d} 至 {row.ends_on:%m-%d}"


INSPECTION_COLUMNS: Sequence[Column[Any]] = (
    Column("unit", "被督查单位", lambda row: row.unit.name,
           lambda row: link(row.unit.name, reverse("inspection", args=[row.public_id])), sort=("unit__code", "starts_on"), width=26),
    Column("office", "督查单位", lambda row: row.office.name, sort=("office__code", "starts_on"), width=22),
    Column("year", "年度", lambda row: row.plan.year, width=8, numeric=True),
    Column("state", "状态", lambda row: row.get_state_display(), lambda row: marked(MARKS[State(row.state)]), width=10, nowrap=True),
    Column("team", "督查组", lambda row: row.team.name if row.team else "", width=14),
    Column("head", "组长", lambda row: row.team.head.name if row.team and row.team.head else "", width=12),
    Column("starts_on", "计划日期", lambda row: row.starts_on, lambda row: f"{row.starts_on:%Y-%m-%d}", sort=("starts_on",), width=12, nowrap=True),
    Column("ends_on", "计划结束", lambda row: row.ends_on, shown=False, width=12, nowrap=True),
    Column("done_on", "督查日期", lambda row: row.done_on, sort=("done_on",), latest=True, width=12, nowrap=True),
    Column("findings", "问题(项)", lambda row: row.findings_n, sort=("findings_n",), latest=True, width=9, numeric=True),
)  # fmt: skip


class InspectionList(Listing[Any]):
    """The inspections that one may see, in the order of their days."""

    name = "inspections"
    title = "督查"
    columns = INSPECTION_COLUMNS
    filters = InspectionFilters
    order = ("starts_on",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, with their tallies."""
        return with_tallies(readable_inspections(self.actor))

    def prepared(self, rows: Sequence[Any]) -> Sequence[Any]:
        """As they are."""
        return rows


def _stands(value: str) -> Q:
    """Where findings stand, by what was said of them and by their supervision items."""
    about = SupervisedMatter.objects.filter(kind=KIND, ref=Cast(OuterRef("public_id"), CharField()))
    closed = Exists(about.filter(item__state=ItemState.CLOSED.value))
    under_way = Exists(about.exclude(item__state__in=[state.value for state in OVER]))
    kept = Q(withdrawn_at__isnull=True)
    settled = Q(settled_at__isnull=False) | Q(closed)
    return {
        "open": kept & ~settled & ~Q(under_way),
        "supervised": kept & ~settled & Q(under_way),
        "settled": kept & settled,
        "withdrawn": ~kept,
        "late": kept & ~settled & Q(due_on__lt=clock.today()),
    }[value]


class FindingFilters(ListFilters):
    """What findings can be narrowed by."""

    stand = PickFilter(
        label="整改",
        choices=[
            ("open", "待整改"),
            ("supervised", "督办整改中"),
            ("late", "逾期未整改"),
            ("settled", "已整改"),
            ("withdrawn", "已撤回"),
        ],
        by=_stands,
    )
    severity = PickFilter(label="程度", choices=[(each.code, each.name) for each in severities()])
    words = WordsFilter("text", "inspection__unit__name", label="问题", hint="问题、单位中的字")
    unit = UnitFilter("inspection__unit", label="被督查单位(含所属)")


FINDING_COLUMNS: Sequence[Column[FindingNow]] = (
    Column("text", "问题", lambda row: row.finding.text, lambda row: link(row.finding.text, finding_url(row.finding)), width=46),
    Column("unit", "被督查单位", lambda row: row.finding.inspection.unit.name, sort=("inspection__unit__code", "found_on"), width=22),
    Column("clause", "条款", lambda row: row.finding.clause, sort=("article", "found_on"), width=16),
    Column("severity", "程度", lambda row: row.severity, width=8, nowrap=True),
    Column("state", "整改", lambda row: row.mark.label, lambda row: marked(row.mark), width=12, nowrap=True),
    Column("item", "督办件", lambda row: row.item.number or "拟稿中" if row.item else "",
           lambda row: link(row.item.number or "拟稿中", reverse("supervision-item", args=[row.item.public_id])) if row.item else NOTHING, width=14),
    Column("found_on", "发现日期", lambda row: row.finding.found_on, sort=("found_on",), latest=True, width=12, nowrap=True),
    Column("due_on", "整改期限", lambda row: row.finding.due_on, sort=("due_on",), width=12, nowrap=True),
    Column("settled_on", "整改日期", lambda row: row.settled_on, shown=False, width=12, nowrap=True),
)  # fmt: skip


class FindingList(Listing[FindingNow]):
    """The findings that one may see, the latest first."""

    name = "findings"
    title = "督查问题"
    columns = FINDING_COLUMNS
    filters = FindingFilters
    order = ("-found_on",)
    quick = "stand"

    def rows(self) -> QuerySet[Finding]:
        """Those of one's scope."""
        return readable_findings(self.actor)

    def prepared(self, rows: Sequence[Any]) -> Sequence[FindingNow]:
        """As they stand today."""
        return findings_now(rows)
