"""Objects of the work in the field for the access matrix: a register of households, a contact point."""

import datetime as dt
import uuid
from typing import Any

from duties.models import Household, HouseholdRegistration, Link
from meetings.models import EntryState, Problem
from portal import access
from portal.models import Role, Unit, Word
from portal.services.files import file_store
from tests.access_cast import START, Cast
from tests.meetings.matrix_rows import DAY, _entry

NUMBER, REF = "M-1", "M-link"
MORE = {"numbers": "M-2"}
REMOVAL = {"numbers": NUMBER, "removed_on": "2026-03-02", "reason": "迁出"}
SOLVED = {"solved_on": "2026-03-09", "note": "已修复。"}
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


def _problem(cast: Cast, unit: Unit) -> Problem:
    entry = _entry(cast, unit, EntryState.SUBMITTED)
    return Problem.objects.create(entry=entry, position=0, text="演示渠道渗漏", owner_unit=unit)


def problem_open(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A problem that its unit is to solve."""
    return {"public_id": _problem(cast, unit).public_id}


def problem_solved(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A problem that was solved."""
    found = _problem(cast, unit)
    Problem.objects.filter(pk=found.pk).update(
        solved_on=DAY, solved_note="已修复。", solved_by=cast.accounts[Role.CLERK]
    )
    return {"public_id": found.public_id}


def problem_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file that shows how a problem was solved."""
    found = Problem.objects.get(**problem_solved(cast, unit))
    stored = file_store(
        actor=access.SYSTEM, name="验收单.pdf", content=b"%PDF-", content_type="application/pdf"
    )
    found.files.add(stored)
    return {"public_id": found.public_id, "file": stored.public_id}


def problem_no_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file that no problem has."""
    return problem_solved(cast, unit) | {"file": uuid.UUID(int=0)}


FACTORIES = {
    "register": register,
    "link": link,
    "problem_open": problem_open,
    "problem_solved": problem_solved,
    "problem_file": problem_file,
    "problem_no_file": problem_no_file,
}
