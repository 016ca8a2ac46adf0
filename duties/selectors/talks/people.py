"""Who holds the seats of the two units on the day of a talk."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from portal.models import Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary


@dataclasses.dataclass(frozen=True)
class Seat:
    """A role at a unit with its word, and who held it on the day asked for."""

    unit: Unit
    role: str
    name: str
    holders: Sequence[Tenure] = ()

    @property
    def label(self) -> str:
        """The seat with its holders: 演示27团 党委主要负责人(演示-甲一)."""
        people = "、".join(_held(tenure) for tenure in self.holders)
        return f"{self.unit.name} {self.name}({people or '当日无人在任'})"


def _held(tenure: Tenure) -> str:
    return f"{tenure.person.name}{'(主持工作)' if tenure.acting else ''}"


def seats_on(unit: Unit, day: dt.date) -> list[Seat]:
    """The seats of a unit on `day`: those that answer for it first, then the others that are held; two queries."""
    words = vocabulary()
    held: dict[str, list[Tenure]] = {}
    for tenure in Tenure.objects.present(day).filter(unit=unit).select_related("person").order_by("pk"):
        held.setdefault(tenure.role, []).append(tenure)
    answering = words.answer_for(unit.kind)
    others = [role for role in words.words.get(Word.Group.ROLE, {}) if role in held and role not in answering]
    return [
        Seat(unit, role, words.name(Word.Group.ROLE, role), held.get(role, ()))
        for role in (*answering, *others)
    ]


def tenures_on(unit: Unit, roles: Sequence[str], day: dt.date) -> list[Tenure]:
    """Who holds one of `roles` at `unit` on `day`; one query."""
    found = Tenure.objects.present(day).filter(unit=unit, role__in=roles).select_related("person", "unit")
    return list(found.order_by("role", "pk"))


def roles_named(unit: Unit, roles: Sequence[str]) -> str:
    """Seats as a paper names them: 演示27团党委(党组织)主要负责人、行政主要负责人."""
    words = vocabulary()
    return f"{unit.name}" + "、".join(words.name(Word.Group.ROLE, role) for role in roles)


def owners_of(unit: Unit, seats: Sequence[Seat]) -> list[tuple[Unit, str, str]]:
    """Who may be charged with a promise: the unit that is talked to, and its seats; (unit, role, words)."""
    return [(unit, "", unit.name), *((unit, seat.role, f"{unit.name} {seat.name}") for seat in seats)]
