"""Why a cell is as it is: each record near it with the first condition that it failed, from the very pieces that count."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from duties.ledger import cell, counting, pieces
from duties.ledger.cell import OPENED, SOURCE, STORED
from duties.ledger.counting import Source
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, open_obligations, readings_known
from duties.ledger.pieces import Shape
from duties.ledger.reasons import LINK_REASONS, RECORD_REASONS, Cell
from duties.ledger.status import LATE_ENTRY_DAYS
from duties.models import Household, Link, Obligation, Reading, Record, Rule
from portal import clock
from portal.models import Person, Unit
from portal.selectors.vocabulary import vocabulary

NEAR = 31
"""Days before the period, and after it and its due day, within which a record is near enough to be explained."""

MOST = 500
"""So many records are explained at most, the latest ones."""


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A record near the obligation: `code` is empty where it counts, `made_up` for 补办, else what it failed first."""

    record: Record
    code: str
    reason: str

    @property
    def late_entry(self) -> bool:
        """补录: registered more than seven days after it took place; changes no count."""
        registered_on = self.record.registered_at.astimezone(clock.SHANGHAI).date()
        return registered_on > self.record.occurred_on + dt.timedelta(days=LATE_ENTRY_DAYS)


@dataclasses.dataclass(frozen=True)
class LinkCandidate:
    """A standing link of the bearer: it counts where `reason` is empty."""

    link: Link
    reason: str


@dataclasses.dataclass(frozen=True)
class TargetReached:
    """A unit or household that coverage asks for, and the day on which it was first reached, or None."""

    name: str
    first_on: dt.date | None


@dataclasses.dataclass(frozen=True)
class Explanation:
    """One obligation taken apart: its numbers and what they are made of."""

    reading: Reading
    required: int
    counted: int
    made_up: int
    met_on: dt.date | None
    due_on: dt.date
    records: list[Candidate]
    links: list[LinkCandidate]
    targets: list[TargetReached]

    @property
    def counting(self) -> list[Candidate]:
        """计入: the records that count."""
        return [each for each in self.records if not each.code]

    @property
    def making_up(self) -> list[Candidate]:
        """补办: the records that are shown as made up."""
        return [each for each in self.records if each.code == "made_up"]

    @property
    def failing(self) -> list[Candidate]:
        """未计入: the records that failed a condition."""
        return [each for each in self.records if each.code not in {"", "made_up"}]


def explain(
    *,
    unit: Unit,
    rule: Rule,
    role: str = "",
    period: str,
    as_of: dt.date | None = None,
    known_at: dt.datetime | None = None,
) -> Explanation | None:
    """Take the obligation of `rule`, borne by `unit` (its seat `role`) in `period`, apart; None where none is owed.

    `as_of` (default: today) and `known_at` (default: now) choose the day and the instant from which it is read.
    """
    stored = as_of is None and known_at is None
    moment = Moment.stored() if stored else Moment.at(as_of or clock.today(), known_at)
    with transaction.atomic():
        found = _obligation(unit, rule, role, period, moment)
        explanation = _explain(*found, period, moment) if found else None
    return explanation if explanation and explanation.required else None


def _obligation(
    unit: Unit, rule: Rule, role: str, period: str, moment: Moment
) -> tuple[int, Reading, str] | None:
    """The obligation's key, reading and source: the stored row, or for another instant one opened for it."""
    if moment.known_at is None:
        row = Obligation.objects.filter(unit=unit, rule=rule, role=role, period=period)
        found = row.select_related("reading").first()
        return (found.pk, found.reading, STORED) if found else None
    scope = Scope.of_one(unit=unit.pk, rule=rule.pk, period=period)
    with connection.cursor() as cursor:
        open_obligations(cursor, readings_known(moment, [rule.pk]), scope, moment)
        cursor.execute("SELECT k, reading_id FROM ledger_ob WHERE role = %s AND period = %s", [role, period])
        opened = cursor.fetchone()
    return (opened[0], Reading.objects.get(pk=opened[1]), OPENED) if opened else None


