"""Reading the ledger: lines of units and persons (sums: selectors/board/sums.py).

Every function takes constant queries whatever the size of the area. The rows are those of the stored ledger, which is
the reading as of today, or in a past view those that were made ready (selectors/moment.py). `day` (default: the day
that is read) is the day of the statuses; `on` is the last day of a chosen period (rules.md, "Areas and rates"). No
worker need have run: the stored ledger is brought up to today first.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.db.models import Exists, F, FilteredRelation, Func, OuterRef, Q, Value
from django.db.models.functions import Least

from duties.ledger.past import standing
from duties.ledger.roll import ensure_fresh
from duties.ledger.status import FULFILLED, Status, status_on
from duties.models import Obligation, Regulation, Rule
from duties.models.ledger import ObligationQuerySet
from duties.next_steps import when_due
from duties.selectors.moment import reading_day, stand_so_far
from portal.models import Account, Area, Person, Tenure, Unit


@dataclasses.dataclass(frozen=True)
class Line:
    """One obligation with its status on the day asked for."""

    obligation: Obligation
    status: Status

    @property
    def outstanding(self) -> bool:
        """Whether something is still to be done: neither fulfilled nor waived."""
        return self.status not in FULFILLED | {Status.WAIVED}

    @property
    def presses(self) -> bool:
        """Whether it is overdue or due soon."""
        return self.status in {Status.OVERDUE, Status.DUE_SOON}

    @property
    def when(self) -> str:
        """How near or far the due day is on the day that is read, in words, while something is outstanding."""
        return when_due(self.obligation.due_on, reading_day()) if self.outstanding else ""


def ledger(day: dt.date | None = None, *, ahead: bool = False) -> ObligationQuerySet:
    """The ledger as listed on `day`: each row with `status` and `read_on`, the day E that decides its area.

    With `ahead` also what will be listed only later, as far as the periods of the ledger reach (views of what is to come).
    """
    moment = standing()
    if moment.is_stored:
        ensure_fresh()
    day = day or moment.as_of
    # Joined, not asked for row by row: a unit has one existence that is known.
    life = FilteredRelation("unit__existences", condition=Q(unit__existences__known__endswith__isnull=True))
    rows = Obligation.objects.filter(required__gt=0) if ahead else Obligation.objects.listed(day)
    return (
        rows.annotate(life=life)
        .annotate(
            status=status_on(day),
            read_on=Least(
                Value(day, output_field=models.DateField()),
                _day_before(F("period_end")),
                _day_before(F("life__ended_on")),
                output_field=models.DateField(),
            ),
        )
        .select_related("rule__regulation", "reading", "unit")
        .defer("rule__regulation__vocabulary")
    )


def _day_before(day: models.expressions.Combinable) -> Func:
    return Func(day, template="(%(expressions)s - 1)", output_field=models.DateField())


def in_area(unit: Unit) -> Q:
    """The condition on `ledger()` that the row lies in the area of `unit` (by the placements of its day E)."""
    return Q(
        Exists(
            Area.objects.filter(ancestor=unit, unit=OuterRef("unit"), during__contains=OuterRef("read_on"))
        )
    )


def present(day: dt.date | None = None) -> Q:
    """The condition on `ledger()` of what concerns one on `day`: its period or due day is not over, or it is overdue."""
    day = day or reading_day()
    return Q(period_end__gt=day) | Q(due_on__gte=day) | Q(status=Status.OVERDUE)


def lines(rows: Iterable[Obligation]) -> list[Line]:
    """Rows of `ledger()` as lines."""
    return [Line(row, Status(row.status)) for row in rows]  # type: ignore[attr-defined]


def obligation_of(
    unit: Unit, rule: Rule, role: str, period: str, *, day: dt.date | None = None
) -> Line | None:
    """One obligation by its natural key, or None where it is not owed or not yet listed."""
    found = lines(ledger(day).filter(unit=unit, rule=rule, role=role, period=period))
    return found[0] if found else None


def obligations_of_unit(unit: Unit, *, day: dt.date | None = None) -> list[Line]:
    """What concerns `unit` and its seats on `day`, soonest due first."""
    stand_so_far([unit.pk])
    return lines(ledger(day).filter(present(day), unit=unit).order_by("due_on", "rule__position", "role"))


def obligations_of_person(person: Person, *, day: dt.date | None = None) -> list[Line]:
    """What `person` answers for on `day`, soonest due first."""
    answered, units = answered_by(person, day=day)
    stand_so_far(units)
    return lines(ledger(day).filter(answered, present(day)).order_by("due_on", "rule__position", "role"))


def answered_by(person: Person, *, day: dt.date | None = None) -> tuple[Q, list[int]]:
    """The condition on `ledger()` that `person` answers for the row on `day` (rules.md, "Who answers"), and where.

    A seat's obligation is answered for by its holder, a unit's by the holders of the rule's `led_by` roles, or else
    of the roles that the vocabulary of the rule's regulation names for the kind of unit.
    """
    roles, answered = answering_roles(), Q(pk__in=[])
    tenures = Tenure.objects.present(day or reading_day()).filter(person=person).select_related("unit")
    for tenure in tenures:
        led = Q(role="", reading__led_by__contains=[tenure.role])
        by_kind = [code for code, kinds in roles.items() if tenure.role in kinds.get(tenure.unit.kind, ())]
        led |= Q(role="", reading__led_by__len=0, rule__regulation__in=by_kind)
        of_term = Q(person=None) | Q(person=person)
        answered |= Q(unit=tenure.unit) & (led | (Q(role=tenure.role) & of_term))
    return answered, [tenure.unit_id for tenure in tenures]


def obligations_of_account(account: Account, *, day: dt.date | None = None) -> list[Line]:
    """我的职责 of an official: what the account's person answers for; empty for an account without a person."""
    return obligations_of_person(account.person, day=day) if account.person else []


