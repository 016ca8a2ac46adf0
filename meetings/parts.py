"""What logging puts on pages that gather from all apps."""

from django.http import HttpRequest
from django.urls import reverse

from meetings.models import EntryState, SignState
from meetings.selectors.calendar import PLANS_SHOWN, plans_of
from meetings.selectors.decisions import counts, visible_decisions
from meetings.selectors.entries import awaiting, entries_of
from meetings.sign_access import visible_signs
from portal import clock
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


def logged_for_us(request: HttpRequest, actor: Actor) -> Part | None:
    """For a unit's clerk what the unit above logged for it and waits to be confirmed (代录)."""
    if actor.role != Role.CLERK or actor.post is None:
        return None
    rows = entries_of(actor, EntryState.SUBMITTED).filter(unit=actor.post.unit, entered_from__isnull=False)
    count = rows.count()
    if not count:
        return None
    context = {"proxied_entries": rows.select_related("entered_from")[:SHOWN]}
    return Part("meetings/proxied_part.html", context, count, "代录待确认")


def plans(request: HttpRequest, actor: Actor) -> Part | None:
    """For a unit's clerks and officials what it has planned, and what of it should have taken place by now."""
    if actor.role not in (Role.OFFICIAL, Role.CLERK):
        return None
    found = plans_of(actor)
    if not found:
        return None
    today = clock.today()
    shown = [(entry, entry.occurred_on is not None and entry.occurred_on < today) for entry in found]
    return Part("meetings/plans_part.html", {"plans": shown[:PLANS_SHOWN]}, len(found), "计划中")


def signs_to_settle(request: HttpRequest, actor: Actor) -> Part | None:
    """For an office how many questions about entries of its area are not settled."""
    if actor.role != Role.OFFICE:
        return None
    count = visible_signs(actor).exclude(state=SignState.CLOSED).count()
    if not count:
        return None
    context = {"title": "疑点", "url": reverse("signs"), "words": f"{count} 个疑点等待核对或关闭"}
    return Part("components/waiting.html", context, count, "疑点")


def follow_ups(request: HttpRequest, actor: Actor) -> Part | None:
    """For a unit's clerks and officials what sittings have charged it with."""
    if actor.role not in (Role.OFFICIAL, Role.CLERK) or actor.post is None:
        return None
    found = counts(visible_decisions(actor).filter(owner_unit=actor.post.unit))
    if not found["open"]:
        return None
    context = {"follow_open": found["open"], "follow_overdue": found["overdue"]}
    return Part("meetings/followups/part.html", context, found["open"], "待落实")
