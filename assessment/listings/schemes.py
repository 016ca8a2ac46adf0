"""实绩考核 and its objections as declared lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from assessment.models import Objection, Scheme
from assessment.scheme_states import Answer, State
from assessment.selectors.schemes.reading import MARKS, readable_objections, readable_schemes
from portal.lists.columns import Column, day_of, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Word
from portal.selectors.vocabulary import vocabulary

GROUPS: Mapping[str, tuple[str, frozenset[State]]] = {
    "drafting": ("拟订方案", frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED})),
    "scoring": ("自评和评分", frozenset({State.OPENED, State.SCORING, State.SCORED, State.REVIEWED, State.DECIDED})),
    "told": ("已通报", frozenset({State.NOTIFIED})),
    "frozen": ("已定格", frozenset({State.FROZEN})),
    "cancelled": ("已取消", frozenset({State.CANCELLED})),
}  # fmt: skip
ANSWER_MARKS = {
    Answer.OPEN: Mark("due-soon", "◔", Answer.OPEN.label),
    Answer.UPHELD: Mark("met", "✓", Answer.UPHELD.label),
    Answer.REJECTED: Mark("open", "○", Answer.REJECTED.label),
}


def _in_group(group: str) -> Q:
    return Q(state__in=[state.value for state in GROUPS[group][1]])


class SchemeFilters(ListFilters):
    """What the assessments can be narrowed by."""

    group = PickFilter(
        label="阶段", choices=[(name, label) for name, (label, _) in GROUPS.items()], by=_in_group
    )
    words = WordsFilter("title", "office__name", hint="名称、考核单位")
    unit = UnitFilter(field_name="office", label="考核单位(含所属)")


def _assessed_kind(row: Any) -> str:
    return vocabulary().name(Word.Group.UNIT, row.kind)


SCHEME_COLUMNS: Sequence[Column[Any]] = (
    Column("title", "名称", lambda row: row.title,
           lambda row: link(row.title, reverse("scheme", args=[row.public_id])), width=48),
    Column("year", "年度", lambda row: row.year, sort=("year",), latest=True, width=8, nowrap=True),
    Column("office", "考核单位", lambda row: row.office.name, sort=("office__code",), width=20),
    Column("kind", "被考核", _assessed_kind, width=12),
    Column("units", "单位(个)", lambda row: row.units_n, width=9, numeric=True),
    Column("state", "状态", lambda row: State(row.state).label, lambda row: marked(MARKS[State(row.state)]),
           width=12, nowrap=True),
    Column("holder", "现由", lambda row: State(row.state).holder.label, width=16),
    Column("notified", "通报日期", lambda row: day_of(row.notified_at), shown=False, width=12, nowrap=True),
    Column("frozen", "定格日期", lambda row: day_of(row.frozen_at), shown=False, width=12, nowrap=True),
)  # fmt: skip


class SchemeList(Listing[Any]):
    """The assessments that one may see, the latest year first."""

    name = "assessment"
    title = "实绩考核"
    columns = SCHEME_COLUMNS
    filters = SchemeFilters
    order = ("-year", "office__code")
    quick = "group"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, with how many units are assessed."""
        found: QuerySet[Scheme] = readable_schemes(self.actor)
        return found.annotate(units_n=Count("units"))


class ObjectionFilters(ListFilters):
    """What the objections can be narrowed by."""

    state = PickFilter(label="状态", choices=[(answer.value, answer.label) for answer in Answer])
    words = WordsFilter("score__indicator__name", "score__assessed__unit__name", hint="指标、单位")
    unit = UnitFilter(field_name="score__assessed__unit", label="提出单位(含所属)")


OBJECTION_COLUMNS: Sequence[Column[Any]] = (
    Column("indicator", "指标", lambda row: row.score.indicator.name,
           lambda row: link(row.score.indicator.name, reverse("objection", args=[row.public_id])), width=28),
    Column("unit", "提出单位", lambda row: row.score.assessed.unit.name, sort=("score__assessed__unit__code",), width=20),
    Column("scheme", "考核", lambda row: row.score.assessed.scheme.title, width=40),
    Column("at", "提出时间", lambda row: row.at, sort=("at",), latest=True, width=18, nowrap=True),
    Column("state", "状态", lambda row: Answer(row.state).label, lambda row: marked(ANSWER_MARKS[Answer(row.state)]),
           width=10, nowrap=True),
    Column("answered_by", "答复人", lambda row: row.answered_by.name if row.answered_by else "", shown=False),
    Column("answered_at", "答复时间", lambda row: row.answered_at, width=18, nowrap=True),
    Column("text", "异议内容", lambda row: row.text, shown=False, width=50),
    Column("answer", "答复", lambda row: row.answer, shown=False, width=50),
)  # fmt: skip


class ObjectionList(Listing[Any]):
    """The objections that one may see, the latest first."""

    name = "objections"
    title = "考核异议"
    columns = OBJECTION_COLUMNS
    filters = ObjectionFilters
    order = ("-at",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        found: QuerySet[Objection] = readable_objections(self.actor)
        return found
