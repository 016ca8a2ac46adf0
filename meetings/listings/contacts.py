"""联系点和工作队: who has which, whose seat changed hands, what is due there; and who must have one."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from duties.listings.cells import day_in_words, done_columns, seat_of, status_column
from duties.selectors.cell_key import cell_url
from duties.selectors.ledger import in_area, lines
from meetings.field_access import LINKERS
from meetings.forms.contacts import UNIT_ITSELF
from meetings.selectors.contacts import (
    CoverageRow,
    LinkRow,
    coverage_rows,
    link_rows,
    links_of,
    standing_rows,
)
from portal import access
from portal.lists.columns import NOTHING, Column, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.models import Word
from portal.selectors.vocabulary import vocabulary

HANDOVER, ENDED, MISSING = "handover", "ended", "missing"
PRESSING = Mark("due-soon", "◔", "待交接")


def _anyhow(value: str) -> Q:
    """What is shown is chosen where the rows come from."""
    return Q()


class LinkFilters(ListFilters):
    """What the links can be narrowed by; those that hold, where nothing is asked for."""

    show = PickFilter(label="情况", choices=[(HANDOVER, "待交接"), (ENDED, "已终止")], by=_anyhow)
    words = WordsFilter("target__name", "unit__name", hint="联系对象、单位")
    unit = UnitFilter()


def _kind(row: LinkRow) -> str:
    return vocabulary().name(Word.Group.LINK, row.link.kind)


def _seat(row: LinkRow) -> str:
    return vocabulary().name(Word.Group.ROLE, row.link.role) if row.link.role else ""


def _note(row: LinkRow) -> str:
    note = row.holding.note
    return marked(PRESSING, note) if note and row.holding.pressing else note or NOTHING


def _due(row: LinkRow) -> str:
    if row.due is None:
        return "没有次数要求"
    about = row.due.obligation
    left = f",还应 {row.left} 次" if row.left else ""
    return link(f"{about.counted}/{about.required}{left}", cell_url(about))


def _change(row: LinkRow) -> str:
    address = f"{reverse('link-edit', args=[row.link.unit.public_id])}?{urlencode({'ref': row.link.ref})}"
    return _deed(address, "办理", row.link.target.name)


def _deed(address: str, word: str, about: str) -> str:
    return format_html('<a href="{}">{}<span class="visually-hidden">:{}</span></a>', address, word, about)


CHANGE = Column[LinkRow]("change", "办理", lambda row: "", _change, deed=True)
LINK_COLUMNS: Sequence[Column[LinkRow]] = (
    Column("target", "联系对象", lambda row: row.link.target.name, sort=("target__code", "unit__code"), width=26),
    Column("kind", "类别", _kind, sort=("kind", "unit__code"), width=16),
    Column("unit", "联系单位", lambda row: row.link.unit.name, sort=("unit__code", "kind"), width=26),
    Column("role", "联系岗位", _seat, width=20),
    Column("holder", "现任", lambda row: row.holding.who, width=16),
    Column("since", "起", lambda row: row.link.started_on, lambda row: day_in_words(row.link.started_on, "一直"),
           sort=("started_on",), width=12, nowrap=True),
    Column("until", "止", lambda row: row.link.ended_on, sort=("ended_on",), shown=False, width=12, nowrap=True),
    Column("note", "接续", lambda row: row.holding.note, _note, width=30),
    Column("reached", "今年到联系点(次)", lambda row: row.reached.count if row.reached else 0, width=10, numeric=True),
    Column("last_on", "最近到联系点", lambda row: row.reached.last_on if row.reached else None, shown=False, width=12, nowrap=True),
    Column("due", "还应(次)", lambda row: row.left if row.due else None, _due, width=10, nowrap=True),
    CHANGE,
)  # fmt: skip


class LinkList(Listing[LinkRow]):
    """The links of units in one's scope."""

    name = "links"
    title = "联系点和工作队"
    columns = LINK_COLUMNS
    filters = LinkFilters
    order = ("unit__code", "kind", "role", "target__code")
    quick = "show"

    @property
    def show(self) -> str:
        """Which links are shown."""
        asked = self.query.get("show", "")
        return asked if asked in {HANDOVER, ENDED} else ""

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return links_of(self.actor, self.show)

    def prepared(self, rows: Sequence[Any]) -> Sequence[LinkRow]:
        """With holders and due visits."""
        return link_rows(self.actor, rows, vocabulary())

    def numbers(self) -> Mapping[str, int]:
        """Of what waits to be handed over."""
        waiting = links_of(self.actor, HANDOVER).count()
        return {HANDOVER: waiting} if waiting else {}

    def all_label(self) -> str:
        """Without a choice, what holds."""
        return "现有"

    def offered(self) -> Sequence[Column[Any]]:
        """Who keeps the links may change what is not over."""
        changes = self.actor.role in LINKERS and self.show != ENDED
        return self.columns if changes else [each for each in self.columns if each != CHANGE]


