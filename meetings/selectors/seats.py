"""Who held a seat on a day: for whom the form offers as chair and as attending."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from duties.models import Reading
from portal import clock
from portal.models import Person, Placement, Tenure, Unit, Word
from portal.selectors.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True)
class Seat:
    """A person with all seats held at one unit on the day, in one line."""

    person: Person
    roles: tuple[str, ...]
    titles: str

    @property
    def label(self) -> str:
        """The person with titles, e.g. 演示-辛八 · 党委书记."""
        return f"{self.person.name} · {self.titles}"


def seats_on(unit: Unit, day: dt.date, words: Vocabulary) -> list[Seat]:
    """The holders of seats at `unit` on `day`, each once, in the order of the vocabulary's roles; one query."""
    rows = Tenure.objects.present(day).filter(unit=unit).select_related("person").order_by("pk")
    return _seats(rows, words)


def seats_during(unit: Unit, first: dt.date, last: dt.date, words: Vocabulary) -> list[Seat]:
    """Who held a seat at `unit` on any day from `first` to `last`, each once with all seats of that time; one query."""
    rows = Tenure.objects.known().filter(unit=unit, during__overlap=DateRange(first, last, "[]"))
    return _seats(rows.select_related("person").order_by("pk"), words)


def superiors_on(unit: Unit, day: dt.date, words: Vocabulary) -> list[Seat]:
    """The holders of seats at the unit directly above on `day`, who may chair too; one query."""
    above = Placement.objects.present(day).filter(unit=unit).values("parent")
    rows = Tenure.objects.present(day).filter(unit__in=above).select_related("person").order_by("pk")
    return _seats(rows, words)


def default_chair(
    seats: Iterable[Seat], unit: Unit, words: Vocabulary, led_by: Iterable[str] = ()
) -> int | None:
    """Who usually chairs: the holder of a role in `led_by`, or of the first role that answers for the unit."""
    wanted = [*led_by, *words.answer_for(unit.kind)]
    return next((seat.person.pk for role in wanted for seat in seats if role in seat.roles), None)


def usual_leaders(unit: Unit, kind: str, forms: Iterable[str]) -> list[str]:
    """The roles that may lead a record of all these forms at once, by the readings of today; one query.

    Of what a seat owes, its own role.
    """
    chosen = set(forms)
    roles: list[str] | None = None
    for asked, may_lead in leading(unit, kind):
        if not asked or chosen & set(asked):
            roles = may_lead if roles is None else [role for role in roles if role in may_lead] or roles
    return roles or []


def leading(unit: Unit, kind: str) -> list[tuple[list[str], list[str]]]:
    """The forms that each reading of today asks for (none means any), and the roles that may lead them; one query."""
    readings = Reading.objects.filter(
        kind=kind, units__contains=[unit.kind], governs__contains=clock.today(), known__endswith__isnull=True
    ).exclude(led_by=[], roles=[])
    asked = readings.values_list("form", "also_forms", "led_by", "roles").order_by("rule__position")
    return [([form, *also] if form else [], led_by or held) for form, also, led_by, held in asked]


def usual_chairs(unit: Unit, kind: str, seats: Iterable[Seat], words: Vocabulary) -> dict[str, Any]:
    """All that `usual_leaders` and `default_chair` go by, for a form that must work it out without the portal; one query."""
    holders: dict[str, str] = {}
    for seat in seats:
        for role in seat.roles:
            holders.setdefault(role, str(seat.person.pk))
    return {
        "readings": leading(unit, kind),
        "answers": list(words.answer_for(unit.kind)),
        "holders": holders,
    }


def _seats(rows: Iterable[Tenure], words: Vocabulary) -> list[Seat]:
    order = list(words.words.get(Word.Group.ROLE, {}))
    held: dict[int, list[Tenure]] = {}
    for row in sorted(rows, key=lambda row: order.index(row.role) if row.role in order else len(order)):
        held.setdefault(row.person_id, []).append(row)
    return [
        Seat(
            tenures[0].person,
            tuple(tenure.role for tenure in tenures),
            "、".join(dict.fromkeys(_title(tenure, words) for tenure in tenures)),
        )
        for tenures in held.values()
    ]


def _title(tenure: Tenure, words: Vocabulary) -> str:
    title = tenure.title or words.name(Word.Group.ROLE, tenure.role)
    return f"{title}(主持工作)" if tenure.acting else title
