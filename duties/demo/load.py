"""Writing a demo world into the tables of the portal by COPY, as facts known from ever."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from duties.demo.parts import DemoRecord, World
from duties.periods import first_day, kind_of

NUMBERED = {
    "portal_unit": "units",
    "portal_person": "people",
    "duties_household": "households",
    "duties_record": "records",
}
"""Tables whose rows others refer to, with the part of the world that fills them: their ids are taken beforehand."""

Bases = dict[str, int]
Line = Sequence[Any]
EVER = "(,)"


def copy_world(world: World) -> None:
    """Write `world`; call it in a transaction, into tables that nobody else fills meanwhile."""
    bases = {table: _reserve(table, len(getattr(world, part))) for table, part in NUMBERED.items()}
    for table, columns, rows in tables(world, bases):
        _copy(table, columns, rows)


def digest(world: World) -> str:
    """A fingerprint of all that would be written, ids counted from 1."""
    bases = dict.fromkeys(NUMBERED, 0)
    content = hashlib.sha256()
    for table, columns, rows in tables(world, bases):
        content.update(f"{table} {columns}\n".encode())
        for row in rows:
            content.update(_text(row).encode())
    return content.hexdigest()


def tables(world: World, bases: Bases) -> Iterator[tuple[str, str, Iterator[Line]]]:
    """Each table with its columns and rows, in an order in which every row refers to earlier ones only."""
    for table, columns, rows in TABLES:
        yield table, columns, rows(world, bases)


def _units(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    return ((base + each.number, each.public_id, each.code, each.kind, each.name) for each in world.units)


def _existences(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    return ((base + each.number, each.started_on, each.ended_on, EVER) for each in world.units)


def _names(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    for unit in world.units:
        renamed = None
        if unit.former_name:
            former, renamed = unit.former_name
            yield base + unit.number, former, None, renamed, EVER
        yield base + unit.number, unit.name, renamed, None, EVER


def _placements(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    return (
        (base + each.unit, base + each.parent, each.started_on, each.ended_on, EVER)
        for each in world.placements
    )


def _tags(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    return (
        (base + tag.unit, tag.tag, tag.started_on, None, EVER) for unit in world.units for tag in unit.tags
    )


def _successions(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    return ((base + unit, base + successor, kind, day) for unit, successor, kind, day in world.successions)


def _people(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_person"]
    return ((base + number, f"YS-P{number:06}", name) for number, name in enumerate(world.people, start=1))


def _tenures(world: World, bases: Bases) -> Iterator[Line]:
    units, people = bases["portal_unit"], bases["portal_person"]
    for each in world.tenures:
        yield (
            each.ref, units + each.unit, each.role, people + each.person, each.title, each.acting, each.several,
            each.started_on, each.ended_on, EVER,
        )  # fmt: skip


def _links(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    for each in world.links:
        yield (
            each.ref,
            each.kind,
            base + each.unit,
            each.role,
            base + each.target,
            each.started_on,
            each.ended_on,
            EVER,
        )


def _households(world: World, bases: Bases) -> Iterator[Line]:
    base, units = bases["duties_household"], bases["portal_unit"]
    for number, each in enumerate(world.households, start=1):
        yield base + number, units + each.unit, each.number


def _registrations(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["duties_household"]
    return (
        (base + number, None, each.removed_on, EVER) for number, each in enumerate(world.households, start=1)
    )


def _records(world: World, bases: Bases) -> Iterator[Line]:
    base, units, people = bases["duties_record"], bases["portal_unit"], bases["portal_person"]
    named: dict[str, tuple[str, dt.date | None]] = {"": ("", None)}
    for number, each in enumerate(world.records, start=1):
        yield (
            base + number, each.public_id, each.ref, each.kind, f"{{{','.join(each.forms)}}}", units + each.unit,
            people + each.leader if each.leader else None, units + each.target if each.target else None,
            each.occurred_on, each.for_period, *_named(each, named), each.on_topic, each.title, each.state,
            each.registered_at, each.withdrawn_at or None, base + each.replaces if each.replaces else None,
        )  # fmt: skip


def _named(record: DemoRecord, known: dict[str, tuple[str, dt.date | None]]) -> tuple[str, dt.date | None]:
    if record.for_period not in known:
        known[record.for_period] = kind_of(record.for_period), first_day(record.for_period)
    return known[record.for_period]


def _contacts(world: World, bases: Bases) -> Iterator[Line]:
    records, households = bases["duties_record"], bases["duties_household"]
    return ((records + record, households + household) for record, household in world.contacts)


def _waivers(world: World, bases: Bases) -> Iterator[Line]:
    base = bases["portal_unit"]
    granted_by = world.units[0].name + "领导小组办公室"
    for each in world.waivers:
        yield (
            each.rule_id,
            base + each.unit,
            each.role,
            each.period,
            each.reason,
            each.granted_on,
            granted_by,
            EVER,
        )


TABLES: tuple[tuple[str, str, Callable[[World, Bases], Iterator[Line]]], ...] = (
    ("portal_unit", "id, public_id, code, kind, name", _units),
    ("portal_existence", "unit_id, started_on, ended_on, known", _existences),
    ("portal_name", "unit_id, name, started_on, ended_on, known", _names),
    ("portal_placement", "unit_id, parent_id, started_on, ended_on, known", _placements),
    ("portal_tag", "unit_id, tag, started_on, ended_on, known", _tags),
    ("portal_succession", 'unit_id, successor_id, kind, "on"', _successions),
    ("portal_person", "id, code, name", _people),
    (
        "portal_tenure",
        "ref, unit_id, role, person_id, title, acting, several, started_on, ended_on, known",
        _tenures,
    ),
    ("duties_link", "ref, kind, unit_id, role, target_id, started_on, ended_on, known", _links),
    ("duties_household", "id, unit_id, number", _households),
    ("duties_householdregistration", "household_id, started_on, ended_on, known", _registrations),
    (
        "duties_record",
        "id, public_id, ref, kind, forms, unit_id, leader_id, target_id, occurred_on, for_period, for_kind, for_start,"
        " on_topic, title, state, registered_at, withdrawn_at, replaces_id",
        _records,
    ),
    ("duties_householdcontact", "record_id, household_id", _contacts),
    ("duties_waiver", "rule_id, unit_id, role, period, reason, granted_on, granted_by, known", _waivers),
)


def _reserve(table: str, count: int) -> int:
    """Take `count` ids of a table's sequence, one after another; gives the number before the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id) - 1, max(id) - min(id) + 1 FROM"
            " (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)) taken",
            [table, count],
        )
        before, taken = cursor.fetchone()
    if count and taken != count:
        raise RuntimeError(f"somebody else writes into {table}")
    return int(before or 0)


def _copy(table: str, columns: str, rows: Iterable[Line]) -> None:
    stream = io.StringIO()
    stream.writelines(map(_text, rows))
    stream.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", stream)


def _text(row: Line) -> str:
    """A row in the text format of COPY; our texts hold neither tabs nor backslashes."""
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"