def _explain(key: int, reading: Reading, obligations: str, period: str, moment: Moment) -> Explanation:
    shape, parameters = pieces.shape_of(reading), moment.parameters | {"ids": [key], "most": MOST}
    visible = cell.sources(moment, obligations=obligations)
    anything = cell.sources(moment, obligations=obligations, visible=False)
    numbers = _rows(
        f"""WITH {visible}, counts AS ({counting.counting(shape, SOURCE, moment)})
            SELECT o.role, o.e, o.ed, o.due_on, o.person_id, coalesce(t.required, o.required), coalesce(t.counted, 0),
                   coalesce(t.made_up, 0), t.met_on
            FROM o LEFT JOIN counts t ON t.k = o.k""",
        parameters,
    )
    role, end, read_on, due_on, person, required, counted, made_up, met_on = numbers[0]
    about = Cell(
        reading=reading,
        role=role,
        period=period,
        ended=end,
        read_on=read_on,
        person=Person.objects.get(pk=person) if person else None,
        words=vocabulary(),
    )
    standing, coverage = shape.measure == pieces.STANDING, shape.measure == pieces.COVERAGE
    return Explanation(
        reading=reading,
        required=required,
        counted=counted,
        made_up=made_up,
        met_on=met_on,
        due_on=due_on,
        records=[] if standing else _records(shape, about, anything, moment, parameters),
        links=_links(shape, about, anything, moment, parameters) if standing else [],
        targets=_targets(shape, visible, moment, parameters) if coverage else [],
    )


def first_failure(conditions: Sequence[tuple[str, str]]) -> str:
    """The SQL of the first condition that a row fails, by its code; empty where it fails none."""
    cases = " ".join(f"WHEN ({sql}) IS NOT TRUE THEN '{code}'" for code, sql in conditions)
    return f"CASE {cases} ELSE '' END"


def record_conditions(shape: Shape, moment: Moment) -> list[tuple[str, str]]:
    """All that a record of the right unit and kind must fulfil for a rule of `shape`, in the order of rules.md."""
    return [*pieces.VISIBILITY, *shape.conditions(moment), *among_targets(shape, moment, SOURCE)]


def among_targets(shape: Shape, moment: Moment, source: Source) -> list[tuple[str, str]]:
    """The last condition, of coverage alone: that the record reached a target of the day E."""
    if shape.measure != pieces.COVERAGE:
        return []
    among = counting.targets(shape, source, moment)
    reached = f"SELECT z.household_id FROM {source.contacts} z WHERE z.record_id = r.id"
    wanted = reached if shape.target == "household" else "SELECT r.target_id"
    return [("among", f"EXISTS ({wanted} INTERSECT SELECT a.target FROM ({among}) a WHERE a.k = o.k)")]


def _records(
    shape: Shape, about: Cell, sources: str, moment: Moment, parameters: dict[str, Any]
) -> list[Candidate]:
    failed = first_failure(record_conditions(shape, moment))
    rows = _rows(
        f"""WITH {sources}
            SELECT r.id, {failed}, {pieces.MADE_UP}, r.state FROM {SOURCE.records}
            WHERE {pieces.NAMED} AND r.for_start = o.s
               OR r.occurred_on >= o.s - {NEAR} AND r.occurred_on < greatest(o.e, o.due_on + 1) + {NEAR}
            ORDER BY r.occurred_on DESC, r.registered_at DESC, r.id DESC LIMIT %(most)s""",
        parameters,
    )
    records = Record.objects.select_related("leader", "target", "unit").in_bulk([row[0] for row in rows])
    candidates = []
    for key, code, made_up, state in reversed(rows):
        record = records[key]
        # The state of the chosen instant, not today's.
        record.state = state
        if code:
            candidates.append(Candidate(record, code, RECORD_REASONS[code](about, record)))
        else:
            candidates.append(Candidate(record, "made_up" if made_up else "", ""))
    return candidates


def _links(
    shape: Shape, about: Cell, sources: str, moment: Moment, parameters: dict[str, Any]
) -> list[LinkCandidate]:
    conditions = [("active", counting.LINK_ACTIVE), *counting.link_conditions(shape, moment)]
    rows = _rows(
        f"""WITH {sources} SELECT l.id, {first_failure(conditions)}
            FROM {counting.bearers_links(SOURCE, moment)} ORDER BY l.started_on NULLS FIRST, l.ref""",
        parameters,
    )
    links = Link.objects.select_related("target").in_bulk([row[0] for row in rows])
    return [
        LinkCandidate(links[key], LINK_REASONS[code](about, links[key]) if code else "") for key, code in rows
    ]


def _targets(shape: Shape, sources: str, moment: Moment, parameters: dict[str, Any]) -> list[TargetReached]:
    rows = _rows(
        f"""WITH {sources}, target AS ({counting.targets(shape, SOURCE, moment)}),
                 reached AS ({counting.reached(shape, SOURCE, moment)})
            SELECT target.target, CASE WHEN reached.first_on <= %(as_of)s THEN reached.first_on END
            FROM target LEFT JOIN reached ON reached.k = target.k AND reached.target = target.target""",
        parameters,
    )
    keys = [row[0] for row in rows]
    if shape.target == "household":
        names = dict(Household.objects.filter(pk__in=keys).values_list("pk", "number"))
    else:
        names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    return sorted((TargetReached(names[key], first_on) for key, first_on in rows), key=lambda each: each.name)


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
