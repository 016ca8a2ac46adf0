"""What a rule asks of a record, each condition written once (rules.md, "What counts").

The statement for one cell (`cell`), the fused bulk statements (`bulk`), the explanation and the preview are all put
together from these. Aliases are the same everywhere: `r` a record, `w` a reading of a rule, `o` an obligation with
its first day `s`, exclusive end `e`, day `ed` on which coverage and links are read, and `due_on`.
"""

import dataclasses
from collections.abc import Callable, Mapping, Set
from typing import Any

from duties.ledger.moment import Moment
from duties.models import Reading

COVERAGE, STANDING, SUBMISSION, COUNT = "coverage", "standing", "submission", "count"
ON_RECORDS = frozenset({COUNT, SUBMISSION})
ON_TARGETS = frozenset({"unit", "tag", "under"})
COUNTING_STATES = "('submitted', 'confirmed')"

NAMED = "r.for_kind = w.period"
"""The record names a period of the rule's length; of another length it is taken as empty."""

MADE_UP = f"(w.measure = 'count' AND {NAMED} AND r.occurred_on >= o.e)"
"""补办: held after the period that it names; shown there, never counted."""

_IN_PERIOD = "r.occurred_on >= o.s AND r.occurred_on < o.e"
TIME = {
    SUBMISSION: f"({NAMED} AND r.for_start = o.s)",
    COUNT: f"CASE WHEN {NAMED} THEN r.for_start = o.s AND r.occurred_on >= o.s ELSE {_IN_PERIOD} END",
    COVERAGE: f"""CASE WHEN {NAMED}
        THEN r.for_start = o.s AND r.occurred_on >= o.s AND (r.occurred_on < o.e OR o.due_on >= o.e)
        ELSE {_IN_PERIOD} END""",
}
"""Condition 6, make-ups included: `MADE_UP` tells them apart."""

PERIOD_DAY = f"CASE WHEN {NAMED} THEN r.for_start ELSE r.occurred_on END"
"""A day of the only period of the rule's length in which a record can count."""

READING = """
    w.id AS reading_id, w.rule_id, w.measure, w.bearer, w.kind, w.form, w.on_topic, w.led_by, w.period, w.at_least,
    CASE WHEN w.form = '' THEN w.also_forms ELSE array_prepend(w.form, w.also_forms) END AS forms,
    w.target->>'unit' AS target_unit, w.target->>'tag' AS target_tag, w.target->>'linked' AS target_linked,
    w.target->>'under' AS target_under, w.target->>'child' AS target_child
"""
"""The columns of a reading, under the names that the conditions use."""


@dataclasses.dataclass(frozen=True)
class Condition:
    """One thing that a rule may ask: which readings ask it, and how a record answers.

    `guard` says in SQL what `asked` says; `plain` ones need no other table, so that all records can be asked at once.
    """

    code: str
    asked: Callable[[Reading], bool]
    guard: str
    sql: Callable[[Moment], str]
    plain: bool = False


def is_term(reading: Reading) -> bool:
    """Whether the reading's periods are the terms of single tenures."""
    return reading.period == "term"


def stands(alias: str, day: str) -> str:
    """A dated fact holds on `day`: its columns rather than its range, whose statistics tell the planner how many do."""
    return f"""({alias}.started_on IS NULL OR {alias}.started_on <= {day})
        AND ({alias}.ended_on IS NULL OR {alias}.ended_on > {day})"""


def _on_records(key: str) -> Callable[[Reading], bool]:
    return lambda reading: reading.measure in ON_RECORDS and key in reading.target


def _asked(key: str) -> str:
    return f"w.measure IN ('{COUNT}', '{SUBMISSION}') AND w.target_{key} IS NOT NULL"


def _held(role: str) -> Callable[[Moment], str]:
    return lambda moment: (
        f"""EXISTS (
        SELECT FROM portal_tenure t
        WHERE t.unit_id = r.unit_id AND t.person_id = r.leader_id AND {role}
          AND {stands("t", "r.occurred_on")} AND {moment.known("t")})"""
    )


def target_is_kind(target: str) -> str:
    """The target is a unit of the kind that the rule names."""
    return f"EXISTS (SELECT FROM portal_unit x WHERE x.id = {target} AND x.kind = w.target_unit)"


def target_has_tag(moment: Moment, target: str, day: str) -> str:
    """The target had the rule's tag on `day`."""
    return f"""EXISTS (
        SELECT FROM portal_tag g
        WHERE g.unit_id = {target} AND g.tag = w.target_tag AND {stands("g", day)} AND {moment.known("g")})"""


def target_is_under(moment: Moment, target: str, day: str) -> str:
    """The target was placed directly under the bearer's unit on `day`."""
    return f"""EXISTS (
        SELECT FROM portal_placement p
        WHERE p.unit_id = {target} AND p.parent_id = o.unit_id AND {stands("p", day)} AND {moment.known("p")})"""


def _target_is_linked(moment: Moment) -> str:
    return f"""EXISTS (
        SELECT FROM duties_link l
        WHERE l.unit_id = o.unit_id AND l.role = o.role AND l.kind = w.target_linked AND l.target_id = r.target_id
          AND {stands("l", "r.occurred_on")} AND {moment.known("l")})"""


