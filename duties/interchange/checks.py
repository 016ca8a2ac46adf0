"""What the staged files must agree with (rules.md, "Words"), file by file; every fault is told at its line and column."""

from duties.interchange.asking import (
    Check,
    in_order,
    left_outside,
    no_double,
    no_overlap,
    unit_known,
    within_life,
    word_known,
)
from duties.interchange.faults import Fault, Faults
from duties.interchange.record_checks import RECORDS
from duties.interchange.staging import Stage, span
from portal import clock

SEVERAL = """(SELECT w.code FROM portal_word w
    WHERE w."group" = 'roles' AND coalesce((w.data->>'several')::boolean, false))"""
UNDER = """JOIN all_units u ON u.code = s.unit JOIN all_units p ON p.code = s.parent
    JOIN portal_word w ON w."group" = 'units' AND w.code = u.kind AND jsonb_typeof(w.data->'under') = 'array'"""
PRESENT_NAME = f"{span('s')} @> %(today)s::date"

UNITS = [
    word_known("units", "kind", "units"),
    Check(
        "units",
        "kind",
        "'单位 ' || s.code || ' 的类别是 ' || e.kind || ',不得更改;请改回,或另编代码设立新单位'",
        "e.kind <> s.kind",
        "JOIN now_units e ON e.code = s.code",
    ),
    in_order("units", "established_on", "abolished_on"),
    left_outside("tenures", "已有的任职", "unit", "started_on", "ended_on"),
    left_outside("tags", "已有的属性", "unit", "started_on", "ended_on"),
    left_outside("placements", "已有的隶属", "unit", "started_on", "ended_on"),
    left_outside("links", "已有的联系", "unit", "started_on", "ended_on"),
    left_outside("links", "已有的被联系", "target", "started_on", "ended_on"),
    left_outside("households", "已有的在册户", "unit", "registered_on", "removed_on"),
    Check(
        "units",
        "abolished_on",
        "'已有记录 ' || r.ref || '(' || r.occurred_on || ')在新的存续期之外;请先撤回该记录,或改正成立、撤销日期'",
        """(r.occurred_on < s.established_on OR r.occurred_on >= s.abolished_on) AND r.withdrawn_at IS NULL
            AND NOT EXISTS (SELECT FROM in_records i WHERE i.ref = r.ref)""",
        """JOIN portal_unit u ON u.code = s.code JOIN duties_record r ON r.unit_id = u.id OR r.target_id = u.id""",
    ),
]
TAGS = [
    unit_known("tags", "unit"),
    word_known("tags", "tag", "tags"),
    in_order("tags"),
    *within_life("tags"),
    no_overlap("tags", ("unit", "tag"), "同一属性"),
]
PLACEMENTS = [
    unit_known("placements", "unit"),
    unit_known("placements", "parent"),
    in_order("placements"),
    *within_life("placements"),
    no_overlap("placements", ("unit",), "同一单位隶属"),
    Check("placements", "parent", "'单位不能隶属于自身;请改为它的上级单位'", "s.parent = s.unit"),
    Check(
        "placements",
        "parent",
        """u.kind || ' 只能隶属于 ' || (SELECT string_agg(x.kind, '、') FROM jsonb_array_elements_text(w.data->'under') AS x (kind))
            || ',而 ' || p.code || ' 是 ' || p.kind || ';请核对上级单位'""",
        "jsonb_array_length(w.data->'under') > 0 AND NOT jsonb_exists(w.data->'under', p.kind)",
        UNDER,
    ),
]
NAMES = [
    unit_known("names", "unit"),
    in_order("names"),
    no_overlap("names", ("unit",), "同一单位名称"),
    Check(
        "names",
        "name",
        "'今天的名称应与 units.csv 的现名 ' || u.name || ' 一致;请改正其一,或写明终止日'",
        f"{PRESENT_NAME} AND u.name <> s.name",
        "JOIN all_units u ON u.code = s.unit",
    ),
]
SUCCESSIONS = [
    unit_known("successions", "unit"),
    unit_known("successions", "successor"),
    Check("successions", "successor", "'单位不能承接自身;请改为承接单位'", "s.successor = s.unit"),
]
TENURES = [
    unit_known("tenures", "unit"),
    word_known("tenures", "role", "roles"),
    in_order("tenures"),
    *within_life("tenures"),
    no_overlap(
        "tenures",
        ("unit", "role"),
        "同一席位任职",
        f"NOT s.acting AND NOT o.acting AND s.role NOT IN {SEVERAL}",
    ),
    Check(
        "tenures",
        "name",
        "'人员 ' || s.person || ' 在第 ' || o.line || ' 行的姓名是 ' || o.name || ';请改为一致'",
        "s.name <> '' AND o.name <> '' AND o.name <> s.name",
        "JOIN in_tenures o ON o.person = s.person AND o.line < s.line",
    ),
]
LINKS = [
    word_known("links", "kind", "links"),
    unit_known("links", "unit"),
    word_known("links", "role", "roles"),
    unit_known("links", "target"),
    in_order("links"),
    *within_life("links"),
    *within_life("links", "target"),
    Check("links", "target", "'单位不能联系自身;请改为所联系的单位'", "s.target = s.unit"),
    Check(
        "links",
        "target",
        "'单位 ' || s.unit || ' 与 ' || s.target || ' 在起止时间内没有同时存续的日子;请核对联系对象'",
        f"""isempty({span("s")} * {span("u", "established_on", "abolished_on")}
            * {span("g", "established_on", "abolished_on")}) AND NOT s.started_on >= s.ended_on IS TRUE""",
        "JOIN all_units u ON u.code = s.unit JOIN all_units g ON g.code = s.target",
    ),
]
HOUSEHOLDS = [
    unit_known("households", "unit"),
    in_order("households", "registered_on", "removed_on"),
    *within_life("households", "unit", "registered_on", "removed_on"),
    Check("households", "number", "'户编号中不能有分号;请改用其他符号'", "s.number ~ '[;；]'"),
]
WAIVERS = [
    Check(
        "waivers",
        "regulation",
        "'没有载入法规 ' || s.regulation || ';请核对法规代码,或请系统管理员先载入该法规'",
        "NOT EXISTS (SELECT FROM duties_regulation n WHERE n.code = s.regulation)",
    ),
    Check(
        "waivers",
        "rule",
        "'法规 ' || n.code || ' 没有口径 ' || s.rule || ';请核对口径代码'",
        "NOT EXISTS (SELECT FROM duties_rule q WHERE q.regulation_id = n.id AND q.code = s.rule)",
        "JOIN duties_regulation n ON n.code = s.regulation",
    ),
    unit_known("waivers", "unit"),
]
CHECKS = {
    "units": UNITS,
    "tags": TAGS,
    "placements": PLACEMENTS,
    "names": NAMES,
    "successions": SUCCESSIONS,
    "tenures": TENURES,
    "links": LINKS,
    "households": HOUSEHOLDS,
    "records": RECORDS,
    "waivers": WAIVERS,
}
"""By file; accounts are looked at by `accounts.py`."""

