"""Some cells of the ledger counted anew from their sources.

The statements are those of `counting`, over the stored rows instead of temporary tables; `explain` asks the same
conditions one by one.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from duties.ledger import counting, pieces
from duties.ledger.counting import Source
from duties.ledger.holding import boundaries, holds_until
from duties.ledger.moment import Moment
from duties.ledger.pieces import Shape
from duties.models import Obligation
from portal.prepared import execute_prepared


@dataclasses.dataclass(frozen=True)
class Numbers:
    """The numbers of one obligation, as just counted."""

    obligation_id: int
    required: int
    counted: int
    made_up: int
    met_on: dt.date | None


@dataclasses.dataclass(frozen=True)
class VirtualRecord:
    """A record that is not (yet) entered, to be counted beside the others."""

    unit_id: int
    kind: str
    forms: Sequence[str]
    leader_id: int | None
    target_id: int | None
    occurred_on: dt.date
    for_kind: str
    for_start: dt.date | None
    on_topic: bool
    households: Sequence[int] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Its values, under names of their own."""
        return {f"v_{field.name}": getattr(self, field.name) for field in dataclasses.fields(self)} | {
            "v_forms": list(self.forms),
            "v_households": list(self.households),
        }

    @property
    def contacts(self) -> str:
        """The common table expression of contacts with its own among them; none where it reaches no household."""
        return f", contact AS ({VIRTUAL_CONTACTS})" if self.households else ""

    @property
    def source(self) -> Source:
        """Where it is counted beside the others."""
        return dataclasses.replace(SOURCE, contacts="contact") if self.households else SOURCE


# Of the very types of the table: only then are the stored records beside it found by their index.
VIRTUAL = """
SELECT 0::bigint, %(v_unit_id)s::bigint, %(v_kind)s::varchar, %(v_forms)s::varchar[], %(v_leader_id)s::bigint,
       %(v_target_id)s::bigint, %(v_occurred_on)s::date, ''::varchar, %(v_for_kind)s::varchar, %(v_for_start)s::date,
       %(v_on_topic)s::boolean, '-infinity'::timestamptz, NULL::timestamptz, 'submitted'::varchar
"""

VIRTUAL_CONTACTS = """
SELECT record_id, household_id FROM duties_householdcontact
UNION ALL SELECT 0::bigint, unnest(%(v_households)s::bigint[])
"""

STORED = """
SELECT l.id AS k, l.reading_id, l.unit_id, l.role, l.period_start AS s, l.period_end AS e, l.active_days AS act, l.days,
       l.person_id, l.required, l.due_on, least(%(as_of)s, l.period_end - 1, upper(x.during) - 1) AS ed
FROM duties_obligation l
JOIN portal_existence x ON x.unit_id = l.unit_id AND {known}
WHERE l.id = ANY (%(ids)s)
"""


OPENED = """
SELECT k, reading_id, unit_id, role, s, e, act, days, person_id, required, due_on, ed FROM ledger_ob WHERE k = ANY (%(ids)s)
"""
"""The same of rows that `opening` has opened for another instant."""


def sources(
    moment: Moment,
    *,
    obligations: str = STORED,
    added: str = "",
    visible: bool = True,
    without: bool = False,
) -> str:
    """The common table expressions `o`, of the rows `%(ids)s`, `w` and `rec`, the visible records or all.

    `obligations` is `STORED` or `OPENED`; `added` joins more records to those of the table; `without` leaves out
    those of `%(without)s`.
    """
    seen = pieces.VISIBLE_ANY_DAY if visible else "TRUE"
    if without:
        seen += " AND r.id <> ALL (%(without)s)"
    return f"""
        o AS MATERIALIZED ({obligations.format(known=moment.known("x"))}),
        w AS MATERIALIZED (SELECT {pieces.READING} FROM duties_reading w WHERE w.id IN (SELECT reading_id FROM o)),
        rec AS (SELECT * FROM ({pieces.records(moment)} {added}) r WHERE {seen})
    """


SOURCE = Source(
    records="o JOIN w ON w.reading_id = o.reading_id JOIN rec r ON r.unit_id = o.unit_id AND r.kind = w.kind",
    obligations="o JOIN w ON w.reading_id = o.reading_id",
)

