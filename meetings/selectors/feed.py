"""What calendar feeds say of plans: sittings and visits that a unit has planned."""

from collections.abc import Iterator

from django.urls import reverse

from meetings.access import visible_entries
from meetings.models import EntryState
from portal.access import Actor
from portal.feeds import CalendarEntry
from portal.models import Role, Unit, Word
from portal.selectors.vocabulary import vocabulary

OWN_UNIT = frozenset({Role.CLERK, Role.OFFICIAL, Role.MEMBER})


def planned(actor: Actor, unit: Unit | None) -> Iterator[CalendarEntry]:
    """What the actor's unit has planned, or, given a unit, what that has planned as far as the actor reads it; one query."""
    if unit is None:
        unit = actor.post.unit if actor.post and actor.role in OWN_UNIT else None
    if unit is None:
        return
    rows = visible_entries(actor).filter(unit=unit, state=EntryState.PLANNED, occurred_on__isnull=False)
    words = vocabulary()
    for entry in rows.select_related("unit").order_by("occurred_on", "starts_at", "pk"):
        assert entry.occurred_on is not None
        yield CalendarEntry(
            ref=f"plan-{entry.public_id.hex}",
            day=entry.occurred_on,
            title=f"【计划】{entry.title or words.name(Word.Group.KIND, entry.kind)}",
            text=entry.unit.name,
            place=entry.place,
            url=reverse("entry", args=[entry.public_id]),
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
        )
