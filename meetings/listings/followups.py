"""待落实事项: what sittings decided, by state and owner."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from meetings.access import READERS
from meetings.models import Decision
from meetings.selectors.decisions import STATES, counts, in_state, mark_of, visible_decisions
from portal.lists.columns import Column, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


@dataclasses.dataclass(frozen=True)
class DecisionRow:
    """A decision with the name of the role that is charged with it."""

    decision: Decision
    role: str


class DecisionFilters(ListFilters):
    """What the decisions can be narrowed by; what is open, where nothing is asked for."""

    state = PickFilter(label="状态", choices=list(STATES.items()), by=in_state)
    words = WordsFilter("text", "owner_unit__name", "entry__title", hint="事项、责任单位、会议")
    owner = UnitFilter("owner_unit", label="责任单位(含所属)")
    first = DayFilter(field_name="due_on", lookup_expr="gte", label="时限自")
    last = DayFilter(field_name="due_on", lookup_expr="lte", label="时限至")
    defaults: Mapping[str, str] = {"state": "open"}


def _link(row: DecisionRow) -> str:
    return link(row.decision.text, page_of("follow-up", row.decision.public_id))


COLUMNS: Sequence[Column[DecisionRow]] = (
    Column("text", "事项", lambda row: row.decision.text, _link, width=50),
    Column(
        "owner", "责任单位", lambda row: row.decision.owner_unit.name, sort=("owner_unit__code", "due_on"), width=24
    ),
    Column("role", "责任岗位", lambda row: row.role, width=18),
    Column("due_on", "完成时限", lambda row: row.decision.due_on, sort=("due_on",), width=12, nowrap=True),
    Column(
        "state", "状态", lambda row: mark_of(row.decision).label, lambda row: marked(mark_of(row.decision)), width=12,
        nowrap=True,
    ),
    Column("closed_on", "办结日期", lambda row: row.decision.closed_on, sort=("closed_on",), latest=True, shown=False,
           width=12, nowrap=True),
    Column("closed_by", "办结人", lambda row: row.decision.closed_by.name if row.decision.closed_by else "", shown=False),
    Column("note", "落实情况", lambda row: row.decision.closing_note, shown=False, width=50),
    Column("unit", "议定单位", lambda row: row.decision.entry.unit.name, shown=False, width=24),
    Column("entry", "议定会议", lambda row: row.decision.entry.title, width=36),
    Column("held_on", "会议日期", lambda row: row.decision.entry.occurred_on, shown=False, width=12, nowrap=True),
)  # fmt: skip


class DecisionList(Listing[DecisionRow]):
    """The decisions that the actor may read, what is due first first; of those closed the latest."""

    name = "follow-ups"
    title = "待落实事项"
    roles = READERS
    columns = COLUMNS
    filters = DecisionFilters
    order = ("due_on",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return visible_decisions(self.actor).select_related("entry__unit", "owner_unit", "closed_by")

    def prepared(self, rows: Sequence[Any]) -> Sequence[DecisionRow]:
        """With the words of the regulation."""
        words = vocabulary()
        return [
            DecisionRow(each, words.name(Word.Group.ROLE, each.owner_role) if each.owner_role else "")
            for each in rows
        ]

    def numbers(self) -> Mapping[str, int]:
        """Of each state."""
        return counts(visible_decisions(self.actor))

    def default_order(self) -> Sequence[str]:
        """Of what is closed, the latest first."""
        return ("-closed_on", "due_on") if self.narrowing.asked("state") == "closed" else self.order
