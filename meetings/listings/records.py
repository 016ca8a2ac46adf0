"""履职记录: what took place in one's scope, logged here or brought in by import."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from duties.models import Record, RecordState
from portal import access
from portal.lists.columns import Column, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn

WITHDRAWN = "withdrawn"
MARKS = {
    RecordState.SUBMITTED.value: Mark("due-soon", "◔", "待确认"),
    RecordState.CONFIRMED.value: Mark("met", "✓", "已确认"),
    RecordState.RETURNED.value: Mark("overdue", "!", "已退回"),
    WITHDRAWN: Mark("waived", "×", "已撤回"),
}


@dataclasses.dataclass(frozen=True)
class RecordRow:
    """A record with the names of its kind and forms."""

    record: Record
    kind: str
    forms: str

    @property
    def title(self) -> str:
        """What it is called: its title, else its forms or its kind."""
        return self.record.title or self.forms or self.kind

    @property
    def mark(self) -> Mark:
        """How its state looks."""
        return MARKS[WITHDRAWN if self.record.withdrawn_at else self.record.state]


def _in_state(state: str) -> Q:
    if state == WITHDRAWN:
        return Q(withdrawn_at__isnull=False)
    return Q(state=state, withdrawn_at__isnull=True)


class RecordFilters(ListFilters):
    """What the records can be narrowed by."""

    state = PickFilter(
        label="状态", choices=[(state, mark.label) for state, mark in MARKS.items()], by=_in_state
    )
    words = WordsFilter("title", "leader__name", hint="标题、主持人")
    unit = UnitFilter()
    kind = PickFilter(label="类别", choices=[])
    first = DayFilter(field_name="occurred_on", lookup_expr="gte", label="日期自")
    last = DayFilter(field_name="occurred_on", lookup_expr="lte", label="日期至")

    def prepare(self) -> None:
        """Offer the kinds of the loaded regulations."""
        kinds = vocabulary().words.get(Word.Group.KIND, {})
        self.filters["kind"].extra["choices"] = [(code, word.name) for code, word in kinds.items()]


def _link(row: RecordRow) -> str:
    return link(row.title, page_of("record", row.record.public_id))


COLUMNS: Sequence[Column[RecordRow]] = (
    Column("title", "履职记录", lambda row: row.title, _link, width=40),
    Column("kind", "类别", lambda row: row.kind, sort=("kind", "-occurred_on"), width=14, nowrap=True),
    Column("forms", "形式", lambda row: row.forms, shown=False, width=24),
    Column("unit", "单位", lambda row: row.record.unit.name, sort=("unit__code", "-occurred_on"), width=26),
    Column("day", "日期", lambda row: row.record.occurred_on, sort=("occurred_on",), latest=True, width=12, nowrap=True),
    Column("period", "所属周期", lambda row: period_cn(row.record.for_period) if row.record.for_period else "",
           shown=False, width=20, nowrap=True),
    Column("leader", "主持(带队、签发)人", lambda row: row.record.leader.name if row.record.leader else "", width=16),
    Column("target", "对象单位", lambda row: row.record.target.name if row.record.target else "", width=24),
    Column("topic", "专题", lambda row: "是" if row.record.on_topic else "", shown=False, width=8),
    Column("state", "状态", lambda row: row.mark.label, lambda row: marked(row.mark), width=12, nowrap=True),
    Column("registered_at", "登记时间", lambda row: row.record.registered_at, sort=("registered_at",), latest=True,
           width=18, nowrap=True),
    Column("ref", "编号", lambda row: row.record.ref, shown=False, width=20, nowrap=True),
)  # fmt: skip


class RecordList(Listing[RecordRow]):
    """The records of units in one's scope, the latest first."""

    name = "records"
    title = "履职记录"
    columns = COLUMNS
    filters = RecordFilters
    order = ("-occurred_on",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope; a draft is none yet."""
        rows = Record.objects.filter(unit__in=access.readable_units(self.actor)).exclude(
            state=RecordState.DRAFT
        )
        return rows.select_related("unit", "leader", "target")

    def prepared(self, rows: Sequence[Any]) -> Sequence[RecordRow]:
        """With the words of the regulation."""
        words = vocabulary()
        return [
            RecordRow(
                record,
                words.name(Word.Group.KIND, record.kind),
                "、".join(words.name(Word.Group.FORM, form) for form in record.forms),
            )
            for record in rows
        ]

    def row_class(self, row: RecordRow) -> str:
        """What was taken back stands back."""
        return "is-over is-withdrawn" if row.record.withdrawn_at else ""
