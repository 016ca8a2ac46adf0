"""The portal's ledger held against the plain reading of the same facts (`duties.verify`), cell by cell.

The plain reading shares no code with the ledger's SQL: the facts go to it as the text of the interchange files.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Min

from duties import verify
from duties.ledger.compute import compute_rows
from duties.models import Regulation, RulebookVersion

KNOWN = "upper_inf({}.known)"
TENURES = f"""
SELECT t.ref, u.code AS unit, t.role, p.code AS person, p.name, t.title, t.started_on, t.ended_on, t.acting
FROM portal_tenure t JOIN portal_unit u ON u.id = t.unit_id JOIN portal_person p ON p.id = t.person_id
WHERE {KNOWN.format("t")}"""
RECORDS = """
SELECT r.ref, r.kind, array_to_string(r.forms, ';') AS forms, u.code AS unit, p.code AS leader, g.code AS target,
       coalesce(h.numbers, '') AS households, r.occurred_on, r.for_period, r.on_topic, r.state, r.registered_at,
       r.withdrawn_at, r.title
FROM duties_record r
JOIN portal_unit u ON u.id = r.unit_id
LEFT JOIN portal_person p ON p.id = r.leader_id
LEFT JOIN portal_unit g ON g.id = r.target_id
LEFT JOIN (
    SELECT c.record_id, string_agg(h.number, ';') AS numbers
    FROM duties_householdcontact c JOIN duties_household h ON h.id = c.household_id GROUP BY 1
) h ON h.record_id = r.id"""
FILES = {
    "units": f"""SELECT u.code, u.name, u.kind, x.started_on AS established_on, x.ended_on AS abolished_on
        FROM portal_unit u JOIN portal_existence x ON x.unit_id = u.id AND {KNOWN.format("x")}""",
    "tags": f"""SELECT u.code AS unit, t.tag, t.started_on, t.ended_on
        FROM portal_tag t JOIN portal_unit u ON u.id = t.unit_id WHERE {KNOWN.format("t")}""",
    "placements": f"""SELECT u.code AS unit, q.code AS parent, p.started_on, p.ended_on
        FROM portal_placement p JOIN portal_unit u ON u.id = p.unit_id JOIN portal_unit q ON q.id = p.parent_id
        WHERE {KNOWN.format("p")}""",
    "tenures": TENURES,
    "links": f"""SELECT l.ref, l.kind, u.code AS unit, l.role, g.code AS target, l.started_on, l.ended_on
        FROM duties_link l JOIN portal_unit u ON u.id = l.unit_id JOIN portal_unit g ON g.id = l.target_id
        WHERE {KNOWN.format("l")}""",
    "households": f"""SELECT u.code AS unit, h.number, g.started_on AS registered_on, g.ended_on AS removed_on
        FROM duties_household h JOIN portal_unit u ON u.id = h.unit_id
        JOIN duties_householdregistration g ON g.household_id = h.id AND {KNOWN.format("g")}""",
    "records": RECORDS,
    "waivers": f"""SELECT n.code AS regulation, q.code AS rule, u.code AS unit, w.role, w.period, w.reason, w.granted_on
        FROM duties_waiver w JOIN portal_unit u ON u.id = w.unit_id JOIN duties_rule q ON q.id = w.rule_id
        JOIN duties_regulation n ON n.id = q.regulation_id WHERE {KNOWN.format("w")}""",
}
"""The facts as known now, in the columns of the interchange files that the plain reading looks at."""

FIELDS = ("force", "measure", "bearer", "units", "roles", "tag", "kind", "form", "also_forms", "led_by", "on_topic",
          "target", "period", "term_years", "due", "remind_days")  # fmt: skip


def plain_world() -> verify.World:
    """The facts of the portal as text, as known now."""
    with connection.cursor() as cursor:
        return verify.World(**{name: list(_rows(cursor, query)) for name, query in FILES.items()})


def _rows(cursor: Any, query: str) -> Iterator[verify.Row]:
    cursor.execute(query)
    names = [column.name for column in cursor.description]
    for values in cursor.fetchall():
        yield {name: _text(value) for name, value in zip(names, values, strict=True)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def plain_rulebooks() -> list[verify.Rulebook]:
    """The versions of all regulations in force, in the format of a rulebook."""
    versions = RulebookVersion.objects.select_related("regulation").order_by("regulation", "number")
    return [
        {
            "regulation": version.regulation.code,
            "effective_on": version.regulation.effective_on.isoformat(),
            "version_from": version.version_from.isoformat(),
            "rules": [
                _rule(reading)
                for reading in version.readings.filter(known__endswith__isnull=True).select_related("rule")
            ],
        }
        for version in versions
    ]


def _rule(reading: Any) -> verify.Rule:
    rule = {name: getattr(reading, name) for name in FIELDS}
    return rule | {"id": reading.rule.code, "at_least": reading.at_least or "all"}


@dataclasses.dataclass
class Comparison:
    """What came of reading the ledger twice on one day."""

    day: dt.date
    rows: int
    cells: int
    differences: list[str]


def compare(
    days: Iterable[dt.date], *, tell: Callable[[Comparison], object] = lambda _: None
) -> list[Comparison]:
    """Read all that is listed on each of `days` by SQL and plainly, and name every cell on which they differ."""
    world, rulebooks = plain_world(), plain_rulebooks()
    first = Regulation.objects.aggregate(first=Min("effective_on"))["first"]
    found = []
    for day in days:
        plain = verify.read_ledger(world, rulebooks, from_day=first, to_day=day, as_of=day)
        stored = [
            {name: _text(getattr(row, name)) for name in verify.COLUMNS}
            for row in compute_rows(from_day=first, to_day=day, as_of=day)
        ]
        found.append(Comparison(day, len(plain), len(plain) * len(VALUES), differences(stored, plain)))
        tell(found[-1])
    return found


KEY, VALUES = verify.COLUMNS[:5], verify.COLUMNS[5:]


def differences(stored: Sequence[verify.Row], plain: Sequence[verify.Row]) -> list[str]:
    """The cells of two ledgers that are not alike, rows that only one of them has among them."""
    one, other = ({tuple(row[name] for name in KEY): row for row in rows} for rows in (stored, plain))
    found = []
    for key in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(key, {}), other.get(key, {})
        found += [
            f"{' '.join(key)} {name}: {mine.get(name, '—')} ≠ {theirs.get(name, '—')}"
            for name in VALUES
            if mine.get(name) != theirs.get(name)
        ]
    return found


def days_to_compare(count: int, first: dt.date, last: dt.date) -> list[dt.date]:
    """`count` different days from `first` to `last`: the ends of quarters, the days after them, and days between."""
    step = dt.timedelta(days=1)
    span = [first + step * number for number in range((last - first).days + 1)]
    edges = [day for day in span if (day + step).day == 1 and day.month % 3 == 0]
    edges += [day + step for day in edges if day < last]
    edges = edges[-(count // 2) :]
    rest = [day for day in span if day not in edges]
    wanted = count - len(edges)
    between = [rest[(2 * number + 1) * len(rest) // (2 * wanted)] for number in range(wanted)]
    return sorted({*edges, *between, last})[-count:]
