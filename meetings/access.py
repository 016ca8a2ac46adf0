"""Who may do what with an entry (docs/access.md): the one policy that lists, pages and services ask."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from meetings.models import Decision, Entry, EntryState
from portal import access
from portal.access import Actor
from portal.models import Account, Appointment, Person, Placement, Role, Tenure, Unit
from portal.selectors.vocabulary import vocabulary

CLERKS = frozenset({Role.CLERK})
READERS = access.BUSINESS
"""Roles that may open entries of their scope."""

COMMENTERS = CLERKS | {Role.OFFICIAL, Role.MEMBER, Role.OFFICE, Role.LEADER}
"""Roles that may speak on the entries that they read; approvers and auditors only read."""

OPEN = frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED})
"""States in which an entry's records count."""


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries that `actor` may read; what was neither submitted nor planned is its own clerks' alone."""
    if actor.role in CLERKS and actor.post is not None:
        return Entry.objects.filter(Q(unit=actor.post.unit) | Q(entered_from=actor.post.unit))
    rows = Entry.objects.filter(unit__in=access.readable_units(actor))
    return rows.filter(Q(submitted_at__isnull=False) | Q(planned_at__isnull=False))


def may_enter(actor: Actor, unit: Unit) -> bool:
    """Whether `actor` may log for `unit`: its clerk, or that of the unit directly above where the office allows it."""
    if actor.post is None or actor.role not in CLERKS:
        return False
    return actor.post.unit.pk == unit.pk or proxied_units(actor).filter(pk=unit.pk).exists()


def proxied_units(actor: Actor) -> QuerySet[Unit]:
    """The units directly below the actor's for which its clerk may log (代录)."""
    if actor.post is None or actor.role not in CLERKS:
        return Unit.objects.none()
    below = Placement.objects.present().filter(parent=actor.post.unit).values("unit")
    return Unit.objects.filter(pk__in=below, entry_proxy__allowed=True)


def require_entering(actor: Actor, unit: Unit) -> None:
    """Raise PermissionDenied unless `actor` may log for `unit`."""
    if not may_enter(actor, unit):
        raise PermissionDenied


def may_write(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` may change, withdraw or correct `entry`: a clerk of its unit, or of the one that logged it."""
    if actor.post is None or actor.role not in CLERKS:
        return False
    return actor.post.unit.pk in (entry.unit_id, entry.entered_from_id)


def require_writing(actor: Actor, entry: Entry) -> None:
    """Raise PermissionDenied unless `actor` may change `entry`."""
    if not may_write(actor, entry):
        raise PermissionDenied


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
    """Whether `actor` confirms or returns `entry`: its official; a clerk of its unit too, where another logged it."""
    if actor.post is None or actor.account is None or actor.post.unit.pk != entry.unit_id:
        return False
    if actor.role in CLERKS:
        return entry.entered_from_id is not None
    if actor.role != Role.OFFICIAL or actor.account.person is None:
        return False
    if entry.leader_id is not None:
        return entry.leader_id == actor.account.person.pk
    return answers_for(actor.account.person, entry.unit)


def may_accept(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` is a clerk who confirms or returns for the unit itself what another unit logged for it (代录)."""
    return actor.role in CLERKS and may_settle(actor, entry)


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


def speaks_on(actor: Actor, entry: Entry) -> bool:
    """Whether `actor` may speak on `entry`, which lies in the actor's scope: no auditor, and not on a draft."""
    return actor.post is not None and actor.role in COMMENTERS and entry.state != EntryState.DRAFT


def require_commenting(actor: Actor, entry: Entry) -> None:
    """Raise PermissionDenied unless `actor` may read `entry` and speak on it."""
    if not speaks_on(actor, entry) or not visible_entries(actor).filter(pk=entry.pk).exists():
        raise PermissionDenied


def may_close(actor: Actor, decision: Decision) -> bool:
    """Whether `actor` may close the decision: clerk or official of its owner, or clerk of the unit that decided."""
    if actor.post is None or actor.role not in CLERKS | {Role.OFFICIAL}:
        return False
    if actor.post.unit.pk == decision.owner_unit_id:
        return True
    return actor.role in CLERKS and actor.post.unit.pk == decision.entry.unit_id


def may_reopen(actor: Actor, decision: Decision) -> bool:
    """Whether `actor` may open the closed decision again: clerk or official of the unit that decided."""
    if actor.post is None or actor.role not in CLERKS | {Role.OFFICIAL}:
        return False
    return actor.post.unit.pk == decision.entry.unit_id


def require_closing(actor: Actor, decision: Decision) -> None:
    """Raise PermissionDenied unless `actor` may close `decision`."""
    if not may_close(actor, decision):
        raise PermissionDenied


def require_reopening(actor: Actor, decision: Decision) -> None:
    """Raise PermissionDenied unless `actor` may open `decision` again."""
    if not may_reopen(actor, decision):
        raise PermissionDenied


def officials_of(entry: Entry) -> list[Account]:
    """The accounts whose officials confirm `entry`: the leader's, or without one those of who answers for the unit."""
    people = [entry.leader_id] if entry.leader_id else _answering(entry.unit)
    posts = Appointment.objects.present().filter(
        unit=entry.unit, role=Role.OFFICIAL, account__is_active=True, account__person__in=people
    )
    return list({post.account_id: post.account for post in posts.select_related("account")}.values())


def clerks_of(unit: Unit) -> list[Account]:
    """The accounts that log for `unit` today."""
    posts = Appointment.objects.present().filter(unit=unit, role__in=CLERKS, account__is_active=True)
    return [post.account for post in posts.select_related("account").order_by("pk")]


def _answering(unit: Unit) -> list[int]:
    roles = vocabulary().answer_for(unit.kind)
    present = Tenure.objects.present().filter(unit=unit, role__in=roles)
    return list(present.values_list("person", flat=True))