def answering_roles() -> dict[int, Mapping[str, Sequence[str]]]:
    """For each regulation (by id) the roles that answer for a unit of each kind by its vocabulary; one query."""
    found = Regulation.objects.values_list("pk", "vocabulary__answer_for")
    return {regulation: by_kind or {} for regulation, by_kind in found}


def answering_people(rows: Sequence[Obligation], *, day: dt.date | None = None) -> dict[int, list[Person]]:
    """For each obligation (by id) the people who answer for it on `day`; three queries for any number of rows."""
    return {
        pk: list({tenure.person_id: tenure.person for tenure in tenures}.values())
        for pk, tenures in answering_tenures(rows, day=day).items()
    }


def answering_tenures(rows: Sequence[Obligation], *, day: dt.date | None = None) -> dict[int, list[Tenure]]:
    """For each obligation (by id) the seats through which people answer for it on `day`; three queries."""
    holders: dict[tuple[int, str], list[Tenure]] = {}
    held = Tenure.objects.present(day or reading_day()).filter(unit__in={row.unit_id for row in rows})
    for tenure in held.select_related("person").order_by("pk"):
        holders.setdefault((tenure.unit_id, tenure.role), []).append(tenure)
    asked, answering = answering_seats(rows), {}
    for row in rows:
        held_here = [tenure for role in asked[row.pk] for tenure in holders.get((row.unit_id, role), ())]
        answering[row.pk] = [tenure for tenure in held_here if row.person_id in (None, tenure.person_id)]
    return answering


def answering_seats(rows: Sequence[Obligation]) -> dict[int, Sequence[str]]:
    """For each obligation (by id) the roles whose holders answer for it, whether anybody holds them or not; two queries."""
    kinds = dict(Unit.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "kind"))
    roles = answering_roles()
    return {
        row.pk: [row.role]
        if row.role
        else row.reading.led_by or roles[row.rule.regulation_id].get(kinds[row.unit_id], [])
        for row in rows
    }
