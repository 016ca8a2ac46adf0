"""Supervision items: those one may see, those open on a cell or matter, and how what they are about stands today."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from duties.ledger.status import Status
from duties.models import SupervisedMatter, SupervisedObligation, SupervisedUnit, SupervisionItem
from duties.selectors.cell_key import Cell, CellKey, at_cells, lines_of
from duties.selectors.ledger import Line
from duties.supervision_access import visible_items
from duties.supervision_sources import matters_settled
from duties.supervision_states import OVER, WITH_UNIT
from portal.access import Actor

OBLIGATIONS = Prefetch(
    "obligations", SupervisedObligation.objects.select_related("rule__regulation", "unit").order_by("pk")
)
UNITS = Prefetch("supervised_units", SupervisedUnit.objects.select_related("unit", "signed_by"))
MATTERS = Prefetch("matters", SupervisedMatter.objects.order_by("pk"))


def readable_items(actor: Actor) -> QuerySet[SupervisionItem]:
    """The supervision items that the actor may read, latest first, with what they are about."""
    return visible_items(actor).prefetch_related(OBLIGATIONS, UNITS, MATTERS)


def readable_item_or_404(actor: Actor, public_id: uuid.UUID) -> SupervisionItem:
    """One item in the actor's scope; raises Http404 otherwise."""
    item = readable_items(actor).filter(public_id=public_id).first()
    if item is None:
        raise Http404
    return item


def overdue_items(day: dt.date) -> QuerySet[SupervisionItem]:
    """The items whose deadline passed before `day` while the unit has to act: what may lead to a talk; longest first."""
    late = SupervisionItem.objects.filter(state__in=WITH_UNIT, deadline__lt=day)
    return late.select_related("unit", "office", "notice").order_by("deadline", "pk")


def open_items_on(keys: Iterable[CellKey]) -> dict[CellKey, SupervisionItem]:
    """The item under way on each of the obligations that has one; one query."""
    wanted = list(keys)
    if not wanted:
        return {}
    found = (
        SupervisedObligation.objects.filter(at_cells(wanted))
        .exclude(item__state__in=OVER)
        .select_related("item__notice", "item__office", "item__unit")
    )
    return {CellKey(each.unit_id, each.rule_id, each.role, each.period): each.item for each in found}


def open_item(cell: Cell) -> SupervisionItem | None:
    """The item under way on one obligation, if there is one."""
    return open_items_on([cell.key]).get(cell.key)


def open_items_about(kind: str, refs: Iterable[str]) -> dict[str, SupervisionItem]:
    """The item under way on each of the matters that has one; one query."""
    found = (
        SupervisedMatter.objects.filter(kind=kind, ref__in=list(refs))
        .exclude(item__state__in=OVER)
        .select_related("item__notice", "item__office", "item__unit")
    )
    return {each.ref: each.item for each in found}


def cells_of(item: SupervisionItem) -> list[Cell]:
    """The obligations that an item is about."""
    return [Cell(each.unit, each.rule, each.role, each.period) for each in item.obligations.all()]


@dataclasses.dataclass(frozen=True)
class Standing:
    """How what an item is about stands today: of each obligation its line (None where it is owed no more), of each
    other matter the word by which it is settled."""

    lines: Sequence[tuple[SupervisedObligation, Line | None]] = ()
    matters: Sequence[tuple[SupervisedMatter, str]] = ()

    @property
    def settled(self) -> int:
        """How many of them are made good or waived, or carried out."""
        lines = sum(line is None or is_settled(line) for _, line in self.lines)
        return lines + sum(bool(word) for _, word in self.matters)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.lines) + len(self.matters)

    @property
    def is_settled(self) -> bool:
        """Whether all are (已补办); the item is closed by a person all the same."""
        return self.total > 0 and self.settled == self.total


def is_settled(line: Line) -> bool:
    """Whether nothing of an obligation is left to supervise: fulfilled, made up or waived."""
    return not line.outstanding or line.status == Status.MADE_UP


def standing_of(items: Iterable[SupervisionItem]) -> dict[int, Standing]:
    """How what each item is about stands today, by the item's id.

    The items come from `readable_items`; one query for all obligations, and what their sources take for other matters.
    """
    items = list(items)
    lines = lines_of({key_of(each) for item in items for each in item.obligations.all()})
    refs: dict[str, set[str]] = {}
    for each in (matter for item in items for matter in item.matters.all()):
        refs.setdefault(each.kind, set()).add(each.ref)
    words = matters_settled(refs)
    return {item.pk: _standing(item, lines, words) for item in items}


def key_of(obligation: SupervisedObligation) -> CellKey:
    """The natural key of a supervised obligation by ids."""
    return CellKey(obligation.unit_id, obligation.rule_id, obligation.role, obligation.period)


def _standing(
    item: SupervisionItem, lines: Mapping[CellKey, Line], words: Mapping[tuple[str, str], str]
) -> Standing:
    return Standing(
        [(each, lines.get(key_of(each))) for each in item.obligations.all()],
        [(each, words.get((each.kind, each.ref), "")) for each in item.matters.all()],
    )