CONDITIONS = (
    Condition(
        "form", lambda reading: bool(reading.form), "w.form <> ''", lambda _: "r.forms && w.forms", plain=True
    ),
    Condition("topic", lambda reading: reading.on_topic, "w.on_topic", lambda _: "r.on_topic", plain=True),
    Condition(
        "leader", lambda reading: bool(reading.led_by), "w.led_by <> '{}'", _held("t.role = ANY (w.led_by)")
    ),
    Condition(
        "seat",
        lambda reading: reading.bearer == "seat" and not is_term(reading),
        "w.bearer = 'seat' AND w.period <> 'term'",
        _held("t.role = o.role"),
    ),
    Condition("term", is_term, "w.period = 'term'", lambda _: "r.leader_id = o.person_id"),
    Condition("unit", _on_records("unit"), _asked("unit"), lambda _: target_is_kind("r.target_id")),
    Condition(
        "tag",
        _on_records("tag"),
        _asked("tag"),
        lambda moment: target_has_tag(moment, "r.target_id", "r.occurred_on"),
    ),
    Condition("linked", _on_records("linked"), _asked("linked"), _target_is_linked),
    Condition(
        "under",
        _on_records("under"),
        _asked("under"),
        lambda moment: target_is_under(moment, "r.target_id", "r.occurred_on"),
    ),
)
"""Conditions 2 to 5 beyond unit and kind, in the order of rules.md; the time follows them."""

AT_ONCE = frozenset({"time"} | {each.code for each in CONDITIONS if each.plain})
"""What all records can be asked at once."""

ALL = frozenset({"time"} | {each.code for each in CONDITIONS})


def guarded(moment: Moment, codes: Set[str] = ALL) -> str:
    """The conditions `codes` as one that fits every reading, each asked only where the reading asks it."""
    return " AND ".join(f"({sql})" for code, sql in guarded_conditions(moment) if code in codes)


def guarded_conditions(moment: Moment) -> list[tuple[str, str]]:
    """All conditions as (code, SQL) in order, the time last, each of them fulfilled where the reading does not ask it."""
    asked = [(each.code, f"NOT ({each.guard}) OR {each.sql(moment)}") for each in CONDITIONS]
    times = " ".join(f"WHEN '{measure}' THEN {sql}" for measure, sql in TIME.items())
    return [*asked, ("time", f"CASE w.measure {times} END")]


VISIBILITY = (
    ("registered", "r.registered_at <= %(recorded_by)s::timestamptz"),
    ("withdrawn", "(r.withdrawn_at IS NULL OR r.withdrawn_at > %(recorded_by)s::timestamptz)"),
    ("state", f"r.state IN {COUNTING_STATES}"),
    ("ahead", "r.occurred_on <= %(as_of)s"),
)
"""What makes a record visible, in the order in which the explanation names the first that fails."""

VISIBLE_ANY_DAY = " AND ".join(sql for code, sql in VISIBILITY if code != "ahead")
VISIBLE = " AND ".join(sql for _, sql in VISIBILITY)


def records(moment: Moment) -> str:
    """The records with the state in which they were at K: a subquery for the alias `r`.

    A record without a row of its history at K has never changed its state.
    """
    columns = """q.id, q.unit_id, q.kind, q.forms, q.leader_id, q.target_id, q.occurred_on, q.for_period, q.for_kind,
        q.for_start, q.on_topic, q.registered_at, q.withdrawn_at"""
    if moment.known_at is None:
        return f"SELECT {columns}, q.state FROM duties_record q"
    return f"""SELECT {columns}, coalesce(c.state, q.state) AS state FROM duties_record q
        LEFT JOIN duties_recordstatechange c ON c.record_id = q.id AND {moment.known("c")}"""


@dataclasses.dataclass(frozen=True)
class Shape:
    """What readings counted by one and the same statement have in common.

    `asks` are the codes of conditions on records, `targets_ask` what coverage and standing ask of targets on the day E.
    """

    measure: str
    target: str
    term: bool
    several: bool
    targets_ask: frozenset[str]
    asks: tuple[str, ...]

    def conditions(self, moment: Moment) -> list[tuple[str, str]]:
        """What the shape asks of a visible record of the right unit and kind, as (code, SQL) in order, the time last."""
        asked = [(each.code, each.sql(moment)) for each in CONDITIONS if each.code in self.asks]
        return [*asked, ("time", TIME[self.measure])]


def shape_of(reading: Reading) -> Shape:
    """The shape of a reading that has a ledger row (any measure but continuous)."""
    return dataclasses.replace(
        family_of(reading.measure, reading.target),
        measure=reading.measure,
        term=is_term(reading),
        several=reading.at_least != 1,
        asks=tuple(each.code for each in CONDITIONS if each.asked(reading)),
    )


def family_of(measure: str, target: Mapping[str, Any]) -> Shape:
    """The shape that is left of a reading's when all conditions on records are asked by `guarded`."""
    on_records = measure in ON_RECORDS
    return Shape(
        measure=COUNT if on_records else measure,
        target=next((key for key in ("child", "household") if target.get(key)), ""),
        term=False,
        several=True,
        targets_ask=frozenset() if on_records else ON_TARGETS & set(target),
        asks=(),
    )


def fused(shape: Shape) -> Shape:
    """The shape that is left when `AT_ONCE` has been asked: several shapes become one."""
    measure = COUNT if shape.measure in ON_RECORDS else shape.measure
    asks = tuple(code for code in shape.asks if code not in AT_ONCE)
    return dataclasses.replace(shape, measure=measure, asks=asks)
