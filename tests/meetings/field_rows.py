"""Objects of the work in the field for the access matrix: a register of households, a contact point."""

import datetime as dt
from typing import Any

from duties.models import Household, HouseholdRegistration, Link
from portal.models import Unit, Word
from tests.access_cast import START, Cast

NUMBER, REF = "M-1", "M-link"
MORE = {"numbers": "M-2"}
REMOVAL = {"numbers": NUMBER, "removed_on": "2026-03-02", "reason": "迁出"}
UNDO = {"number": NUMBER, "reason": "写错", "deed": "drop"}
ENDING = {"ref": REF, "deed": "end", "day": "2026-03-02", "reason": "分工调整"}


def register(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A unit with one household on its register."""
    household = Household.objects.create(unit=unit, number=NUMBER)
    HouseholdRegistration.objects.create(household=household, started_on=START)
    return {"unit": unit.public_id}


def link(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A unit whose secretary has a contact point."""
    for group, code in ((Word.Group.LINK, "contact_point"), (Word.Group.ROLE, "party_secretary")):
        Word.objects.get_or_create(group=group, code=code, defaults={"name": code, "position": 0, "data": {}})
    target = next(other for other in cast.units.values() if other.pk != unit.pk)
    Link.objects.create(
        ref=REF, kind="contact_point", unit=unit, role="party_secretary", target=target,
        started_on=dt.date(2025, 1, 1),
    )  # fmt: skip
    return {"unit": unit.public_id}


FACTORIES = {"register": register, "link": link}
