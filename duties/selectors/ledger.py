"""Reading the stored ledger, which is the reading as of today: lines of units and persons, and sums over areas.

Every function takes constant queries whatever the size of the area. `day` (default: today) is the day of the statuses;
the rows are those of the stored ledger, so that other days are read by `duties.ledger.compute`. `on` is the last day
of a chosen period (rules.md, "Areas and rates"). No worker need have run: the ledger is brought up to today first.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Least

from duties.ledger.roll import ensure_fresh
from duties.ledger.status import FULFILLED, Rate, Status, status_on
from duties.models import Obligation, Rule
from duties.models.ledger import ObligationQuerySet
from portal import clock
from portal.models import Account, Area, Existence, Person, Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary


@dataclasses.dataclass(frozen=True)
class Line:
    """One obligation with its status on the day asked for."""

    obligation: Obligation
    status: Status

    @property
    def outstanding(self) -> bool:
        """Whether something is still to be done: neither fulfilled nor waived."""
        return self.status not in FULFILLED | {Status.WAIVED}


@dataclasses.dataclass(frozen=True)
class Sum:
    """What the obligations of one rule come to for one unit and all below it, or for one unit alone.

    `counted` adds min(counted, required), so that it never passes `required`; waived rows are in neither.
    """

    unit_id: int
    rule_id: int | None
    rows: int
    required: int
    counted: int
    base: int
    statuses: dict[Status, int]

    @property
    def rate(self) -> Rate:
        """The rate over these rows; meaningful where they are of one force (rules.md, "Areas and rates")."""
        return Rate(
            self.base,
            self.statuses[Status.MET],
            self.statuses[Status.MET_LATE],
            self.statuses[Status.MADE_UP],
        )


def ledger(day: dt.date | None = None) -> ObligationQuerySet:
    """The ledger as listed on `day`: each row with `status` and `read_on`, the day E that decides its area."""
    ensure_fresh()
    day = day or clock.today()
    last_day = Existence.objects.known().filter(unit=OuterRef("unit")).values("ended_on")
    return (
        Obligation.objects.listed(day)
        .annotate(
            status=status_on(day),
            read_on=Least(
                Value(day, output_field=models.DateField()),
                _day_before(F("period_end")),
                _day_before(Subquery(last_day)),
                output_field=models.DateField(),
            ),
        )
        .select_related("rule", "reading", "unit")
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
    """The condition on `ledger()` of what concerns one today: its period or due day is not over, or it is overdue."""
    day = day or clock.today()
    return Q(period_end__gt=day) | Q(due_on__gte=day) | Q(status=Status.OVERDUE)


def lines(rows: Iterable[Obligation]) -> list[Line]:
    """Rows of `ledger()` as lines."""
    return [Line(row, Status(row.status)) for row in rows]  # type: ignore[attr-defined]


def cell_rows(unit: Unit, rule: Rule, on: dt.date, *, day: dt.date | None = None) -> list[Line]:
    """The obligations of `rule` borne by `unit` whose period contains `on`: one, or one a seat."""
    return lines(ledger(day).containing(on).filter(unit=unit, rule=rule).order_by("role"))


def obligation_of(
    unit: Unit, rule: Rule, role: str, period: str, *, day: dt.date | None = None
) -> Line | None:
    """One obligation by its natural key, or None where it is not owed or not yet listed."""
    found = lines(ledger(day).filter(unit=unit, rule=rule, role=role, period=period))
    return found[0] if found else None


def obligations_of_unit(unit: Unit, *, day: dt.date | None = None) -> list[Line]:
    """What concerns `unit` and its seats today, soonest due first."""
    return lines(ledger(day).filter(present(day), unit=unit).order_by("due_on", "rule__position", "role"))


def obligations_of_person(person: Person, *, day: dt.date | None = None) -> list[Line]:
    """What `person` answers for today (rules.md, "Who answers"), soonest due first.

    A seat's obligation is answered for by its holder, a unit's by the holders of the rule's `led_by` roles, or else
    of the roles that the vocabulary names for the kind of unit.
    """
    words, answered = vocabulary(), Q(pk__in=[])
    for tenure in Tenure.objects.present(day).filter(person=person).select_related("unit"):
        led = Q(role="", reading__led_by__contains=[tenure.role])
        if tenure.role in words.answer_for(tenure.unit.kind):
            led |= Q(role="", reading__led_by__len=0)
        of_term = Q(person=None) | Q(person=person)
        answered |= Q(unit=tenure.unit) & (led | (Q(role=tenure.role) & of_term))
    return lines(ledger(day).filter(answered, present(day)).order_by("due_on", "rule__position", "role"))


def obligations_of_account(account: Account, *, day: dt.date | None = None) -> list[Line]:
    """我的职责 of an official: what the account's person answers for; empty for an account without a person."""
    return obligations_of_person(account.person, day=day) if account.person else []


