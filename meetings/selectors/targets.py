"""The units to which records of a kind may go: for whom a form offers as visited, inspected, assessed."""

import datetime as dt
from collections.abc import Collection

from duties.models import Reading
from portal.models import Placement, Unit


def targets_offered(unit: Unit, kind: str, day: dt.date) -> list[Unit]:
    """Units directly below `unit` on `day` of the kinds that its readings aim at, all where they aim at none; two queries."""
    aims = Reading.objects.filter(kind=kind, units__contains=[unit.kind], known__endswith__isnull=True)
    wanted: Collection[str] = {
        aim[key] for aim in aims.values_list("target", flat=True) for key in ("child", "unit") if key in aim
    }
    below = Placement.objects.present(day).filter(parent=unit).values("unit")
    rows = Unit.objects.filter(pk__in=below)
    if wanted:
        rows = rows.filter(kind__in=wanted)
    return list(rows.order_by("code"))


def aims_at_units(unit: Unit, kind: str) -> bool:
    """Whether what units like this owe of `kind` is done at other units; one query."""
    aims = Reading.objects.filter(kind=kind, units__contains=[unit.kind], known__endswith__isnull=True)
    return any(AIMS & target.keys() for target in aims.values_list("target", flat=True))


def aims_at_households(kind: str) -> bool:
    """Whether rules ask for households by records of `kind`; one query."""
    return Reading.objects.filter(
        kind=kind, target__has_key="household", known__endswith__isnull=True
    ).exists()


AIMS = frozenset({"child", "unit", "linked", "under", "tag"})
