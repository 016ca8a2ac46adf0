"""Reading by what ways people are told, and the endpoints of messaging systems."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from portal import access, clock
from portal.access import Actor
from portal.models import Account, Adapter, Endpoint, Placement, Preference, Role
from portal.models.channels import SIGNED

NEAREST_GATEWAY = """
SELECT DISTINCT ON (p.account_id) p.account_id, e.id
FROM portal_appointment p
JOIN portal_area r ON r.unit_id = p.unit_id AND r.during @> %(today)s::date
JOIN portal_endpoint e ON e.unit_id = r.ancestor_id AND e.is_active AND e.adapter = %(gateway)s
WHERE p.account_id = ANY (%(accounts)s) AND p.during @> %(today)s::date AND upper_inf(p.known)
ORDER BY p.account_id, r.depth, e.id
"""


@dataclasses.dataclass(frozen=True)
class Ways:
    """By what an account is told beside its inbox: whether by mail, and through which gateway."""

    preference: Preference
    by_email: bool
    gateway: int | None

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return self.by_email or self.gateway is not None


def preference_of(account: Account) -> Preference:
    """What an account has chosen, or the defaults."""
    return Preference.objects.filter(account=account).first() or Preference(account=account)


def ways_of(accounts: Iterable[Account]) -> dict[int, Ways]:
    """The ways to each account, by its id; two queries."""
    people = {account.pk: account for account in accounts}
    chosen = Preference.objects.in_bulk(people)
    gateways = gateways_of(people)
    found = {}
    for pk, account in people.items():
        preference = chosen.get(pk) or Preference(account=account)
        gateway = gateways.get(pk) if preference.by_gateway else None
        found[pk] = Ways(preference, bool(account.email) and preference.by_email, gateway)
    return found


def gateways_of(accounts: Iterable[int]) -> dict[int, int]:
    """For each account (by id) the gateway of its nearest unit that has one; one query."""
    parameters: dict[str, Any] = {
        "accounts": list(accounts),
        "today": clock.today(),
        "gateway": Adapter.JSON.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAREST_GATEWAY, parameters)
        return dict(cursor.fetchall())


def readable_endpoints(actor: Actor) -> QuerySet[Endpoint]:
    """The endpoints that `actor` may see: all for the system administrator, those of its area for the office."""
    rows = Endpoint.objects.select_related("unit", "made_by")
    if actor.role == Role.SYSTEM_ADMIN:
        return rows
    if actor.role == Role.OFFICE:
        return rows.filter(unit__in=access.readable_units(actor))
    return rows.none()


def is_top_office(actor: Actor) -> bool:
    """Whether the actor is the office at the unit above which there is none: for what is the same for all."""
    if actor.post is None or actor.role != Role.OFFICE:
        return False
    return not Placement.objects.present().filter(unit=actor.post.unit).exists()


def robots() -> QuerySet[Endpoint]:
    """The active endpoints that are told the counts of their unit, not what its people are told."""
    return Endpoint.objects.filter(~Q(adapter__in=SIGNED), is_active=True).select_related("unit")


def event_endpoints() -> QuerySet[Endpoint]:
    """The active endpoints of other systems that are told which objects of their unit's area changed."""
    return (
        Endpoint.objects.filter(adapter=Adapter.EVENTS, is_active=True).select_related("unit").order_by("pk")
    )