CYCLES = f"""
WITH RECURSIVE edge AS (
    SELECT s.line, s.unit, s.parent, {span("s")} * {span("u", "established_on", "abolished_on")} AS during
    FROM all_placements s JOIN all_units u ON u.code = s.unit WHERE s.unit <> s.parent
), up AS (
    SELECT s.line, s.unit, s.parent, s.during, ARRAY[s.unit] AS path
    FROM edge s WHERE s.line IS NOT NULL AND NOT isempty(s.during)
    UNION ALL
    SELECT up.line, up.unit, p.parent, up.during * p.during, up.path || p.unit
    FROM up JOIN edge p ON p.unit = up.parent AND p.during && up.during
    WHERE up.parent <> ALL (up.path)
)
SELECT line, '这样 ' || min(unit) || ' 会在自己的下级之下(' || coalesce(min(lower(during))::text, '最初') || ' 起);请核对上级单位'
FROM up WHERE parent = unit GROUP BY 1 ORDER BY 1 LIMIT 1000
"""
"""Lines by which a unit would come to stand under itself on some day."""


HINTS = (
    Check(
        "tenures",
        "title",
        "'职务 ' || s.role || ' 可多人同任,没有填 title;请补填职务名称,如副团长'",
        f"s.title = '' AND s.role IN {SEVERAL}",
    ),
    Check(
        "placements",
        "parent",
        "'上级单位 ' || p.code || ' 已于 ' || p.abolished_on || ' 撤销,此后仍隶属于它;请核对终止日'",
        "p.abolished_on < coalesce(s.ended_on, u.abolished_on, 'infinity')",
        "JOIN all_units u ON u.code = s.unit JOIN all_units p ON p.code = s.parent",
    ),
    Check(
        "records",
        "forms",
        "'形式 ' || f.form || ' 不属于类别 ' || s.kind || ',不会据此计入;请核对'",
        "NOT jsonb_exists(w.data->'kinds', s.kind)",
        """CROSS JOIN unnest(s.forms) AS f (form)
           JOIN portal_word w ON w."group" = 'forms' AND w.code = f.form""",
    ),
)
"""What rules.md lets stand in a file, but a form of the portal would ask for; told, and no fault."""


def find_hints(stage: Stage) -> list[Fault]:
    """What is worth a look though it is no fault, in order, up to `LISTED`."""
    found = Faults()
    for check in HINTS:
        if check.file not in stage.labels:
            continue
        stage.cursor.execute(check.query)
        for line, message in stage.cursor.fetchall():
            found.add(stage.place(check.file, line, check.column, message), check.file)
    return list(found)


def run_checks(stage: Stage) -> None:
    """Ask everything of the files that came in and note what fails."""
    for name in stage.labels:
        for check in CHECKS.get(name, ()):
            _run(stage, name, check.column, check.query)
        _run(stage, name, no_double(name).column, no_double(name).query)
    if "placements" in stage.labels:
        _run(stage, "placements", "parent", CYCLES)


def _run(stage: Stage, name: str, column: str, query: str) -> None:
    stage.cursor.execute(query, {"today": clock.today()})
    for line, message in stage.cursor.fetchall():
        stage.fault(name, line, column, message)
