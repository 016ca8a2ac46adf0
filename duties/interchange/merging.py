"""The staged changes written into the portal's tables by set statements.

A new fact is known from ever. One that changes what is there closes the old row's `known` at the import's instant and
is known from then on, and so is a new one that would contradict what was known before (the other half of a move), so
that every past view stays what it was.
"""

import dataclasses
from typing import Any

from duties.interchange.checks import SEVERAL
from duties.interchange.staging import Stage, span

CLOSE = """
UPDATE {table} f SET known = tstzrange(lower(f.known), greatest(lower(f.known), %(now)s))
FROM change_{name} c WHERE c.old_id = f.id
"""
PAST = "CREATE TEMPORARY TABLE past_{name} ON COMMIT DROP AS SELECT * FROM {table} h WHERE NOT upper_inf(h.known)"
INSERT = """
INSERT INTO {table} ({into}, known)
SELECT x.*, CASE WHEN c.old_id IS NOT NULL OR EXISTS (SELECT FROM past_{name} h WHERE {rival})
            THEN tstzrange(%(now)s, NULL) ELSE '(,)' END
FROM change_{name} c JOIN in_{name} s ON s.line = c.line {joins} CROSS JOIN LATERAL (SELECT {values}) x
ORDER BY s.line
"""
UNIT = "JOIN portal_unit u ON u.code = s.unit"


@dataclasses.dataclass(frozen=True)
class FactTable:
    """Where the facts of a file are kept; `rival` says which earlier row `h` a new one would contradict."""

    name: str
    table: str
    into: str
    values: str
    joins: str
    rival: str
    before: tuple[str, ...] = ()

    def merge(self, stage: Stage, parameters: dict[str, Any]) -> None:
        """Write the changes of the file."""
        for statement in self.before:
            stage.cursor.execute(statement, parameters)
        close(stage, self.table, self.name, parameters)
        insert = INSERT.format(**dataclasses.asdict(self))
        stage.cursor.execute(insert, parameters)


def close(stage: Stage, table: str, name: str, parameters: dict[str, Any]) -> None:
    """Let what the lines of `change_<name>` replace be known until now, and keep what was known before at hand."""
    stage.cursor.execute(CLOSE.format(table=table, name=name), parameters)
    stage.cursor.execute(PAST.format(table=table, name=name))
    stage.cursor.execute(f"ANALYZE past_{name}")


OVERLAPS = f"h.during && {span('s')}"
PEOPLE = (
    """INSERT INTO portal_person (code, name)
       SELECT s.person, min(s.name) FROM change_tenures c JOIN in_tenures s ON s.line = c.line
       WHERE NOT EXISTS (SELECT FROM portal_person p WHERE p.code = s.person) GROUP BY 1 ORDER BY 1""",
    """UPDATE portal_person p SET name = s.name FROM change_tenures c JOIN in_tenures s ON s.line = c.line
       WHERE p.code = s.person AND p.name <> s.name""",
    # Where nothing but the person's name is new, the tenure itself stays as it is.
    """DELETE FROM change_tenures c USING in_tenures s, now_tenures e
       WHERE s.line = c.line AND e.id = c.old_id
         AND (s.ref, s.unit, s.role, s.person, s.title, s.started_on, s.ended_on, s.acting)
             IS NOT DISTINCT FROM (e.ref, e.unit, e.role, e.person, e.title, e.started_on, e.ended_on, e.acting)""",
)
NUMBERS = """
INSERT INTO duties_household (unit_id, number)
SELECT u.id, s.number FROM change_households c JOIN in_households s ON s.line = c.line JOIN portal_unit u ON u.code = s.unit
WHERE NOT EXISTS (SELECT FROM duties_household h WHERE h.unit_id = u.id AND h.number = s.number) ORDER BY s.line
"""

FACTS = (
    FactTable(
        "tags",
        "portal_tag",
        "unit_id, tag, started_on, ended_on",
        "u.id, s.tag, s.started_on, s.ended_on",
        UNIT,
        f"h.unit_id = u.id AND h.tag = s.tag AND {OVERLAPS}",
    ),
    FactTable(
        "placements",
        "portal_placement",
        "unit_id, parent_id, started_on, ended_on",
        "u.id, q.id, s.started_on, s.ended_on",
        f"{UNIT} JOIN portal_unit q ON q.code = s.parent",
        f"h.unit_id = u.id AND {OVERLAPS}",
    ),
    FactTable(
        "tenures",
        "portal_tenure",
        "ref, unit_id, role, person_id, title, acting, several, started_on, ended_on",
        "s.ref, u.id, s.role, p.id, s.title, s.acting, v.several, s.started_on, s.ended_on",
        f"""{UNIT} JOIN portal_person p ON p.code = s.person
            CROSS JOIN LATERAL (SELECT s.role IN {SEVERAL} AS several) v""",
        f"""h.ref = s.ref OR h.unit_id = u.id AND h.role = s.role AND NOT s.acting AND NOT h.acting
            AND NOT h.several AND NOT v.several AND {OVERLAPS}""",
        before=PEOPLE,
    ),
    FactTable(
        "links",
        "duties_link",
        "ref, kind, unit_id, role, target_id, started_on, ended_on",
        "s.ref, s.kind, u.id, s.role, g.id, s.started_on, s.ended_on",
        f"{UNIT} JOIN portal_unit g ON g.code = s.target",
        "h.ref = s.ref",
    ),
    FactTable(
        "households",
        "duties_householdregistration",
        "household_id, started_on, ended_on",
        "n.id, s.registered_on, s.removed_on",
        f"{UNIT} JOIN duties_household n ON n.unit_id = u.id AND n.number = s.number",
        "h.household_id = n.id",
        before=(NUMBERS,),
    ),
    FactTable(
        "waivers",
        "duties_waiver",
        "rule_id, unit_id, role, period, reason, granted_on, granted_by",
        "q.id, u.id, s.role, s.period, s.reason, s.granted_on, s.granted_by",
        f"""{UNIT} JOIN duties_regulation n ON n.code = s.regulation
            JOIN duties_rule q ON q.regulation_id = n.id AND q.code = s.rule""",
        "h.rule_id = q.id AND h.unit_id = u.id AND h.role = s.role AND h.period = s.period",
    ),
)
TABLES = {each.name: each for each in FACTS}

SUCCESSIONS = """
INSERT INTO portal_succession (unit_id, successor_id, kind, "on")
SELECT u.id, q.id, s.kind, s."on" FROM change_successions c JOIN in_successions s ON s.line = c.line
JOIN portal_unit u ON u.code = s.unit JOIN portal_unit q ON q.code = s.successor ORDER BY s.line
"""


def merge_fact(stage: Stage, name: str, parameters: dict[str, Any]) -> None:
    """Write the changes of one file, if it came in."""
    if name not in stage.labels:
        return
    if name == "successions":
        stage.cursor.execute(SUCCESSIONS)
    else:
        TABLES[name].merge(stage, parameters)
