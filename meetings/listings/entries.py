"""登记单: what was filled in, by state, kind, unit and day."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html

from meetings.access import CLERKS, READERS, visible_entries
from meetings.marks import ENTRY_MARKS
from meetings.models import Entry, EntryState
from meetings.selectors.entries import counts_by_state
from portal import access
from portal.lists.columns import Column, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


@dataclasses.dataclass(frozen=True)
class EntryRow:
    """An entry with the names of its kind and forms."""

    entry: Entry
    kind: str
    forms: str

    @property
    def title(self) -> str:
        """What it is called: its title, else its forms or its kind."""
        return self.entry.title or self.forms or self.kind

    @property
    def mark(self) -> Mark:
        """How its state looks."""
        return ENTRY_MARKS[self.entry.state]

    @property
    def is_over(self) -> bool:
        """Whether it was taken back or off the plan."""
        return self.entry.state in {EntryState.WITHDRAWN, EntryState.CANCELLED}


STATES = [(state, mark.label) for state, mark in ENTRY_MARKS.items()]
"""The first is the draft."""


class EntryFilters(ListFilters):
    """What the entries can be narrowed by."""

    state = PickFilter(label="状态", choices=STATES)
    words = WordsFilter("title", "leader__name", hint="标题、主持人")
    unit = UnitFilter()
    kind = PickFilter(label="类别", choices=[])
    first = DayFilter(field_name="occurred_on", lookup_expr="gte", label="日期自")
    last = DayFilter(field_name="occurred_on", lookup_expr="lte", label="日期至")

    def prepare(self) -> None:
        """Offer the kinds of the loaded regulations, and drafts to those alone who may read them."""
        if self.actor.role not in CLERKS:
            self.filters["state"].extra["choices"] = STATES[1:]
        kinds = vocabulary().words.get(Word.Group.KIND, {})
        self.filters["kind"].extra["choices"] = [(code, word.name) for code, word in kinds.items()]


def _state(row: EntryRow) -> str:
    entry, mark = row.entry, marked(row.mark)
    if entry.mend_by is None:
        return mark
    until = f"{entry.mend_by.month}月{entry.mend_by.day}日前补正"
    late = marked(MENDED_LATE) if entry.is_mended_late else ""
    return format_html('{} <span class="quiet nowrap">{}</span> {}', mark, until, late)


MENDED_LATE = Mark("overdue", "!", "补正逾期")

UNIT = Column[EntryRow](
    "unit", "单位", lambda row: row.entry.unit.name, sort=("unit__code", "-occurred_on"), width=24
)
COLUMNS: Sequence[Column[EntryRow]] = (
    Column(
        "title", "标题", lambda row: row.title, lambda row: link(row.title, page_of("entry", row.entry.public_id)),
        width=40,
    ),
    Column("kind", "类别", lambda row: row.kind, sort=("kind", "-occurred_on"), width=12, nowrap=True),
    Column("forms", "会议类型或形式", lambda row: row.forms, shown=False, width=24),
    UNIT,
    Column("day", "日期", lambda row: row.entry.occurred_on, sort=("occurred_on",), latest=True, width=12, nowrap=True),
    Column("place", "地点", lambda row: row.entry.place, shown=False, width=20),
    Column("leader", "主持(带队、签发)人", lambda row: row.entry.leader.name if row.entry.leader else "", width=16),
    Column("state", "状态", lambda row: row.mark.label, _state, sort=("state", "-occurred_on"), width=12),
    Column("mend_by", "补正期限", lambda row: row.entry.mend_by, shown=False, width=12, nowrap=True),
    Column("entered_by", "登记人", lambda row: row.entry.entered_by.name, width=12),
    Column(
        "made_at", "登记时间", lambda row: row.entry.made_at, sort=("made_at",), latest=True, width=18, nowrap=True
    ),
    Column(
        "submitted_at", "提交时间", lambda row: row.entry.submitted_at, sort=("submitted_at",), latest=True,
        shown=False, width=18, nowrap=True,
    ),
)  # fmt: skip


class EntryList(Listing[EntryRow]):
    """The entries that the actor may read, the latest first."""

    name = "entries"
    title = "登记"
    roles = READERS
    columns = COLUMNS
    filters = EntryFilters
    order = ("-made_at",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return visible_entries(self.actor).select_related("unit", "leader", "entered_by")

    def prepared(self, rows: Sequence[Any]) -> Sequence[EntryRow]:
        """With the words of the regulation."""
        words = vocabulary()
        return [
            EntryRow(
                entry,
                words.name(Word.Group.KIND, entry.kind),
                "、".join(words.name(Word.Group.FORM, form) for form in entry.forms),
            )
            for entry in rows
        ]

    def numbers(self) -> Mapping[str, int]:
        """Of each state, for who reads one unit; a whole area is not counted."""
        if self.actor.role in access.READS_BELOW:
            return {}
        return {state: number for state, _, number in counts_by_state(self.actor)}

    def offered(self) -> Sequence[Column[Any]]:
        """Whoever reads one unit need not be told which."""
        return (
            self.columns if self.actor.role in access.READS_BELOW else [c for c in self.columns if c != UNIT]
        )

    def row_class(self, row: EntryRow) -> str:
        """What was taken back or cancelled stands back, crossed out."""
        return "is-over is-withdrawn" if row.is_over else ""
