"""Records of one's scope, as the journal has them."""

import datetime as dt

from django.db.models import QuerySet

from duties.models import Record, RecordState
from portal.access import Actor, readable_units


def records_of(
    actor: Actor,
    *,
    unit: str = "",
    kind: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Record]:
    """The records of units that the actor may read, drafts left out; those of a unit (code), of a kind, of some days."""
    rows = Record.objects.filter(unit__in=readable_units(actor)).exclude(state=RecordState.DRAFT)
    if unit:
        rows = rows.filter(unit__code=unit)
    if kind:
        rows = rows.filter(kind=kind)
    if since:
        rows = rows.filter(occurred_on__gte=since)
    if until:
        rows = rows.filter(occurred_on__lte=until)
    return rows.select_related("unit", "leader", "target", "replaces")
