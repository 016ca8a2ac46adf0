"""逾期清单: the cells of an area that press, to be ticked and urged together."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from duties.listings.cells import (
    done_columns,
    due_column,
    matter_column,
    period_column,
    seat_column,
    status_column,
)
from duties.models import Statement, Urging
from duties.selectors.alerts import PRESSING
from duties.selectors.cell_key import cell_at, key_at, token_of
from duties.selectors.ledger import Line, in_area, ledger, lines
from duties.selectors.overdue import (
    FORCES,
    LATENESS,
    NOT_URGED,
    ORDER,
    late,
    not_urged,
    of_provision,
    offered_provisions,
)
from duties.selectors.statements import open_marks
from duties.selectors.urging import MOST, counts_of, recent_of
from duties.wording import FORCE
from portal.lists.columns import NOTHING, Column, beside, day_of, link, page_of
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Role
from portal.wording import period_cn


@dataclasses.dataclass(frozen=True)
class OverdueRow:
    """A cell that presses, how often and when it was urged, and what its unit has said of it."""

    line: Line
    urged: int
    recent: Urging | None
    said: Sequence[Statement]


class OverdueFilters(ListFilters):
    """What the cells can be narrowed by."""

    lateness = PickFilter(label="时限", choices=[each for each in LATENESS.items() if each[0]], by=late)
    words = WordsFilter("unit__name", "reading__title", hint="单位、事项")
    unit = UnitFilter(by=in_area)
    rule = PickFilter(label="条款和口径", choices=[], by=of_provision)
    force = PickFilter(
        label="约束", field_name="reading__force", choices=[each for each in FORCES.items() if each[0]]
    )
    not_urged = PickFilter(
        label="催办", empty="不限", choices=[each for each in NOT_URGED.items() if each[0]], by=not_urged
    )

    def prepare(self) -> None:
        """Offer the provisions as they are read today."""
        offered = [(value, words if whole else f"  {words}") for value, words, whole in offered_provisions()]
        self.filters["rule"].extra["choices"] = offered


def _line(row: OverdueRow) -> Line:
    return row.line


def _unit(row: OverdueRow) -> str:
    unit = row.line.obligation.unit
    return link(unit.name, page_of("unit", unit.public_id))


def _said(row: OverdueRow) -> str:
    if not row.said:
        return NOTHING
    told = (
        (page_of("statement", e.public_id), e.get_kind_display(), e.get_state_display()) for e in row.said
    )
    return format_html_join(" ", '<a href="{}">{}</a> <span class="quiet">{}</span>', told)


def _urged(row: OverdueRow) -> str:
    if not row.urged:
        return beside("", "未催办")
    day = day_of(row.recent.sent_at) if row.recent else None
    lately = f"{day.month}月{day.day}日已催办" if day else ""
    return format_html("<b>{}</b> 共催办 {} 次", lately, row.urged)


COLUMNS: Sequence[Column[OverdueRow]] = (
    Column("unit", "单位", lambda row: row.line.obligation.unit.name, _unit, sort=("unit__code", "-due_on"), width=26),
    seat_column(_line),
    matter_column(_line),
    Column("force", "约束", lambda row: FORCE[row.line.obligation.reading.force], shown=False, width=10),
    period_column(_line),
    due_column(_line),
    *done_columns(_line),
    status_column(_line),
    Column("urged", "催办次数", lambda row: row.urged, _urged, width=10, nowrap=True),
    Column("said", "说明和申请", lambda row: "、".join(f"{e.get_kind_display()}({e.get_state_display()})" for e in row.said),
           _said, width=24),
)  # fmt: skip


class OverdueList(Listing[OverdueRow]):
    """The cells of the office's area that press."""

    name = "overdue"
    title = "逾期清单"
    roles = frozenset({Role.OFFICE})
    columns = COLUMNS
    filters = OverdueFilters
    order = ORDER
    quick = "lateness"
    tick = "cell"

    def rows(self) -> QuerySet[Any]:
        """Those of the post's area: overdue, unless what is due soon is asked for."""
        assert self.actor.post is not None
        pressing = ledger().filter(PRESSING, in_area(self.actor.post.unit))
        return pressing if self.query.get("lateness") == "soon" else pressing.filter(late(""))

    def prepared(self, rows: Sequence[Any]) -> Sequence[OverdueRow]:
        """With what was urged and said."""
        shown = lines(rows)
        keys = [key_at(line.obligation) for line in shown]
        counts, recent, said = counts_of(keys), recent_of(keys), open_marks(keys)
        return [
            OverdueRow(line, counts.get(key, 0), recent.get(key), said.get(key, ()))
            for key, line in zip(keys, shown, strict=True)
        ]

    def all_label(self) -> str:
        """Without a choice, all that is overdue."""
        return LATENESS[""]

    def ticked(self, row: OverdueRow) -> tuple[str, str] | None:
        """The cell."""
        about = row.line.obligation
        return token_of(about), f"{about.unit.name} {about.reading.title} {period_cn(about.period)}"

    def cells(self) -> list[Any]:
        """The first cells asked for, as many as one urging takes."""
        return [cell_at(row) for row in self.ordered()[:MOST]]
