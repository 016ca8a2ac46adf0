"""催办记录: who urged whom, act by act, or counted by office and unit."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from duties.models import UrgingAct
from duties.selectors.urging import readable_acts, tallies
from portal.lists.columns import Column, in_words, link, page_of
from portal.lists.filters import DayFilter, ListFilters, UnitFilter, WordsFilter
from portal.lists.listing import Listing

SHORT = 50


class ActFilters(ListFilters):
    """What the acts can be narrowed by; `by` chooses how they are listed."""

    words = WordsFilter("text", "sent_by__name", hint="内容、催办人")
    office = UnitFilter("office", label="催办单位(含所属)")
    first = DayFilter(field_name="sent_at", lookup_expr="date__gte", label="日期自")
    last = DayFilter(field_name="sent_at", lookup_expr="date__lte", label="日期至")


def _act(row: UrgingAct) -> str:
    return link(in_words(row.sent_at), page_of("urging", row.public_id))


def _short(row: UrgingAct) -> str:
    return row.text if len(row.text) <= SHORT else f"{row.text[: SHORT - 1]}…"


ACT_COLUMNS: Sequence[Column[Any]] = (
    Column(
        "sent_at",
        "时间",
        lambda row: row.sent_at,
        _act,
        sort=("sent_at",),
        latest=True,
        width=18,
        nowrap=True,
    ),
    Column("office", "催办单位", lambda row: row.office.name, sort=("office__code", "-sent_at"), width=24),
    Column("sent_by", "催办人", lambda row: row.sent_by.name, width=14),
    Column("text", "内容", lambda row: row.text, _short, width=60),
    Column("units", "单位(个)", lambda row: row.units, width=10, numeric=True),
    Column("cells", "事项(项)", lambda row: row.cells, width=10, numeric=True),
)


class ActList(Listing[Any]):
    """The acts of which the actor may read at least one cell, the latest first."""

    name = "urgings"
    title = "催办记录"
    columns = ACT_COLUMNS
    filters = ActFilters
    order = ("-sent_at",)

    def rows(self) -> QuerySet[Any]:
        """With how many units and cells each was about."""
        acts = readable_acts(self.actor)
        return acts.annotate(cells=Count("urgings"), units=Count("urgings__unit", distinct=True))


class TallyFilters(ListFilters):
    """What the counts can be narrowed by."""

    words = WordsFilter("unit__name", "act__office__name", hint="单位")
    unit = UnitFilter()


TALLY_COLUMNS: Sequence[Column[Any]] = (
    Column("unit", "被催办单位", lambda row: row["unit__name"], sort=("unit__code",), width=26),
    Column("office", "催办单位", lambda row: row["act__office__name"], sort=("act__office__code",), width=26),
    Column("acts", "次数", lambda row: row["acts"], sort=("acts",), latest=True, width=8, numeric=True),
    Column(
        "cells", "事项(项次)", lambda row: row["cells"], sort=("cells",), latest=True, width=12, numeric=True
    ),
    Column("last", "最近一次", lambda row: row["last"], sort=("last",), latest=True, width=18, nowrap=True),
)


class TallyList(Listing[Any]):
    """Who has urged whom how often, as far as the actor may read it, most often first."""

    name = "urging-tallies"
    page_name = "urgings"
    title = "催办统计"
    columns = TALLY_COLUMNS
    filters = TallyFilters
    order = ("-cells",)
    tie = ("unit__code", "act__office__code")

    def rows(self) -> QuerySet[Any]:
        """By office and unit."""
        return tallies(self.actor)
