"""What an importer at a page may bring (docs/access.md): the files of its role, about units of its area, as its role may.

The command has no bounds: who runs it keeps the machine. A line outside of the bounds is told at its place and asked
nothing more, so that no other sentence speaks of what lies outside.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from duties.interchange.areas import OWN
from duties.interchange.asking import Check
from duties.interchange.columns import FILES
from duties.interchange.faults import Fault, ImportRefusedError
from duties.interchange.sources import Source
from duties.interchange.staging import Stage
from portal import clock
from portal.models import Role, Unit

FILES_OF: dict[Role, tuple[str, ...]] = {
    Role.SYSTEM_ADMIN: ("units", "tags", "placements", "names", "successions", "tenures", "accounts"),
    Role.OFFICE: ("links", "households", "records", "waivers"),
}
"""Units, seats and accounts are the system administrator's, the business of duties is the office's."""

OTHERS = {
    Role.SYSTEM_ADMIN: "履职业务数据由领导小组办公室导入",
    Role.OFFICE: "单位、任职和账号由系统管理员导入",
}

FOUNDED = """
WITH RECURSIVE mine AS (
    SELECT code FROM own_units
    UNION SELECT s.unit FROM in_placements s JOIN mine m ON m.code = s.parent
    WHERE NOT EXISTS (SELECT FROM portal_unit u WHERE u.code = s.unit)
)
INSERT INTO own_units SELECT code FROM mine EXCEPT SELECT code FROM own_units
"""
"""New units that the files place under units of the area."""

NAMED: dict[str, tuple[str, ...]] = {
    "units": ("code",),
    "tags": ("unit",),
    "placements": ("unit", "parent"),
    "names": ("unit",),
    "successions": ("unit", "successor"),
    "tenures": ("unit",),
    "links": ("unit",),
    "households": ("unit",),
    "accounts": ("unit",),
    "records": ("unit",),
    "waivers": ("unit",),
}
"""The columns of each file whose unit must lie in the area; what is merely looked at (targets) may lie outside."""


@dataclasses.dataclass(frozen=True)
class Bounds:
    """The role that imports, at a unit."""

    role: Role
    unit: Unit

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it may bring, in their order."""
        return tuple(file.name for file in FILES if file.name in FILES_OF[self.role])


def check_files(bounds: Bounds, sources: list[Source]) -> None:
    """Raise ImportRefusedError where a file is another role's to bring."""
    strange = [source.label for source in sources if source.name not in bounds.files]
    message = f"{OTHERS[bounds.role]},您的岗位不能导入;请删去这一项后重新上传"
    if strange:
        raise ImportRefusedError([Fault.whole(label, message) for label in strange], len(strange))


def check_bounds(stage: Stage, bounds: Bounds) -> None:
    """Note each line that is not the importer's to bring, and ask nothing more of it."""
    parameters: dict[str, Any] = {"unit": bounds.unit.pk, "today": clock.today()}
    stage.cursor.execute(f"CREATE TEMPORARY TABLE own_units ON COMMIT DROP AS {OWN}", parameters)
    stage.cursor.execute(FOUNDED)
    for check in _checks(bounds):
        if check.file not in stage.labels:
            continue
        stage.cursor.execute(check.query, parameters)
        for line, message in stage.cursor.fetchall():
            stage.fault(check.file, line, check.column, message)
        stage.cursor.execute(check.spoil, parameters)


def _checks(bounds: Bounds) -> Iterator[Check]:
    for name in bounds.files:
        for column in NAMED[name]:
            yield _in_area(name, column, bounds.unit.name)
    yield from OFFICE if bounds.role == Role.OFFICE else ADMINISTRATOR


def _outside(column: str) -> str:
    return f"NOT EXISTS (SELECT FROM own_units w WHERE w.code = {column})"


