"""Every fault of a file is told as file:line: column, with what would be right, and then nothing is written."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from duties.interchange.columns import BY_NAME
from duties.interchange.exporting import export_data
from duties.interchange.importing import data_import
from duties.models import PeriodLock, Record
from duties.rulebook import XPCC_2023, read_rulebook, read_text
from duties.services.regulation import load_rulebook
from portal import clock
from portal.access import SYSTEM
from portal.models import Account, Person, Unit
from tests.duties.interchange.files import World, write_files
from tests.duties.shared import shared

NOW = "2026-03-01T09:00:00+08:00"
REGULATION = "xpcc-2023"


def row(file: str, **values: str) -> dict[str, str]:
    return dict.fromkeys(BY_NAME[file].names, "") | values


def base() -> World:
    """A corps, a division, a regiment and a company with what belongs to them, all as it should be."""
    lives = [("兵", "corps", "2000-01-01", ""), ("二", "division", "2000-01-01", ""),
             ("团", "regiment", "2010-01-01", ""), ("连", "company", "2015-01-01", "2025-06-01")]  # fmt: skip
    return {
        "units": [row("units", code=code, name=f"演示{code}", kind=kind, established_on=start, abolished_on=end)
                  for code, kind, start, end in lives],
        "tags": [row("tags", unit="团", tag="pairing", started_on="2012-01-01")],
        "placements": [row("placements", unit=unit, parent=parent) for unit, parent in ("二兵", "团二", "连团")],
        "names": [],
        "successions": [],
        "tenures": [row("tenures", ref="t1", unit="二", role="party_secretary", person="p1", name="演示-甲",
                        started_on="2020-01-01", acting="0")],
        "links": [row("links", ref="l1", kind="contact_point", unit="二", role="party_secretary", target="团",
                      started_on="2021-01-01")],
        "households": [row("households", unit="连", number="h1")],
        "accounts": [row("accounts", username="u1", name="演示-乙", unit="二", role="clerk")],
        "records": [row("records", ref="r1", kind="meeting", forms="leading_group", unit="二", leader="p1",
                        occurred_on="2024-03-01", on_topic="1", state="confirmed", registered_at="2024-03-02T10:00:00+08:00")],
        "waivers": [row("waivers", regulation=REGULATION, rule="a7.2.leading_group", unit="二", period="2024Q2",
                        reason="演示", granted_on="2024-04-01")],
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def regulation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The regulation, loaded once for all tests of this module."""
    with shared(load, NOW, django_db_blocker):
        yield


def load() -> None:
    text = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))
    load_rulebook(rulebook=read_rulebook(XPCC_2023), text=text, actor=SYSTEM)


pytestmark = pytest.mark.django_db

PLUS = "+"
"""A new row, as against a change of the first."""

RECORD = {"kind": "meeting", "unit": "二", "occurred_on": "2024-05-01", "state": "confirmed",
          "registered_at": "2024-05-02T10:00:00+08:00"}  # fmt: skip
TENURE = {"ref": "t2", "unit": "二", "role": "party_secretary", "person": "p2", "started_on": "2022-01-01"}
LINK = {"ref": "l2", "kind": "contact_point", "unit": "二", "target": "团", "started_on": "2021-01-01"}
WAIVER = {"regulation": REGULATION, "rule": "a7.2.leading_group", "unit": "二", "period": "2024Q3", "reason": "演示",
          "granted_on": "2024-04-01"}  # fmt: skip

