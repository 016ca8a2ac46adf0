"""The people and units that the access matrix acts with: one account a role, all at one regiment, and its neighbours."""

import dataclasses
import datetime as dt

from portal import access
from portal.models import Account, Role, Unit
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found

START = dt.date(2020, 1, 1)
PLACES = ("own", "below", "above", "sibling")


@dataclasses.dataclass(frozen=True)
class Cast:
    """Units by place as seen from the regiment `own`; accounts by role there; one account without a post."""

    units: dict[str, Unit]
    accounts: dict[Role, Account]
    without_post: Account


def make_cast() -> Cast:
    """A division with two regiments and a company, and an account of each role at the first regiment."""
    units: dict[str, Unit] = {}
    for place, kind, parent in (
        ("above", "division", None),
        ("own", "regiment", "above"),
        ("sibling", "regiment", "above"),
        ("below", "company", "own"),
    ):
        units[place] = unit_found(
            actor=access.SYSTEM,
            code=f"M-{place}",
            kind=kind,
            name=f"演示{place}",
            started_on=START,
            parent=units[parent] if parent else None,
        )
    accounts = {}
    for role in Role:
        accounts[role] = Account.objects.create(username=f"m-{role}", name=f"演示-{role.label}")
        appointment_grant(
            actor=access.SYSTEM, account=accounts[role], role=role, unit=units["own"], started_on=START
        )
    return Cast(units, accounts, Account.objects.create(username="m-none", name="演示-无岗"))
