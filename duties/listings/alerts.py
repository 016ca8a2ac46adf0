"""预警: units by how much presses on them, and obligations one by one with the step that each has reached."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404

from duties.listings.cells import (
    done_columns,
    due_column,
    matter_column,
    period_column,
    seat_column,
    status_column,
)
from duties.models import Step
from duties.selectors.alert_list import (
    SHOWN,
    Filters,
    by_unit,
    lateness_choices,
    pressing_rows,
    reached,
    step_counts,
)
from duties.selectors.ledger import Line, lines
from duties.selectors.provisions import provision_names
from portal import access
from portal.lists.columns import NOTHING, Column, link
from portal.lists.filters import ListFilters, PickFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class AlertRow:
    """An obligation that presses, the provision it comes from and the step that it has reached."""

    line: Line
    provision: str
    step: str


class AlertFilters(ListFilters):
    """What the alerts can be narrowed by; `name` is part of a unit's name."""

    step = PickFilter(
        label="步骤", empty="全部步骤", choices=Step.choices, by=lambda value: reached(Step(value))
    )  # fmt: skip
    lateness = PickFilter(label="时限", choices=lateness_choices())
    name = WordsFilter("unit__name", label="单位", hint="名称中的字")


class AlertListing(Listing[Any]):
    """What both ways of listing share: the rows of the post's area and how many have reached each step."""

    page_name = "alerts"
    title = "预警"
    roles = access.READS_BELOW
    filters = AlertFilters
    quick = "step"

    def pressing(self) -> Any:
        """What presses in the area of the post."""
        assert self.actor.post is not None
        return pressing_rows(self.actor.post.unit, Filters())

    def all_label(self) -> str:
        """Without a choice, whatever was reached."""
        return "全部步骤"


class AlertUnitList(AlertListing):
    """Units, the most overdue first."""

    name = "alerts"
    order = ("-overdue", "-due_soon")
    tie = ("unit__code",)

    def rows(self) -> QuerySet[Any]:
        """Obligations, which are counted by unit when they are narrowed."""
        rows: QuerySet[Any] = self.pressing()
        return rows

    @property
    def found(self) -> QuerySet[Any]:
        """The units asked for."""
        return by_unit(self.narrowing.qs)

    def numbers(self) -> Mapping[str, int]:
        """Of each step, in the area."""
        return {str(step): number for step, number in step_counts(self.pressing()).items()}

    def offered(self) -> Sequence[Column[Any]]:
        """A unit leads to its obligations, narrowed in the same way."""
        kept = {name: self.query[name] for name in ("step", "lateness") if self.query.get(name)}

        def unit(row: Any) -> str:
            return link(row["unit__name"], f"?{urlencode({'unit': row['unit__public_id'], **kept})}")

        return (
            Column("unit", "单位", lambda row: row["unit__name"], unit, sort=("unit__code",), width=26),
            _counted("overdue", "逾期"),
            _counted("due_soon", "临期"),
            *(_counted(str(step), step.label) for step in SHOWN),
        )


def _counted(key: str, head: str) -> Column[Any]:
    return Column(
        key, head, lambda row: row[key], lambda row: str(row[key] or NOTHING), sort=(key,), latest=True, width=10,
        numeric=True,
    )  # fmt: skip


def _line(row: AlertRow) -> Line:
    return row.line


LINE_COLUMNS: Sequence[Column[AlertRow]] = (
    matter_column(_line),
    Column(
        "unit", "单位", lambda row: row.line.obligation.unit.name, sort=("unit__code", "due_on"), width=26
    ),
    seat_column(_line),
    period_column(_line),
    Column("provision", "条款", lambda row: row.provision, shown=False, width=20),
    due_column(_line),
    *done_columns(_line),
    status_column(_line),
    Column("step", "已到步骤", lambda row: row.step, width=12, nowrap=True),
)


class AlertLineList(AlertListing):
    """Obligations of the area, or of the unit that the address names; soonest due and least late first."""

    name = "alert-lines"
    columns = LINE_COLUMNS
    order = ("lateness", "soonest", "-due_on", "unit__code", "rule__position", "role", "period")

    def unit(self) -> Unit | None:
        """The unit asked for; raises Http404 for one out of scope."""
        asked = self.query.get("unit", "")
        if not asked:
            return None
        try:
            key = uuid.UUID(asked)
        except ValueError as error:
            raise Http404 from error
        return access.readable_unit_or_404(self.actor, key)

    def rows(self) -> QuerySet[Any]:
        """Those of the unit, or of the area."""
        unit = self.unit()
        rows: QuerySet[Any] = self.pressing().filter(Q(unit=unit) if unit else Q())
        return rows

    def prepared(self, rows: Sequence[Any]) -> Sequence[AlertRow]:
        """With provisions and steps."""
        names = provision_names({row.rule for row in rows})
        return [
            AlertRow(line, names[row.rule_id], Step(row.step).label if row.step else "尚无人收到")
            for row, line in zip(rows, lines(rows), strict=True)
        ]
