"""Which units the rules let a seat, or a unit itself, be linked to."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from duties.models import Link, Reading
from portal import access, clock
from portal.models import Existence, Placement, Tag, Unit

MOST_OFFERED = 400


def standing_readings(unit: Unit) -> list[Reading]:
    """The readings of today by which `unit` or its seats must have a link; one query."""
    rows = Reading.objects.filter(
        measure="standing",
        units__contains=[unit.kind],
        governs__contains=clock.today(),
        known__endswith__isnull=True,
    )
    return list(rows.select_related("rule").order_by("rule__regulation", "rule__position"))


def fitting(reading: Reading, unit: Unit) -> QuerySet[Unit]:
    """The units that stand today and that `reading` takes as targets of a link of `unit`."""
    today, target = clock.today(), reading.target
    rows = Unit.objects.filter(Exists(Existence.objects.present(today).filter(unit=OuterRef("pk"))))
    rows = rows.exclude(pk=unit.pk)
    if "unit" in target:
        rows = rows.filter(kind=target["unit"])
    if "tag" in target:
        rows = rows.filter(Exists(Tag.objects.present(today).filter(unit=OuterRef("pk"), tag=target["tag"])))
    if "under" in target:
        rows = rows.filter(Exists(Placement.objects.present(today).filter(unit=OuterRef("pk"), parent=unit)))
    return rows


def offered(unit: Unit, readings: Sequence[Reading]) -> list[Unit]:
    """What the form offers first: targets that some rule takes, in the area of `unit` or else of the unit above it."""
    if not readings:
        return []
    wanted = Q(pk__in=[])
    for reading in readings:
        wanted |= Q(pk__in=fitting(reading, unit).values("pk"))
    today = clock.today()
    above = Unit.objects.filter(
        pk__in=Placement.objects.present(today).filter(unit=unit).values("parent")
    ).first()
    for home in filter(None, [unit, above]):
        found = list(
            Unit.objects.filter(wanted, access.within("pk", home, today)).order_by("code")[:MOST_OFFERED]
        )
        if found:
            return found
    return list(Unit.objects.filter(wanted).order_by("code")[:MOST_OFFERED])


def counted_for(link: Link, readings: Sequence[Reading]) -> list[Reading]:
    """The readings for which the link counts by its seat, kind and target."""
    return [
        reading
        for reading in readings
        if reading.kind == link.kind
        and (link.role in reading.roles if reading.bearer == "seat" else not link.role)
        and fitting(reading, link.unit).filter(pk=link.target_id).exists()
    ]