def answering_people(rows: Sequence[Obligation], *, day: dt.date | None = None) -> dict[int, list[Person]]:
    """For each obligation (by id) the people who answer for it on `day`; three queries for any number of rows."""
    units = {row.unit_id for row in rows}
    holders: dict[tuple[int, str], list[Person]] = {}
    for tenure in Tenure.objects.present(day).filter(unit__in=units).select_related("person").order_by("pk"):
        holders.setdefault((tenure.unit_id, tenure.role), []).append(tenure.person)
    kinds = dict(Unit.objects.filter(pk__in=units).values_list("pk", "kind"))
    default = {
        word.code: word.data.get("answer_for", []) for word in Word.objects.filter(group=Word.Group.UNIT)
    }
    answering = {}
    for row in rows:
        asked = [row.role] if row.role else row.reading.led_by or default.get(kinds[row.unit_id], [])
        people = {person.pk: person for role in asked for person in holders.get((row.unit_id, role), [])}
        answering[row.pk] = [person for person in people.values() if row.person_id in (None, person.pk)]
    return answering


def heat_map(
    unit: Unit, on: dt.date, *, rules: Sequence[Rule] | None = None, day: dt.date | None = None
) -> list[Sum]:
    """Sums by part of the area of `unit` and by rule: its parts are `unit` itself and the units directly below it.

    Each row counts where its own day E put it: under the child that the bearer belonged to then.
    """
    grouping = "CASE WHEN a.depth = 0 THEN a.unit_id ELSE part.ancestor_id END"
    return _sums(unit, _chosen(on, rules, day), grouping, "l.rule_id", day or clock.today())


def unit_sums(
    unit: Unit,
    on: dt.date,
    *,
    kind: str = "",
    rules: Sequence[Rule] | None = None,
    day: dt.date | None = None,
) -> list[Sum]:
    """Sums by single bearer over the area of `unit`, all rules together; only units of `kind` where one is named."""
    rows = _chosen(on, rules, day)
    return _sums(
        unit, rows.filter(unit__kind=kind) if kind else rows, "l.unit_id", "NULL", day or clock.today()
    )


def rule_totals(
    unit: Unit, on: dt.date, *, rules: Sequence[Rule] | None = None, day: dt.date | None = None
) -> list[Sum]:
    """Sums by rule over the whole area of `unit`: today's fulfilment beside each rule."""
    return _sums(unit, _chosen(on, rules, day), "a.ancestor_id", "l.rule_id", day or clock.today())


def _chosen(on: dt.date, rules: Sequence[Rule] | None, day: dt.date | None) -> ObligationQuerySet:
    rows = ledger(day).containing(on)
    return rows if rules is None else rows.filter(rule__in=rules)


def _sums(unit: Unit, rows: ObligationQuerySet, by_unit: str, by_rule: str, day: dt.date) -> list[Sum]:
    """Add up `rows` in the area of `unit`; `by_unit` and `by_rule` are fixed texts of this module."""
    columns = ("unit_id", "rule_id", "required", "counted", "due_on", "read_on", "status")
    inner, parameters = rows.order_by().select_related(None).values(*columns).query.sql_with_params()
    statuses = ", ".join(f"count(*) FILTER (WHERE l.status = '{status}')" for status in Status)
    live = f"l.status <> '{Status.WAIVED}'"
    done = ", ".join(f"'{status}'" for status in sorted(FULFILLED))
    query = f"""
        SELECT {by_unit} AS part_id, {by_rule} AS rule_id, count(*),
               coalesce(sum(l.required) FILTER (WHERE {live}), 0),
               coalesce(sum(least(l.counted, l.required)) FILTER (WHERE {live}), 0),
               count(*) FILTER (WHERE {live} AND (l.due_on <= %s OR l.status IN ({done}))), {statuses}
        FROM ({inner}) l
        JOIN portal_area a ON a.unit_id = l.unit_id AND a.ancestor_id = %s AND a.during @> l.read_on
        LEFT JOIN portal_area part
          ON part.unit_id = l.unit_id AND part.depth = a.depth - 1 AND part.during @> l.read_on
        GROUP BY 1, 2
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [day, *parameters, unit.pk])
        return [_sum(row) for row in cursor.fetchall()]


def _sum(row: tuple[Any, ...]) -> Sum:
    unit_id, rule_id, count, required, counted, base, *numbers = row
    return Sum(unit_id, rule_id, count, required, counted, base, dict(zip(Status, numbers, strict=True)))
