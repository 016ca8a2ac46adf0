"""Units, their existence and their names written: units.csv has the present name, names.csv the earlier and later ones."""

import datetime as dt
from typing import Any

from duties.interchange.changes import Moved
from duties.interchange.merging import INSERT, UNIT, close
from duties.interchange.staging import Stage, span

OVERLAPS = f"h.unit_id = u.id AND h.during && {span('s')}"
CODE = "JOIN portal_unit u ON u.code = s.code"

# `change_lives` and `change_present` have the shape of the other tables of changes: a line and the row that it replaces.
UNITS = (
    """INSERT INTO portal_unit (public_id, code, kind, name)
       SELECT gen_random_uuid(), s.code, s.kind, s.name FROM change_units c JOIN in_units s ON s.line = c.line
       WHERE c.old_id IS NULL ORDER BY s.line""",
    """CREATE TEMPORARY TABLE in_lives ON COMMIT DROP AS
       SELECT s.line, s.code, s.established_on AS started_on, s.abolished_on AS ended_on FROM in_units s WHERE NOT s.bad""",
    """CREATE TEMPORARY TABLE change_lives ON COMMIT DROP AS
       SELECT s.line, e.life_id AS old_id FROM in_lives s LEFT JOIN now_units e ON e.code = s.code
       WHERE e.life_id IS NULL
          OR (s.started_on, s.ended_on) IS DISTINCT FROM (e.established_on, e.abolished_on)""",
)

# The present name's days: as a line of names.csv says, else what the other names leave around today; a present row that
# has the right name and meets no other is left as it is.
PRESENT = f"""
CREATE TEMPORARY TABLE in_present ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY x.code)::integer AS line, x.*
FROM (
    SELECT u.code, u.name, e.name AS old_name, e.name_id, g.line AS given, n.started_on AS old_start,
           n.ended_on AS old_end,
           CASE WHEN g.line IS NOT NULL THEN g.started_on ELSE (
               SELECT max(o.ended_on) FROM all_names o WHERE o.unit = u.code AND o.ended_on <= %(today)s) END AS started_on,
           CASE WHEN g.line IS NOT NULL THEN g.ended_on ELSE (
               SELECT min(o.started_on) FROM all_names o WHERE o.unit = u.code AND o.started_on > %(today)s) END AS ended_on
    FROM all_units u
    LEFT JOIN now_units e ON e.code = u.code
    LEFT JOIN portal_name n ON n.id = e.name_id
    LEFT JOIN in_names g ON g.unit = u.code AND {span("g")} @> %(today)s::date
    WHERE u.line IS NOT NULL OR EXISTS (SELECT FROM in_names s WHERE s.unit = u.code)
) x
"""
PRESENT_CHANGES = f"""
CREATE TEMPORARY TABLE change_present ON COMMIT DROP AS
SELECT s.line, s.name_id AS old_id FROM in_present s
WHERE s.name_id IS NULL OR s.name <> s.old_name
   OR CASE WHEN s.given IS NOT NULL THEN (s.started_on, s.ended_on) IS DISTINCT FROM (s.old_start, s.old_end)
      ELSE EXISTS (SELECT FROM all_names o
                   WHERE o.unit = s.code AND {span("o")} && daterange(s.old_start, s.old_end)) END
"""
TOLD = """
SELECT s.given, s.code || ' ' || s.name, s.old_name, s.name, s.old_start, s.started_on, s.old_end, s.ended_on
FROM change_present c JOIN in_present s ON s.line = c.line WHERE s.given IS NOT NULL ORDER BY 1
"""
RENAME = """
UPDATE portal_unit u SET name = s.name FROM change_present c JOIN in_present s ON s.line = c.line
WHERE u.code = s.code AND u.name <> s.name
"""
NAME_COLUMNS = "unit_id, name, started_on, ended_on"
NAME_VALUES = "u.id, s.name, s.started_on, s.ended_on"


def merge_units(stage: Stage, parameters: dict[str, Any]) -> None:
    """Write new units and changed lives."""
    if "units" not in stage.labels:
        return
    for statement in UNITS:
        stage.cursor.execute(statement)
    close(stage, "portal_existence", "lives", parameters)
    stage.cursor.execute(
        INSERT.format(
            table="portal_existence",
            name="lives",
            into="unit_id, started_on, ended_on",
            values="u.id, s.started_on, s.ended_on",
            joins=CODE,
            rival="h.unit_id = u.id",
        ),
        parameters,
    )


def find_present_names(stage: Stage, parameters: dict[str, Any]) -> list[Moved]:
    """Fill `change_present`; gives what changes by lines of names.csv that hold today."""
    stage.cursor.execute(PRESENT, parameters)
    stage.cursor.execute(PRESENT_CHANGES)
    stage.cursor.execute(TOLD)
    return [_told(stage.labels["names"], *row) for row in stage.cursor.fetchall()]


def _told(label: str, line: int, key: str, *pairs: dt.date | str | None) -> Moved:
    old_name, name, old_start, start, old_end, end = (str(value or "") for value in pairs)
    columns = (("name", old_name, name), ("started_on", old_start, start), ("ended_on", old_end, end))
    return Moved(label, line, key, tuple(column for column in columns if column[1] != column[2]))


def merge_names(stage: Stage, parameters: dict[str, Any]) -> None:
    """Write earlier and later names and the present one; `find_present_names` has gone before."""
    close(stage, "portal_name", "present", parameters)
    if "names" in stage.labels:
        close(stage, "portal_name", "names", parameters)
        _insert(stage, "names", UNIT, parameters)
    _insert(stage, "present", CODE, parameters)
    stage.cursor.execute(RENAME)


def _insert(stage: Stage, name: str, joins: str, parameters: dict[str, Any]) -> None:
    statement = INSERT.format(
        table="portal_name", name=name, into=NAME_COLUMNS, values=NAME_VALUES, joins=joins, rival=OVERLAPS
    )
    stage.cursor.execute(statement, parameters)
