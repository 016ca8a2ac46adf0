"""表彰, 问责线索移交: the commendations that one may see, the leads that one handles."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from assessment import lead_states
from assessment.commendation_states import State, Subject
from assessment.selectors.commendations import (
    HANDLERS,
    LEAD_MARKS,
    MARKS,
    readable_commendations,
    readable_leads,
)
from portal.lists.columns import Column, day_of, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing


class CommendationFilters(ListFilters):
    """What commendations can be narrowed by."""

    state = PickFilter(label="状态", choices=[(state.value, state.label) for state in State])
    subject = PickFilter(label="对象", choices=[(each.value, each.label) for each in Subject])
    name = WordsFilter("unit__name", "person__name", label="单位、个人", hint="名称中的字")
    unit = UnitFilter(label="单位(含所属)")


def _who(row: Any) -> str:
    return f"{row.unit.name} {row.person.name}" if row.person else str(row.unit.name)


COMMENDATION_COLUMNS: Sequence[Column[Any]] = (
    Column("who", "表彰对象", _who, lambda row: link(_who(row), reverse("commendation", args=[row.public_id])), sort=("unit__code", "proposed_at"), width=28),
    Column("manner", "方式", lambda row: row.manner, width=14),
    Column("year", "年度", lambda row: row.year, width=8, numeric=True),
    Column("state", "状态", lambda row: row.get_state_display(), lambda row: marked(MARKS[State(row.state)]), width=10, nowrap=True),
    Column("office", "表彰单位", lambda row: row.office.name, sort=("office__code", "proposed_at"), width=22),
    Column("proposed_on", "提出日期", lambda row: day_of(row.proposed_at), sort=("proposed_at",), latest=True, width=12, nowrap=True),
    Column("decided_by", "决定人", lambda row: row.decided_by.name if row.decided_by else "", shown=False, width=12),
    Column("paper", "表彰决定", lambda row: row.paper.number if row.paper else "", width=28),
)  # fmt: skip


class CommendationList(Listing[Any]):
    """The commendations that one may see, the latest first."""

    name = "commendations"
    title = "表彰"
    columns = COMMENDATION_COLUMNS
    filters = CommendationFilters
    order = ("-proposed_at",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return readable_commendations(self.actor)


class LeadFilters(ListFilters):
    """What leads can be narrowed by."""

    state = PickFilter(label="状态", choices=[(state.value, state.label) for state in lead_states.State])
    name = WordsFilter("unit__name", label="涉及单位", hint="名称中的字")


LEAD_COLUMNS: Sequence[Column[Any]] = (
    Column("unit", "涉及单位", lambda row: row.unit.name, lambda row: link(row.unit.name, reverse("lead", args=[row.public_id])), sort=("unit__code", "proposed_at"), width=26),
    Column("receiver", "承接机关", lambda row: row.receiver, width=24),
    Column("state", "状态", lambda row: row.get_state_display(), lambda row: marked(LEAD_MARKS[lead_states.State(row.state)]), width=10, nowrap=True),
    Column("proposed_on", "整理日期", lambda row: day_of(row.proposed_at), sort=("proposed_at",), latest=True, width=12, nowrap=True),
    Column("handed_on", "移交日期", lambda row: row.handed_on, sort=("handed_on",), latest=True, width=12, nowrap=True),
    Column("receipt", "回执编号", lambda row: row.receipt, width=18),
)  # fmt: skip


class LeadList(Listing[Any]):
    """The leads that one handles, the latest first."""

    name = "leads"
    title = "问责线索移交"
    roles = frozenset(HANDLERS)
    columns = LEAD_COLUMNS
    filters = LeadFilters
    order = ("-proposed_at",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's own office, or of the auditor's area."""
        return readable_leads(self.actor)
