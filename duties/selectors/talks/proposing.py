"""What a unit may be talked to about: overdue obligations and supervision items, apart from what was listed before."""

import dataclasses

from django.db.models import Count, QuerySet

from duties.ledger.status import Status
from duties.models import SupervisionItem, Talk, TalkFact
from duties.selectors.cell_key import CellKey, key_at
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.talks.facts import LATE_STATES
from duties.selectors.talks.rights import talked_units
from duties.talk_states import BEFORE_TALK
from portal import clock
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class Choice:
    """An overdue obligation that may be listed; `before` is the talk that listed it already, if there is one."""

    line: Line
    before: Talk | None

    @property
    def value(self) -> str:
        """What its box in a form sends."""
        row = self.line.obligation
        return f"{row.rule_id}~{row.role}~{row.period}"


@dataclasses.dataclass(frozen=True)
class ItemChoice:
    """An overdue supervision item that may be listed; `before` as in Choice."""

    item: SupervisionItem
    before: Talk | None


def overdue_lines(unit: Unit) -> list[Line]:
    """What a unit and its seats owe and have not done, the longest overdue first; one query."""
    rows = ledger().filter(unit=unit, status=Status.OVERDUE)  # type: ignore[misc]
    return lines(rows.order_by("due_on", "rule__position", "role"))


def late_items(unit: Unit) -> QuerySet[SupervisionItem]:
    """The supervision items on which a unit has to act and whose deadline has passed."""
    late = SupervisionItem.objects.filter(state__in=[state.value for state in LATE_STATES])
    return (
        late.filter(unit=unit, deadline__lt=clock.today())
        .select_related("notice", "unit", "office")
        .order_by("deadline", "pk")
    )


def choices(unit: Unit) -> tuple[list[Choice], list[ItemChoice]]:
    """What may be listed about a unit, with the talk that has listed it before; four queries."""
    cells, items = listed_before(unit)
    found = [Choice(line, cells.get(key_at(line.obligation))) for line in overdue_lines(unit)]
    return found, [ItemChoice(item, items.get(item.pk)) for item in late_items(unit)]


def units_to_choose(office: Unit, name: str, most: int) -> list[tuple[Unit, int]]:
    """Units that `office` may talk to with how much is overdue there, most first; two queries.

    Without a name only those where something is; with one, all whose name has it.
    """
    units = talked_units(office)
    if name:
        units = units.filter(name__contains=name)
    late = ledger().filter(unit__in=units.order_by().values("pk"), status=Status.OVERDUE)
    counted = late.order_by().values_list("unit").annotate(n=Count("pk")).order_by("-n", "unit")
    numbers = dict(counted if name else counted[:most])
    found = units if name else units.filter(pk__in=numbers)
    return sorted(
        ((unit, numbers.get(unit.pk, 0)) for unit in found[:most]), key=lambda each: (-each[1], each[0].code)
    )


def listed_before(unit: Unit) -> tuple[dict[CellKey, Talk], dict[int, Talk]]:
    """The latest talk that listed each obligation and each supervision item (by id) of a unit; one query."""
    cells: dict[CellKey, Talk] = {}
    items: dict[int, Talk] = {}
    for fact in TalkFact.objects.filter(unit=unit).select_related("talk").order_by("added_at", "pk"):
        if fact.rule_id is not None:
            cells[CellKey(fact.unit_id, fact.rule_id, fact.role, fact.period)] = fact.talk
        elif fact.item_id is not None:
            items[fact.item_id] = fact.talk
    return cells, items


def talk_ahead(office: Unit, unit: Unit) -> Talk | None:
    """The talk of these two units that has not taken place yet, if there is one."""
    ahead = [state.value for state in BEFORE_TALK]
    return Talk.objects.filter(office=office, unit=unit, state__in=ahead).first()