def _in_area(file: str, column: str, area: str) -> Check:
    """The unit is known, or founded by the files, and lies in the area."""
    known = f"EXISTS (SELECT FROM portal_unit u WHERE u.code = s.{column})"
    new = f"EXISTS (SELECT FROM in_units u WHERE u.code = s.{column})"
    name = area.replace("'", "''").replace("%", "%%")
    return Check(
        file,
        column,
        f"""CASE WHEN {known} THEN '单位 ' || s.{column} || ' 不在您的辖区({name})内,不能导入;请删去这一行,由该单位所属的一级办理'
            ELSE '新单位 ' || s.{column} || ' 没有隶属于辖区内的单位;请在 placements 中写明它的上级单位' END""",
        f"s.{column} <> '' AND {_outside(f's.{column}')} AND ({known} OR {new})",
    )


def _taken(file: str) -> Check:
    """No line takes over the number of a row of another area."""
    return Check(
        file,
        "ref",
        "'编号 ' || s.ref || ' 已用于辖区外的单位;请换一个编号'",
        _outside("e.unit"),
        f"JOIN now_{file} e ON e.ref = s.ref",
    )


OFFICE = (
    _taken("links"),
    _taken("records"),
    Check(
        "records",
        "replaces",
        "'记录 ' || s.replaces || ' 属于辖区外的单位;请核对所更正的记录的编号'",
        _outside("u.code"),
        "JOIN duties_record r ON r.ref = s.replaces JOIN portal_unit u ON u.id = r.unit_id",
    ),
    Check(
        "records",
        "state",
        "'草稿由本单位经办人在平台填写,不能导入;请删去这一行,或改为 submitted'",
        "s.state = 'draft' AND NOT EXISTS (SELECT FROM now_records e WHERE e.ref = s.ref AND e.state = 'draft')",
    ),
    Check(
        "records",
        "state",
        """'已有记录的状态由 ' || e.state || ' 改为 ' || s.state || ':办公室只能退回待确认和已确认的记录;请改为 '
            || CASE WHEN e.state IN ('submitted', 'confirmed') THEN e.state || ' 或 returned' ELSE e.state END""",
        """s.state <> e.state AND NOT (s.state = 'returned' AND e.state IN ('submitted', 'confirmed')
            AND e.withdrawn_at IS NULL)""",
        "JOIN now_records e ON e.ref = s.ref",
    ),
    Check(
        "records",
        "withdrawn_at",
        "'已有记录由登记单位撤回,办公室不能代办;请改回 ' || coalesce(e.withdrawn_at::text, '空')",
        "s.withdrawn_at IS DISTINCT FROM e.withdrawn_at",
        "JOIN now_records e ON e.ref = s.ref",
    ),
)
"""What the office may do with records (access.md): add what took place, and return; it edits none of another unit."""

ADMINISTRATOR = (
    _taken("tenures"),
    Check(
        "tenures",
        "name",
        "'人员 ' || s.person || ' 在辖区外任有职务,姓名不能在此更改;请改回 ' || p.name",
        f"""s.name <> '' AND s.name <> p.name AND EXISTS (SELECT FROM now_tenures e
            WHERE e.person = s.person AND {_outside("e.unit")})""",
        "JOIN portal_person p ON p.code = s.person",
    ),
    Check(
        "accounts",
        "username",
        "'账号 ' || s.username || ' 在辖区外任有平台岗位,不能在此更改;请删去这一行'",
        f"""EXISTS (SELECT FROM now_accounts e WHERE e.username = s.username AND e.unit <> ''
            AND {_outside("e.unit")})""",
    ),
    Check(
        "accounts",
        "role",
        "'平台岗位由安全管理员授予,导入不能授予;请把 unit 和 role 留空,导入账号后请安全管理员授予岗位'",
        """s.role <> '' AND NOT EXISTS (SELECT FROM now_accounts e
            WHERE e.username = s.username AND e.unit = s.unit AND e.role = s.role)""",
    ),
)
"""Posts take two persons: the system administrator makes the account, the security administrator grants."""
