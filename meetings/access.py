"""Who may do what with an entry (docs/access.md): the one policy that lists, pages and services ask."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from meetings.models import Entry, EntryState
from portal import access
from portal.access import Actor
from portal.models import Account, Appointment, Person, Role, Tenure, Unit
from portal.selectors.vocabulary import vocabulary

CLERKS = frozenset({Role.CLERK})
READERS = access.BUSINESS
"""Roles that may open entries of their scope."""

OPEN = frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED})
"""States in which an entry's records count."""


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries that `actor` may read; what was never submitted is its own clerks' alone."""
    rows = Entry.objects.filter(unit__in=access.readable_units(actor))
    return rows if actor.role in CLERKS else rows.filter(submitted_at__isnull=False)


def answers_for(person: Person, unit: Unit) -> bool:
    """Whether `person` answers today for what `unit` itself owes without a rule's own leader (rules.md)."""
    roles = vocabulary().answer_for(unit.kind)
    return Tenure.objects.present().filter(unit=unit, person=person, role__in=roles).exists()


def settled_by(person: Person | None, unit: Unit) -> Q:
    """The condition on entries of `unit` that this official confirms or returns: led by oneself, or by nobody."""
    if person is None:
        return Q(pk__in=[])
    led = Q(unit=unit, leader=person)
    return led | Q(unit=unit, leader=None) if answers_for(person, unit) else led


def may_settle(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` is the official who confirms or returns `entry`."""
    if actor.post is None or actor.account is None or actor.role != Role.OFFICIAL:
        return False
    if actor.post.unit.pk != entry.unit_id or actor.account.person is None:
        return False
    if entry.leader_id is not None:
        return entry.leader_id == actor.account.person.pk
    return answers_for(actor.account.person, entry.unit)


def require_settling(actor: Actor, entry: Entry) -> None:
    """Raise PermissionDenied unless `actor` is the official who settles `entry`."""
    if not may_settle(actor, entry):
        raise PermissionDenied


def require_returning(actor: Actor, entry: Entry) -> None:
    """Raise PermissionDenied unless `actor` settles `entry` or is the office of an area that it lies in."""
    if not may_settle(actor, entry):
        access.require_area(actor, entry.unit, Role.OFFICE)


def may_return(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` may return `entry`, whatever its state; the entry lies in the actor's scope already."""
    return actor.role == Role.OFFICE or may_settle(actor, entry)


def is_own_clerk(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` is a clerk of the entry's unit."""
    return actor.post is not None and actor.role in CLERKS and actor.post.unit.pk == entry.unit_id


def officials_of(entry: Entry) -> list[Account]:
    """The accounts whose officials confirm `entry`: the leader's, or without one those of who answers for the unit."""
    people = [entry.leader_id] if entry.leader_id else _answering(entry.unit)
    posts = Appointment.objects.present().filter(
        unit=entry.unit, role=Role.OFFICIAL, account__is_active=True, account__person__in=people
    )
    return list({post.account_id: post.account for post in posts.select_related("account")}.values())


def _answering(unit: Unit) -> list[int]:
    roles = vocabulary().answer_for(unit.kind)
    present = Tenure.objects.present().filter(unit=unit, role__in=roles)
    return list(present.values_list("person", flat=True))
