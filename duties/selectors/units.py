"""A unit's page: where it stands, who holds its seats, its links and what it owes; constant queries."""

import dataclasses
import datetime as dt

from django.db.models import Q

from duties.models import Link, Urging
from duties.selectors.ledger import Line, ledger, lines
from duties.selectors.moment import stand_containing
from duties.selectors.questions import titles_of
from duties.selectors.scope import readable
from duties.selectors.urging import urgings_about
from portal.access import Actor
from portal.models import Existence, Name, Placement, Tag, Tenure, Unit

SHOWN = 10
"""So many of the latest urgings are told; all are counted."""


@dataclasses.dataclass(frozen=True)
class UnitPage:
    """All that the page shows of one unit."""

    unit: Unit
    existence: Existence | None
    names: list[Name]
    placements: list[Placement]
    tags: list[Tag]
    tenures: list[Tenure]
    links: list[Link]
    linked_by: list[Link]
    lines: list[Line]
    urgings: list[tuple[Urging, str]]
    urged: int


def unit_page(actor: Actor, unit: Unit, on: dt.date, day: dt.date) -> UnitPage:
    """The unit with its seats, links and properties on `day`, and what it owes of the periods that contain `on`."""
    links = Link.objects.present(day).filter(Q(unit=unit) | Q(target=unit)).select_related("unit", "target")
    standing = list(links.order_by("kind", "unit__code", "role"))
    stand_containing(on, unit, below=False)
    rows = ledger().containing(on).filter(readable(actor), unit=unit)
    urgings, urged = urgings_about(unit, SHOWN)
    titles = titles_of([each.rule for each in urgings]) if urgings else {}
    return UnitPage(
        unit=unit,
        existence=Existence.objects.known().filter(unit=unit).first(),
        names=list(Name.objects.known().filter(unit=unit).order_by("started_on")),
        placements=list(
            Placement.objects.known().filter(unit=unit).select_related("parent").order_by("started_on")
        ),
        tags=list(Tag.objects.present(day).filter(unit=unit).order_by("tag")),
        tenures=list(
            Tenure.objects.present(day).filter(unit=unit).select_related("person").order_by("several", "role")
        ),
        links=[link for link in standing if link.unit_id == unit.pk],
        linked_by=[link for link in standing if link.target_id == unit.pk],
        lines=lines(rows.order_by("rule__regulation", "rule__position", "role")),
        urgings=[(each, titles[each.rule_id]) for each in urgings],
        urged=urged,
    )
