"""Reading the imports of one's own desk: those of the same role at the same unit."""

import uuid

from django.db.models import QuerySet
from django.http import Http404

from duties.models import DataImport
from duties.services.imports import bounds_of
from portal.access import Actor


def imports_of(actor: Actor) -> QuerySet[DataImport]:
    """The imports that the actor's desk has made, newest first."""
    bounds = bounds_of(actor)
    rows = DataImport.objects.filter(unit=bounds.unit, role=bounds.role)
    return rows.select_related("job", "made_by", "settled_by", "unit")


def import_or_404(actor: Actor, public_id: uuid.UUID) -> DataImport:
    """One of them; raises Http404 for any other."""
    item = imports_of(actor).filter(public_id=public_id).first()
    if item is None:
        raise Http404
    return item