class CoverageFilters(ListFilters):
    """What the bearers can be narrowed by."""

    show = PickFilter(label="情况", choices=[(MISSING, "尚无")], by=_anyhow)
    words = WordsFilter("unit__name", "reading__title", hint="单位、事项")
    unit = UnitFilter(by=in_area)


def _enter(row: CoverageRow) -> str:
    about = row.line.obligation
    if about.counted >= about.required:
        return ""
    asked = {"unit": about.unit.public_id, "kind": about.reading.kind, "role": about.role or UNIT_ITSELF}
    return _deed(f"{reverse('link-new')}?{urlencode(asked)}", "登记联系", about.unit.name)


def _since(row: CoverageRow) -> str:
    there = row.line.obligation.counted >= row.line.obligation.required
    since = f"{row.since:%Y-%m-%d} 起" if row.since else "一直"
    return f"{since}{'有' if there else '没有'}"


ENTER = Column[CoverageRow]("enter", "办理", lambda row: "", _enter, deed=True)
COVERAGE_COLUMNS: Sequence[Column[CoverageRow]] = (
    Column("unit", "责任单位", lambda row: row.line.obligation.unit.name, sort=("unit__code", "rule__position"), width=26),
    Column("role", "责任岗位", lambda row: seat_of(row.line.obligation), width=20),
    Column("holders", "现任", lambda row: row.holders, width=16),
    Column(
        "matter", "事项", lambda row: row.line.obligation.reading.title,
        lambda row: link(row.line.obligation.reading.title, cell_url(row.line.obligation)), width=30,
    ),
    *done_columns(lambda row: row.line),
    status_column(lambda row: row.line),
    Column("targets", "联系对象", lambda row: "、".join(row.targets), lambda row: "、".join(row.targets) or "尚无", width=30),
    Column("since", "自何时", _since, width=18, nowrap=True),
    ENTER,
)  # fmt: skip


class CoverageList(Listing[CoverageRow]):
    """Who must have a link by which rule, those without one first."""

    name = "links-coverage"
    title = "联系点覆盖情况"
    roles = access.BUSINESS
    columns = COVERAGE_COLUMNS
    filters = CoverageFilters
    order = ("counted", "unit__code", "rule__position", "role")
    quick = "show"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return standing_rows(self.actor, missing=self.query.get("show") == MISSING)

    def prepared(self, rows: Sequence[Any]) -> Sequence[CoverageRow]:
        """With holders and targets."""
        return coverage_rows(lines(rows))

    def numbers(self) -> Mapping[str, int]:
        """Of those without one."""
        return {MISSING: standing_rows(self.actor, missing=True).count()}

    def offered(self) -> Sequence[Column[Any]]:
        """Who keeps the links may enter what is missing."""
        return (
            self.columns if self.actor.role in LINKERS else [each for each in self.columns if each != ENTER]
        )