FAULTS: list[tuple[str, dict[str, str], str]] = [
    # The value itself.
    ("units", {PLUS: "", "code": "新", "name": "", "kind": "company"}, "units.csv:6: name: 必须填写"),
    ("units", {PLUS: "", "code": "新", "name": "新", "kind": "village"},
     "units.csv:6: kind: 已载入法规的词汇中没有 village;可用的词为 corps、division"),
    ("units", {"established_on": "2000/01/01"}, "units.csv:2: established_on: 2000/01/01 不是日期;请写成 2025-03-31"),
    ("units", {"established_on": "2001-02-29"}, "units.csv:2: established_on: 2001-02-29 不是日历上的日期"),
    ("units", {"abolished_on": "1999-01-01"}, "units.csv:2: abolished_on: 1999-01-01 不晚于起始日 2000-01-01"),
    ("units", {"code": "长" * 41}, "units.csv:2: code: 有 41 个字,最多 40 个字"),
    ("units", {PLUS: "", "code": "团", "name": "演示团", "kind": "regiment"},
     "units.csv:6: code: 与第 4 行重复(团);请只留一行"),
    ("tenures", {"acting": "是"}, "tenures.csv:2: acting: 是 不是 1 或 0;请填 1(是)或 0(否)"),
    ("records", {"state": "done"}, "records.csv:2: state: done 不在可填的词中;请填 draft、submitted"),
    ("records", {"registered_at": "2024-03-02T10:00:00"}, "records.csv:2: registered_at: 2024-03-02T10:00:00 不是带时区的时间"),
    ("records", {"for_period": "2024Q5"}, "records.csv:2: for_period: 没有周期 2024Q5;请写成 2025"),
    ("accounts", {"role": "boss"}, "accounts.csv:2: role: boss 不在可填的词中"),
    # Units that are named.
    ("tags", {"unit": "无"}, "tags.csv:2: unit: 没有代码为 无 的单位;请核对代码,或把它列入 units.csv"),
    ("placements", {"parent": "无"}, "placements.csv:2: parent: 没有代码为 无 的单位"),
    ("names", {PLUS: "", "unit": "无", "name": "旧"}, "names.csv:2: unit: 没有代码为 无 的单位"),
    ("successions", {PLUS: "", "unit": "连", "successor": "无", "kind": "merge", "on": "2025-06-01"},
     "successions.csv:2: successor: 没有代码为 无 的单位"),
    ("successions", {PLUS: "", "unit": "连", "successor": "连", "kind": "merge", "on": "2025-06-01"},
     "successions.csv:2: successor: 单位不能承接自身"),
    ("households", {"unit": "无"}, "households.csv:2: unit: 没有代码为 无 的单位"),
    ("accounts", {"unit": "无"}, "accounts.csv:2: unit: 没有代码为 无 的单位"),
    ("waivers", {"unit": "无"}, "waivers.csv:2: unit: 没有代码为 无 的单位"),
    # Words.
    ("tags", {"tag": "无"}, "tags.csv:2: tag: 已载入法规的词汇中没有 无"),
    ("tenures", {"role": "无"}, "tenures.csv:2: role: 已载入法规的词汇中没有 无"),
    ("links", {"kind": "无"}, "links.csv:2: kind: 已载入法规的词汇中没有 无"),
    ("links", {"role": "无"}, "links.csv:2: role: 已载入法规的词汇中没有 无"),
    ("records", {"kind": "无"}, "records.csv:2: kind: 已载入法规的词汇中没有 无"),
    ("records", {"forms": "leading_group;无"}, "records.csv:2: forms: 已载入法规的词汇中没有形式 无"),
    # Days within lives.
    ("tags", {"started_on": "2009-12-31"}, "tags.csv:2: started_on: 2009-12-31 早于单位 团 的成立日 2010-01-01"),
    ("placements", {PLUS: "", "unit": "连", "parent": "团", "started_on": "2025-06-01"},
     "placements.csv:5: started_on: 2025-06-01 时单位 连 已撤销(2025-06-01)"),
    ("tenures", {PLUS: "", **TENURE, "unit": "连", "ended_on": "2025-06-02"},
     "tenures.csv:3: ended_on: 2025-06-02 晚于单位 连 的撤销日 2025-06-01"),
    ("households", {PLUS: "", "unit": "连", "number": "h2", "removed_on": "2015-01-01"},
     "households.csv:3: removed_on: 2015-01-01 时单位 连 尚未成立(2015-01-01)"),
    ("links", {PLUS: "", **LINK, "target": "连", "started_on": "2025-07-01"},
     "links.csv:3: started_on: 2025-07-01 时单位 连 已撤销(2025-06-01)"),
    (
        "links",
        {PLUS: "", **LINK, "unit": "连", "target": "二", "started_on": "2010-01-01"},
        "links.csv:3: started_on: 2010-01-01 早于单位 连 的成立日 2015-01-01",
    ),
    ("records", {"occurred_on": "1999-01-01"}, "records.csv:2: occurred_on: 1999-01-01 时单位 二 尚未成立(2000-01-01)"),
    ("records", {"target": "连", "occurred_on": "2025-06-01"}, "records.csv:2: occurred_on: 2025-06-01 时单位 连 已撤销(2025-06-01)"),
    # Overlaps, the tree, seats.
    ("tags", {PLUS: "", "unit": "团", "tag": "pairing", "started_on": "2013-01-01"},
     "tags.csv:3: started_on: 同一属性的起止时间与第 2 行(2012-01-01 至 今后)重叠"),
    ("placements", {PLUS: "", "unit": "连", "parent": "团", "started_on": "2020-01-01"},
     "placements.csv:5: started_on: 同一单位隶属的起止时间与第 4 行(最初 至 今后)重叠"),
    ("names", {PLUS: "", "unit": "团", "name": "另名", "started_on": "2020-01-01"},
     "names.csv:2: name: 今天的名称应与 units.csv 的现名 演示团 一致"),
    ("tenures", {PLUS: "", **TENURE}, "tenures.csv:3: started_on: 同一席位任职的起止时间与第 2 行(2020-01-01 至 今后)重叠"),
    ("tenures", {PLUS: "", **TENURE, "acting": "1", "person": "p1", "name": "别名"},
     "tenures.csv:3: name: 人员 p1 在第 2 行的姓名是 演示-甲;请改为一致"),
    ("placements", {PLUS: "", "unit": "兵", "parent": "兵"}, "placements.csv:5: parent: 单位不能隶属于自身"),
    ("placements", {PLUS: "", "unit": "兵", "parent": "连"}, "placements.csv:5: parent: 这样 兵 会在自己的下级之下(2015-01-01 起)"),
    ("placements", {"parent": "团"}, "placements.csv:2: parent: division 只能隶属于 corps,而 团 是 regiment"),
    ("links", {"target": "二"}, "links.csv:2: target: 单位不能联系自身"),
    ("tenures", {PLUS: "", **TENURE, "ref": "t1"}, "tenures.csv:3: ref: 与第 2 行重复(t1)"),
    ("households", {PLUS: "", "unit": "连", "number": "h1"}, "households.csv:3: number: 与第 2 行重复(连 h1)"),
    ("households", {PLUS: "", "unit": "连", "number": "a;b"}, "households.csv:3: number: 户编号中不能有分号"),
    # Records.
    ("records", {"leader": "无"}, "records.csv:2: leader: 人员 无 没有任何任职"),
    ("records", {"households": "h1"}, "records.csv:2: households: 户 h1 从未在 二 登记在册"),
    ("records", {"for_period": "T2020-01-02"}, "records.csv:2: for_period: 二 没有自 2020-01-02 开始的任期"),
    ("records", {"replaces": "r9"}, "records.csv:2: replaces: 没有编号为 r9 的记录"),
    ("records", {"replaces": "r1"}, "records.csv:2: replaces: 记录不能更正自身"),
    ("records", {PLUS: "", **RECORD, "ref": "r1"}, "records.csv:3: ref: 与第 2 行重复(r1)"),
    # Accounts.
    ("accounts", {"email": "nobody"}, "accounts.csv:2: email: nobody 不是邮箱地址"),
    ("accounts", {"unit": ""}, "accounts.csv:2: unit: 有平台岗位就应有单位"),
    ("accounts", {PLUS: "", "username": "u1", "name": "别名", "unit": "团", "role": "clerk"},
     "accounts.csv:3: name: 与第 2 行同一用户名的内容(演示-乙)不同"),
    # Waivers.
    ("waivers", {"regulation": "无"}, "waivers.csv:2: regulation: 没有载入法规 无"),
    ("waivers", {"rule": "无"}, "waivers.csv:2: rule: 法规 xpcc-2023 没有口径 无"),
    ("waivers", {"period": "2024"}, "waivers.csv:2: period: 二 在 2024 没有 a7.2.leading_group 的应履职事项"),
    ("waivers", {"period": "2023Q1"}, "waivers.csv:2: period: 二 在 2023Q1 没有"),
    ("waivers", {"unit": "团"}, "waivers.csv:2: period: 团 在 2024Q2 没有 a7.2.leading_group"),
    ("waivers", {"role": "party_secretary"}, "waivers.csv:2: period: 二 的 party_secretary 在 2024Q2 没有"),
]  # fmt: skip


