"""What a request asks to be supervised: cells and matters named in the address or the form, gathered by unit."""

import uuid

from django.http import Http404

from duties.models import Rule
from duties.selectors.cell_key import Cell, cells_named
from duties.selectors.rules import rule_called
from duties.selectors.supervision.drafts import Subject
from duties.supervision_sources import Matter, matter_called
from portal import access
from portal.access import PortalRequest
from portal.models import Unit

MOST_UNITS = 50
"""So many units one batch is for."""


def names_something(request: PortalRequest) -> bool:
    """Whether the request names anything at all: a list from which nothing was ticked does not."""
    return bool(request.GET or request.POST.getlist("cell") or request.POST.getlist("matter"))


def asked_subjects(request: PortalRequest) -> list[Subject]:
    """What is to be supervised, by unit in the order of their codes; Http404 where nothing in the actor's area is named.

    A list sends `cell` as often as it likes (`Cell.token`), another app `matter` (`<kind>:<ref>`); a cell's own page
    names it by unit, regulation, rule, role and period.
    """
    tokens = [*request.GET.getlist("cell"), *request.POST.getlist("cell")]
    keys = dict.fromkeys([*request.GET.getlist("matter"), *request.POST.getlist("matter")])
    cells = [*cells_named(tokens), *_cell_of_page(request)]
    matters = [matter for key in keys if (matter := matter_called(request.actor, key.replace("\x00", "")))]
    units = {cell.unit.pk: cell.unit for cell in cells} | {each.unit.pk: each.unit for each in matters}
    reach = set(access.readable_units(request.actor).filter(pk__in=units).values_list("pk", flat=True))
    found = [
        _subject(unit, cells, matters)
        for unit in sorted(units.values(), key=lambda unit: unit.code)
        if unit.pk in reach
    ]
    if not found:
        raise Http404
    return found[:MOST_UNITS]


def _subject(unit: Unit, cells: list[Cell], matters: list[Matter]) -> Subject:
    own = {cell.key: cell for cell in cells if cell.unit.pk == unit.pk}
    return Subject(unit, list(own.values()), [matter for matter in matters if matter.unit.pk == unit.pk])


def _cell_of_page(request: PortalRequest) -> list[Cell]:
    """The cell that the parameters of a cell's page name."""
    asked = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    if "rule" not in asked:
        return []
    try:
        public_id = uuid.UUID(asked.get("unit", ""))
    except ValueError:
        return []
    unit = Unit.objects.filter(public_id=public_id).first()
    rule: Rule | None = rule_called(asked.get("regulation", "")[:40], asked["rule"][:60])
    if unit is None or rule is None:
        return []
    return [Cell(unit, rule, asked.get("role", "")[:40], asked.get("period", "")[:12])]
