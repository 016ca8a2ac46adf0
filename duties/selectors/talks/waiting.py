"""The talks that wait for a reader: to sign, to settle what was promised, to decide; and those that are announced."""

from django.db.models import Q

from duties.models import Talk
from duties.selectors.talks.reading import readable_talks
from duties.talk_states import Holder, State
from portal.access import Actor
from portal.models import Role

WITH_OFFICE = sorted(state.value for state in State if state.holder == Holder.OFFICE)


SHOWN = 8
"""So many talks are named where they wait; the list has the others."""


def waiting_for(actor: Actor) -> tuple[list[Talk], int]:
    """The talks in which the actor has to act, or that are announced to its unit, and how many there are.

    The first few that wait longest, three queries at most.
    """
    wanted = _wanted(actor)
    if wanted is None:
        return [], 0
    found = readable_talks(actor).filter(wanted).distinct().order_by("state_since", "pk")
    shown = list(found.prefetch_related("promises")[: SHOWN + 1])
    return shown[:SHOWN], len(shown) if len(shown) <= SHOWN else found.count()


def _wanted(actor: Actor) -> Q | None:
    post, account = actor.post, actor.account
    if post is None or account is None:
        return None
    unsigned = Q(pk__in=[])
    if account.person_id is not None:
        people = Q(people__person=account.person_id, people__signed_at__isnull=True)
        unsigned = Q(state=State.HELD.value) & people
    if actor.role == Role.OFFICE:
        return unsigned | Q(office=post.unit, state__in=WITH_OFFICE)
    if actor.role == Role.APPROVER:
        return unsigned | Q(office=post.unit, state=State.SUBMITTED.value)
    if actor.role in {Role.CLERK, Role.OFFICIAL}:
        return unsigned | Q(unit=post.unit, state__in=[State.NOTICED.value, State.RECTIFYING.value])
    return unsigned