RECOUNT = """
WITH {sources}, counts AS ({counts}) {days}
UPDATE duties_obligation l
SET required = n.required, counted = n.counted, made_up = n.made_up, met_on = n.met_on, holds_until = n.holds_until
FROM (
    SELECT o.k, coalesce(t.required, o.required) AS required, coalesce(t.counted, 0) AS counted,
           coalesce(t.made_up, 0) AS made_up, t.met_on, {holds}
    FROM o JOIN w ON w.reading_id = o.reading_id LEFT JOIN counts t ON t.k = o.k
) n
WHERE l.id = n.k
  AND (l.required, l.counted, l.made_up, l.met_on, l.holds_until)
      IS DISTINCT FROM (n.required, n.counted, n.made_up, n.met_on, n.holds_until)
"""


def recount(rows: Iterable["Kin"], moment: Moment) -> None:
    """Count stored rows anew. The caller holds the locks of their units (`locks`), or a count may be lost."""
    with connection.cursor() as cursor:
        for shape, ids in by_family(rows).items():
            execute_prepared(cursor, _recounting(shape, moment), moment.parameters | {"ids": ids})


def _recounting(shape: Shape, moment: Moment) -> str:
    """The statement that counts rows of a family of shapes, whatever each of them asks of its records."""
    days, holds = _holding(shape, moment)
    counts = counting.counting(shape, any_shape(SOURCE, moment), moment)
    return RECOUNT.format(sources=sources(moment), counts=counts, days=days, holds=holds)


def _holding(shape: Shape, moment: Moment) -> tuple[str, str]:
    """What `RECOUNT` needs to say until when a row holds; rows of records need no dates of other facts for it."""
    if shape.measure in pieces.ON_RECORDS:
        return "", "t.next_on AS holds_until"
    days = boundaries(moment, lambda column: f"{column} IN (SELECT unit_id FROM o)")
    return f", days AS ({days})", holds_until("t.next_on", "w.measure", "days")


def any_shape(source: Source, moment: Moment) -> Source:
    """The same records, each asked what the reading of its row asks: readings of all shapes are counted alike."""
    return dataclasses.replace(
        source, records=f"{source.records} AND {pieces.guarded(moment)}", settled=pieces.ALL
    )


def count(
    rows: Iterable[Obligation],
    moment: Moment,
    *,
    beside: VirtualRecord | None = None,
    without: Sequence[int] = (),
) -> dict[int, Numbers]:
    """The numbers of stored rows by id, counted now and written nowhere.

    `beside` adds a record not yet entered, `without` leaves out stored ones (ids).
    """
    found, given = {}, {"without": list(without)}
    contacts, source = (beside.contacts, beside.source) if beside else ("", SOURCE)
    visible = sources(moment, added=f"UNION ALL {VIRTUAL}" if beside else "", without=bool(without))
    for shape, ids in by_family(kin_of(rows)).items():
        query = f"""
            WITH {visible} {contacts}, counts AS ({counting.counting(shape, any_shape(source, moment), moment)})
            SELECT o.k, coalesce(t.required, o.required), coalesce(t.counted, 0), coalesce(t.made_up, 0), t.met_on
            FROM o LEFT JOIN counts t ON t.k = o.k
        """
        with connection.cursor() as cursor:
            parameters = moment.parameters | given | {"ids": ids} | (beside.parameters if beside else {})
            execute_prepared(cursor, query, parameters)
            found.update({row[0]: Numbers(*row) for row in cursor.fetchall()})
    return found


Kin = tuple[int, str, Mapping[str, Any]]
"""The id of a row with the measure and target of its reading."""


def kin_of(rows: Iterable[Obligation]) -> Iterator[Kin]:
    """The same of rows that were read with their readings."""
    return ((row.pk, row.reading.measure, row.reading.target) for row in rows)


def by_family(rows: Iterable[Kin]) -> dict[Shape, list[int]]:
    """The ids of rows by what is counted: one statement counts all rows of a family, whatever else their rules ask."""
    families: dict[Shape, list[int]] = {}
    for key, measure, target in rows:
        families.setdefault(pieces.family_of(measure, target), []).append(key)
    return families


def by_shape(rows: Iterable[Obligation]) -> dict[Shape, list[int]]:
    """The ids of rows by the shape of their reading: one statement counts all rows of a shape."""
    shapes: dict[Shape, list[int]] = {}
    for row in rows:
        shapes.setdefault(pieces.shape_of(row.reading), []).append(row.pk)
    return shapes
