"""What an importer at a page may bring: its files, its area, its deeds; and what the command is told as worth a look."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from duties.interchange.bounds import Bounds
from duties.interchange.faults import ImportRefusedError
from duties.interchange.importing import Imported, Order, carry_out, data_import, silently
from duties.ledger.reconcile import reconcile
from duties.models import Link, Record
from portal.access import SYSTEM, Actor
from portal.models import Account, Appointment, Person, Role, Tenure, Unit
from tests.duties.interchange.files import World, write_files
from tests.duties.interchange.test_faults import row
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
OTHERS = "不在您的辖区(演示27团)内,不能导入"


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def take_in(world: OfficeWorld, role: Role, files: World, folder: Path, unit: str = "团") -> Imported:
    """An import of the role at the unit; raises ImportRefusedError."""
    post = account_at(world.units[unit], role, f"{role}-{unit}-{Account.objects.count()}")
    order = Order(post, bounds=Bounds(role, world.units[unit]))
    return carry_out(order, write_files(files, folder), silently)


def told(world: OfficeWorld, role: Role, files: World, folder: Path, unit: str = "团") -> list[str]:
    """The faults of such an import."""
    with pytest.raises(ImportRefusedError) as error:
        take_in(world, role, files, folder, unit)
    return error.value.lines


def record(**values: str) -> dict[str, str]:
    given = {"ref": "n1", "kind": "meeting", "forms": "leading_group", "unit": "团", "leader": "party_secretary",
             "occurred_on": "2026-09-01", "on_topic": "1", "state": "confirmed",
             "registered_at": "2026-09-02T10:00:00+08:00"}  # fmt: skip
    return row("records", **given | values)


def link(**values: str) -> dict[str, str]:
    given = {"ref": "l1", "kind": "contact_point", "unit": "团", "target": "邻", "started_on": "2026-03-01"}
    return row("links", **given | values)


def unit(code: str, kind: str = "company") -> dict[str, str]:
    return row("units", code=code, name=f"演示{code}", kind=kind, established_on="2026-02-01")


def test_the_office_brings_business_of_its_area_and_the_ledger_follows(
    world: OfficeWorld, tmp_path: Path
) -> None:
    files = {"records": [record()], "links": [link(), link(ref="l2", unit="连")]}
    done = take_in(world, Role.OFFICE, files, tmp_path)
    assert (Record.objects.count(), Link.objects.count()) == (1, 2)
    assert done.ledger is not None
    assert done.ledger.changed > 0
    assert reconcile(check=True).total == 0


@pytest.mark.parametrize(
    "name", ["units", "tags", "placements", "names", "successions", "tenures", "accounts"]
)
def test_units_seats_and_accounts_are_not_the_offices(world: OfficeWorld, name: str, tmp_path: Path) -> None:
    lines = told(world, Role.OFFICE, {name: [row(name)]}, tmp_path)
    assert lines == [f"{name}.csv:单位、任职和账号由系统管理员导入,您的岗位不能导入;请删去这一项后重新上传"]


@pytest.mark.parametrize("name", ["links", "households", "records", "waivers"])
def test_business_is_not_the_administrators(world: OfficeWorld, name: str, tmp_path: Path) -> None:
    lines = told(world, Role.SYSTEM_ADMIN, {name: [row(name)]}, tmp_path)
    assert lines[0].startswith(f"{name}.csv:履职业务数据由领导小组办公室导入")


OUTSIDE: list[tuple[Role, World, str]] = [
    (Role.OFFICE, {"records": [record(unit="邻")]}, f"records.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.OFFICE, {"records": [record(unit="师")]}, f"records.csv:2: unit: 单位 师 {OTHERS}"),
    (Role.OFFICE, {"links": [link(unit="邻", target="团")]}, f"links.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.OFFICE, {"households": [row("households", unit="邻", number="h")]}, f"households.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.OFFICE, {"waivers": [row("waivers", regulation="xpcc-2023", rule="a8.2.leading_group", unit="邻", period="2026Q3",
                                   reason="演示", granted_on="2026-09-01")]}, f"waivers.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"units": [unit("邻", "regiment")]}, f"units.csv:2: code: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"units": [unit("新")]}, "units.csv:2: code: 新单位 新 没有隶属于辖区内的单位"),
    (Role.SYSTEM_ADMIN, {"units": [unit("新")], "placements": [row("placements", unit="新", parent="邻")]},
     "units.csv:2: code: 新单位 新 没有隶属于辖区内的单位"),
    (Role.SYSTEM_ADMIN, {"placements": [row("placements", unit="连", parent="邻", started_on="2026-10-01")]},
     f"placements.csv:2: parent: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"tags": [row("tags", unit="邻", tag="pairing")]}, f"tags.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"names": [row("names", unit="邻", name="旧", ended_on="2026-02-01")]}, f"names.csv:2: unit: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"successions": [row("successions", unit="连", successor="邻", kind="merge", on="2026-06-01")]},
     f"successions.csv:2: successor: 单位 邻 {OTHERS}"),
    (Role.SYSTEM_ADMIN, {"tenures": [row("tenures", ref="t", unit="邻", role="party_secretary", person="p", started_on="2026-03-01")]},
     f"tenures.csv:2: unit: 单位 邻 {OTHERS}"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "files", "expected"), OUTSIDE, ids=[case[2].split(" ")[0] + str(number) for number, case in enumerate(OUTSIDE)])  # fmt: skip
def test_nothing_outside_of_the_area(
    world: OfficeWorld, role: Role, files: World, expected: str, tmp_path: Path
) -> None:
    lines = told(world, role, files, tmp_path)
    assert any(line.startswith(expected) for line in lines), lines


def test_new_units_below_new_units_belong_to_the_area(world: OfficeWorld, tmp_path: Path) -> None:
    files: World = {
        "units": [unit("营", "regiment"), unit("新")],
        "placements": [row("placements", unit="新", parent="营"), row("placements", unit="营", parent="师")],
    }
    take_in(world, Role.SYSTEM_ADMIN, files, tmp_path, "师")
    assert Unit.objects.filter(code__in=["营", "新"]).count() == 2
    assert reconcile(check=True).total == 0


def test_a_unit_that_is_no_more_is_imported_by_the_area_that_it_lay_in_last(
    world: OfficeWorld, tmp_path: Path
) -> None:
    lives = [
        row(
            "units",
            code="连",
            name="演示27团一连",
            kind="company",
            established_on="2026-01-01",
            abolished_on="2026-06-01",
        )
    ]
    data_import(actor=SYSTEM, path=write_files({"units": lives}, tmp_path / "end"))
    files: World = {"records": [record(unit="连", leader="", occurred_on="2026-05-01")]}
    take_in(world, Role.OFFICE, files, tmp_path / "own")
    assert Record.objects.count() == 1
    with pytest.raises(ImportRefusedError):
        take_in(world, Role.OFFICE, files, tmp_path / "aside", "邻")


def test_a_number_of_another_area_is_not_taken_over(world: OfficeWorld, tmp_path: Path) -> None:
    theirs: World = {
        "records": [record(unit="邻", leader="", title="他处内容")],
        "links": [link(unit="邻", target="团")],
    }
    data_import(actor=SYSTEM, path=write_files(theirs, tmp_path / "theirs"))
    mine: World = {
        "records": [record(), record(ref="n2", replaces="n1")],
        "links": [link(ended_on="2026-05-01")],
    }
    lines = told(world, Role.OFFICE, mine, tmp_path / "mine")
    assert lines == [
        "links.csv:2: ref: 编号 l1 已用于辖区外的单位;请换一个编号",
        "records.csv:2: ref: 编号 n1 已用于辖区外的单位;请换一个编号",
        "records.csv:3: replaces: 记录 n1 属于辖区外的单位;请核对所更正的记录的编号",
    ]


def test_the_office_returns_and_does_no_more_to_a_record(world: OfficeWorld, tmp_path: Path) -> None:
    take_in(
        world, Role.OFFICE, {"records": [record(), record(ref="n2", state="submitted")]}, tmp_path / "one"
    )
    lines = told(
        world,
        Role.OFFICE,
        {
            "records": [
                record(withdrawn_at="2026-09-03T10:00:00+08:00"),
                record(ref="n2", state="confirmed"),
                record(ref="n3", state="draft"),
            ]
        },
        tmp_path / "two",
    )
    assert [line.split(";")[0] for line in lines] == [
        "records.csv:2: withdrawn_at: 已有记录由登记单位撤回,办公室不能代办",
        "records.csv:3: state: 已有记录的状态由 submitted 改为 confirmed:办公室只能退回待确认和已确认的记录",
        "records.csv:4: state: 草稿由本单位经办人在平台填写,不能导入",
    ]
    take_in(world, Role.OFFICE, {"records": [record(state="returned")]}, tmp_path / "three")
    assert Record.objects.get(ref="n1").state == "returned"


def test_accounts_are_made_but_posts_take_two_persons(world: OfficeWorld, tmp_path: Path) -> None:
    account = row("accounts", username="new", name="演示-新")
    take_in(world, Role.SYSTEM_ADMIN, {"accounts": [account]}, tmp_path / "one")
    assert not Account.objects.get(username="new").has_usable_password()
    lines = told(
        world, Role.SYSTEM_ADMIN, {"accounts": [account | {"unit": "团", "role": "office"}]}, tmp_path / "two"
    )
    assert lines[0].startswith("accounts.csv:2: role: 平台岗位由安全管理员授予,导入不能授予")
    assert not Appointment.objects.filter(account__username="new").exists()
    lines = told(
        world,
        Role.SYSTEM_ADMIN,
        {"accounts": [row("accounts", username="aside", email="x@example.com")]},
        tmp_path / "three",
    )
    assert lines[0].startswith("accounts.csv:2: username: 账号 aside 在辖区外任有平台岗位")


def test_a_person_with_a_seat_elsewhere_keeps_the_name(world: OfficeWorld, tmp_path: Path) -> None:
    seat = row(
        "tenures",
        ref="t1",
        unit="邻",
        role="party_secretary",
        person="p1",
        name="演示-甲",
        started_on="2026-02-01",
    )
    data_import(actor=SYSTEM, path=write_files({"tenures": [seat]}, tmp_path / "one"))
    other = seat | {"ref": "t2", "unit": "连", "name": "演示-别名"}
    lines = told(world, Role.SYSTEM_ADMIN, {"tenures": [other]}, tmp_path / "two")
    assert lines == ["tenures.csv:2: name: 人员 p1 在辖区外任有职务,姓名不能在此更改;请改回 演示-甲"]
    assert Person.objects.get(code="p1").name == "演示-甲"


def test_a_dry_run_tells_the_same_as_the_import_and_writes_nothing(
    world: OfficeWorld, tmp_path: Path
) -> None:
    path = write_files({"records": [record()]}, tmp_path)
    seen = data_import(actor=SYSTEM, path=path, dry_run=True)
    assert not Record.objects.exists()
    assert reconcile(check=True).total == 0
    done = data_import(actor=SYSTEM, path=path)
    assert (seen.mark, seen.ledger) == (done.mark, done.ledger)


def test_what_a_form_would_ask_for_is_a_hint_and_no_fault(world: OfficeWorld, tmp_path: Path) -> None:
    files: World = {
        "units": [row("units", code="邻", name="演示28团", kind="regiment", established_on="2026-01-01", abolished_on="2026-11-01"),
                  unit("新")],
        "placements": [row("placements", unit="新", parent="邻")],
        "tenures": [row("tenures", ref="d", unit="团", role="deputy", person="d", started_on="2026-03-01")],
        "records": [record(forms="leading_group;annual_report")],
    }  # fmt: skip
    done = data_import(actor=SYSTEM, path=write_files(files, tmp_path))
    assert [str(hint) for hint in done.hints] == [
        "placements.csv:2: parent: 上级单位 邻 已于 2026-11-01 撤销,此后仍隶属于它;请核对终止日",
        "tenures.csv:2: title: 职务 deputy 可多人同任,没有填 title;请补填职务名称,如副团长",
        "records.csv:2: forms: 形式 annual_report 不属于类别 meeting,不会据此计入;请核对",
    ]
    assert Tenure.objects.filter(ref="d").exists()
    assert reconcile(check=True).total == 0


def test_the_command_has_no_bounds(world: OfficeWorld, tmp_path: Path) -> None:
    files: World = {
        "records": [record(unit="邻", leader="")],
        "accounts": [row("accounts", username="n", unit="团", role="clerk")],
    }
    data_import(actor=SYSTEM, path=write_files(files, tmp_path))
    assert Appointment.objects.filter(account__username="n").exists()
    assert isinstance(SYSTEM, Actor)
