"""Records written: new ones with the households that they reached, and of those that are there state and withdrawal."""

from typing import Any

from duties.interchange.staging import Stage
from duties.moves import Move
from duties.periods import first_day, kind_of
from portal.database import analyse_tables

PERIODS = "SELECT DISTINCT s.for_period FROM change_records c JOIN in_records s ON s.line = c.line WHERE s.for_period <> ''"
PERIOD_TABLE = """
CREATE TEMPORARY TABLE in_periods ON COMMIT DROP AS
SELECT * FROM unnest(%(names)s::text[], %(kinds)s::text[], %(starts)s::date[]) AS p (name, kind, start)
"""
# Ids are taken beforehand, so that a record may name one of the same file in `replaces`.
NUMBERED = """
CREATE TEMPORARY TABLE new_records ON COMMIT DROP AS
SELECT s.line, s.ref, nextval(pg_get_serial_sequence('duties_record', 'id')) AS id
FROM change_records c JOIN in_records s ON s.line = c.line WHERE c.old_id IS NULL
"""
INSERT = """
INSERT INTO duties_record (id, public_id, ref, kind, forms, unit_id, leader_id, target_id, occurred_on, for_period,
    for_kind, for_start, on_topic, title, state, registered_at, withdrawn_at, replaces_id)
SELECT n.id, gen_random_uuid(), s.ref, s.kind, s.forms, u.id, p.id, g.id, s.occurred_on, s.for_period,
       coalesce(q.kind, ''), q.start, s.on_topic, s.title, s.state, s.registered_at, s.withdrawn_at,
       coalesce(b.id, r.id)
FROM new_records n JOIN in_records s ON s.line = n.line
JOIN portal_unit u ON u.code = s.unit
LEFT JOIN portal_person p ON p.code = s.leader
LEFT JOIN portal_unit g ON g.code = s.target
LEFT JOIN in_periods q ON q.name = s.for_period
LEFT JOIN new_records b ON b.ref = s.replaces
LEFT JOIN duties_record r ON r.ref = s.replaces
"""
CONTACTS = """
INSERT INTO duties_householdcontact (record_id, household_id)
SELECT n.id, h.id
FROM (SELECT s.line, s.unit, unnest(s.households) AS number FROM in_records s WHERE s.households <> '{}') x
JOIN new_records n ON n.line = x.line
JOIN portal_unit u ON u.code = x.unit
JOIN duties_household h ON h.unit_id = u.id AND h.number = x.number
ORDER BY n.id, h.id
"""
# A state that no row tells of counts as known from ever.
STATES = (
    """CREATE TEMPORARY TABLE moved_records ON COMMIT DROP AS
       SELECT r.id, r.state AS old_state, s.state FROM change_records c JOIN in_records s ON s.line = c.line
       JOIN duties_record r ON r.id = c.old_id WHERE r.state <> s.state""",
    """INSERT INTO duties_recordstatechange (record_id, state, known, reason)
       SELECT m.id, m.old_state, tstzrange(NULL, %(now)s), '' FROM moved_records m
       WHERE NOT EXISTS (SELECT FROM duties_recordstatechange x WHERE x.record_id = m.id AND upper_inf(x.known))""",
    """UPDATE duties_recordstatechange x SET known = tstzrange(lower(x.known), greatest(lower(x.known), %(now)s))
       FROM moved_records m WHERE x.record_id = m.id AND upper_inf(x.known)""",
    """INSERT INTO duties_recordstatechange (record_id, state, known, reason)
       SELECT m.id, m.state, tstzrange(%(now)s, NULL), '导入' FROM moved_records m""",
    """UPDATE duties_record r SET state = s.state, withdrawn_at = s.withdrawn_at
       FROM change_records c JOIN in_records s ON s.line = c.line WHERE r.id = c.old_id""",
)


MOVED = """
SELECT c.line, r.id, s.ref, s.state, s.withdrawn_at FROM change_records c JOIN in_records s ON s.line = c.line
JOIN duties_record r ON r.id = c.old_id ORDER BY 1
"""


def find_moves(stage: Stage) -> dict[int, Move]:
    """By line, the records whose state or withdrawal changes."""
    if "records" not in stage.labels:
        return {}
    stage.cursor.execute(MOVED)
    return {line: Move(*values) for line, *values in stage.cursor.fetchall()}


def merge_records(stage: Stage, parameters: dict[str, Any]) -> None:
    """Write the changes of records.csv, if it came in."""
    if "records" not in stage.labels:
        return
    cursor = stage.cursor
    cursor.execute(PERIODS)
    names = [name for (name,) in cursor.fetchall()]
    periods = {
        "names": names,
        "kinds": [kind_of(name) for name in names],
        "starts": [first_day(name) for name in names],
    }
    cursor.execute(PERIOD_TABLE, periods)
    cursor.execute(NUMBERED)
    cursor.execute("ANALYZE new_records")
    cursor.execute("ANALYZE in_periods")
    cursor.execute(INSERT)
    # Made ready for one pass: with its tables unknown the planner would look up each household by itself.
    analyse_tables(("portal_unit", "duties_household"))
    cursor.execute(CONTACTS)
    for statement in STATES:
        cursor.execute(statement, parameters)
