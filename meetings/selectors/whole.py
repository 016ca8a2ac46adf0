"""An entry with all its parts, in constant queries: what other programs read of it."""

import uuid

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from meetings.access import visible_entries
from meetings.models import Attendance, Decision, Destination, Entry, Evidence, Problem
from portal.access import Actor

RELATED = ("unit", "leader", "entered_by", "entered_from", "settled_by", "replaces")


def whole_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries that the actor may read, each with its parts; nine queries with the first row."""
    return (
        visible_entries(actor)
        .select_related(*RELATED)
        .prefetch_related(
            "agenda",
            "records",
            Prefetch("attendance", Attendance.objects.select_related("person").order_by("pk")),
            Prefetch("decisions", Decision.objects.select_related("owner_unit")),
            Prefetch("destinations", Destination.objects.select_related("unit")),
            Prefetch("problems", Problem.objects.select_related("owner_unit")),
            Prefetch("evidence", Evidence.objects.select_related("file").order_by("pk")),
            "ticked__household",
        )
    )


def whole_entry_or_404(actor: Actor, public_id: uuid.UUID) -> Entry:
    """One of them; raises Http404 for one out of the actor's scope."""
    entry = whole_entries(actor).filter(public_id=public_id).first()
    if entry is None:
        raise Http404
    return entry