def with_fault(file: str, values: dict[str, str]) -> World:
    world = base()
    if PLUS in values:
        world[file].append(row(file, **{name: value for name, value in values.items() if name != PLUS}))
    else:
        world[file][0] |= values
    return world


def refusal(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("import_data", str(path), stdout=StringIO())
    assert not Unit.objects.exists()
    assert not Person.objects.exists()
    return str(error.value)


def test_the_files_are_right_where_no_fault_is_put_in(tmp_path: Path) -> None:
    call_command("import_data", str(write_files(base(), tmp_path)), stdout=StringIO())
    assert Record.objects.count() == 1


@pytest.mark.parametrize(("file", "values", "expected"), FAULTS, ids=[fault[2].split(" ")[0] + str(number) for number, fault in enumerate(FAULTS)])  # fmt: skip
def test_a_fault_is_told_at_its_place(
    file: str, values: dict[str, str], expected: str, tmp_path: Path
) -> None:
    told = refusal(write_files(with_fault(file, values), tmp_path)).splitlines()
    assert any(line.startswith(expected) for line in told[1:]), told
    assert len(told) <= 5, told


def test_all_faults_are_told_in_the_order_of_files_and_lines_up_to_a_thousand(tmp_path: Path) -> None:
    world = base()
    world["tags"] += [row("tags", unit=f"无{number}", tag="pairing") for number in range(600)]
    world["links"] += [
        row("links", **LINK | {"ref": f"x{number}", "started_on": "x"}) for number in range(600)
    ]
    told = refusal(write_files(world, tmp_path)).splitlines()
    assert told[0] == "未导入:共 1200 处错误,以下列出前 1000 处"
    assert len(told) == 1001
    assert (told[1][:11], told[601][:12]) == ("tags.csv:3:", "links.csv:3:")


def test_seats_of_several_and_acting_holders_may_overlap(tmp_path: Path) -> None:
    world = base()
    world["tenures"] += [
        row("tenures", **TENURE | {"ref": f"d{number}", "role": "deputy", "title": "副职"})
        for number in range(2)
    ]
    world["tenures"].append(row("tenures", **TENURE | {"acting": "1"}))
    call_command("import_data", str(write_files(world, tmp_path)), stdout=StringIO())


def test_a_term_may_be_waived_however_many_there_are_to_visit(tmp_path: Path) -> None:
    world = base()
    term = TENURE | {"ref": "t9", "unit": "团", "person": "p9", "started_on": "2023-05-10"}
    world["tenures"].append(row("tenures", **term))
    waiver = WAIVER | {"rule": "a8.6.walk", "unit": "团", "role": "party_secretary", "period": "T2023-05-10"}
    world["waivers"].append(row("waivers", **waiver))
    call_command("import_data", str(write_files(world, tmp_path)), stdout=StringIO())
    world["waivers"][-1]["period"] = "T2023-05-11"
    with pytest.raises(
        CommandError, match=r"waivers\.csv:3: period: 团 的 party_secretary 在 T2023-05-11 没有"
    ):
        call_command("import_data", str(write_files(world, tmp_path)), stdout=StringIO())


def test_what_stands_already_is_held_against_what_comes_in(tmp_path: Path) -> None:
    world = base()
    world["records"].append(row("records", **RECORD | {"ref": "r2"}))
    data_import(actor=SYSTEM, path=write_files(world, tmp_path / "one"))
    lives = base()["units"]
    later: World = {
        "units": [
            lives[2] | {"kind": "division", "established_on": "2013-01-01"},
            lives[1] | {"abolished_on": "2023-01-01"},
        ],
        "tags": [row("tags", unit="团", tag="pairing", started_on="2013-01-01", ended_on="2014-02-01")],
        "tenures": [row("tenures", **TENURE)],
        "records": [base()["records"][0] | {"title": "新题", "forms": "", "state": "returned"}],
    }
    with pytest.raises(CommandError) as error:
        call_command("import_data", str(write_files(later, tmp_path / "two")), stdout=StringIO())
    told = str(error.value)
    for expected in (
        "units.csv:2: kind: 单位 团 的类别是 regiment,不得更改",
        "units.csv:2: abolished_on: 已有的属性(2012-01-01 至 今后)在新的存续期之外",
        "units.csv:3: abolished_on: 已有记录 r2(2024-05-01)在新的存续期之外",
        "tags.csv:2: started_on: 同一属性的起止时间与已有的(2012-01-01 至 今后)重叠",
        "tenures.csv:2: started_on: 同一席位任职的起止时间与已有的(2020-01-01 至 今后)重叠",
        "records.csv:2: title: 记录 r1 的内容登记后不得更改(空 → 新题);请在 withdrawn_at 写明撤回时间,另加一条记录",
        "records.csv:2: forms: 记录 r1 的内容登记后不得更改(leading_group → 空)",
    ):
        assert expected in told, told
    export_data(tmp_path / "out")
    assert "r1,meeting,leading_group" in (tmp_path / "out" / "records.csv").read_text()


def test_what_lies_in_a_locked_period_comes_in_no_more(tmp_path: Path) -> None:
    world = base()
    data_import(actor=SYSTEM, path=write_files(world, tmp_path / "one"))
    unit, locker = Unit.objects.get(code="兵"), Account.objects.create(username="a", name="演示-甲")
    PeriodLock.objects.create(
        unit=unit, office=unit, period="2024H1", first_day=dt.date(2024, 1, 1), end_day=dt.date(2024, 7, 1),
        reason="核算", locked_by=locker, locked_at=clock.now(),
    )  # fmt: skip
    data_import(actor=SYSTEM, path=write_files(world, tmp_path / "same"))
    world["records"][0]["state"] = "returned"
    late = RECORD | {"ref": "r2", "occurred_on": "2024-08-01"}
    world["records"] += [
        row("records", **late),
        row("records", **late | {"ref": "r3", "for_period": "2024Q2"}),
    ]
    world["waivers"][0]["reason"] = "改写"
    with pytest.raises(CommandError) as error:
        call_command("import_data", str(write_files(world, tmp_path / "two")), stdout=StringIO())
    told = str(error.value)
    locked = "兵 的 2024H1 已锁定(核算)"
    for expected in (
        "records.csv:2: occurred_on: ",
        "records.csv:4: occurred_on: ",
        "waivers.csv:2: period: ",
    ):
        assert expected + locked in told, told
    assert "records.csv:3" not in told
