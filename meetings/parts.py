"""What logging puts on pages that gather from all apps."""

from django.http import HttpRequest

from meetings.models import EntryState
from meetings.selectors.entries import awaiting, entries_of
from portal.access import Actor
from portal.models import Role
from portal.registry import Part

SHOWN = 5


def waiting_for_me(request: HttpRequest, actor: Actor) -> Part | None:
    """For an official what waits to be confirmed, for a clerk what was returned and waits to be mended."""
    if actor.role == Role.OFFICIAL:
        rows, label = awaiting(actor), "待我确认"
    elif actor.role == Role.CLERK:
        rows, label = entries_of(actor, EntryState.RETURNED), "被退回"
    else:
        return None
    count = rows.count()
    if not count:
        return None
    context = {"waiting_entries": rows[:SHOWN], "waiting_label": label, "waiting_more": count > SHOWN}
    return Part("meetings/part.html", context, count, label)
