"""办理经过 of an audit export: urgings, statements with their answers, and waivers of the exported cells."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from duties.exports.history import HISTORY_HEADS, history
from duties.exports.rows import ExportRow, export_rows
from duties.services.statements import statement_follow, statement_make
from duties.services.waiving import cell_unwaive, cell_waive
from duties.statement_states import Act, Kind
from portal import clock
from tests.duties.office_world import NOW, OfficeWorld
from tests.duties.shared import once
from tests.duties.urging_world import TEXT, make_urging_world, urged

pytestmark = pytest.mark.django_db


made = once(make_urging_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def rows(world: OfficeWorld) -> list[ExportRow]:
    unit = world.units["师"]
    return export_rows(
        unit=unit, within=unit, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31), as_of=NOW.date()
    )


def acts(world: OfficeWorld, until: dt.datetime) -> list[str]:
    return [str(line[HISTORY_HEADS.index("办理")]) for line in history(rows(world), until)]


def test_each_step_is_a_line(world: OfficeWorld) -> None:
    urged(world)
    asked = statement_make(
        actor=world.actors["official"], cell=world.cell(), kind=Kind.WAIVER, text="机构调整。"
    )
    statement_follow(actor=world.actors["office"], statement=asked, act=Act.GRANT, text="同意。")
    assert acts(world, clock.now()) == ["催办", "申请豁免:提出", "申请豁免:同意豁免"]
    line = dict(zip(HISTORY_HEADS, history(rows(world), clock.now())[0], strict=True))
    assert (line["时间"], line["单位"], line["内容"]) == ("2026-11-24 10:00:00", "演示27团", TEXT)
    assert str(line["对象和材料"]).endswith("经办人 演示-clerk")
    assert "演示-administrative_head(未送达)" in str(line["对象和材料"])


def test_what_came_later_is_left_out(world: OfficeWorld) -> None:
    cell_waive(actor=world.actors["office"], cell=world.cell(), reason="演示。")
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        cell_unwaive(actor=world.actors["office"], cell=world.cell(), reason="恢复。")
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        urged(world)
        assert acts(world, NOW + dt.timedelta(days=1)) == ["豁免"]
        assert acts(world, clock.now()) == ["豁免", "取消豁免", "催办"]
        taken_back = dict(zip(HISTORY_HEADS, history(rows(world), clock.now())[1], strict=True))
        assert (taken_back["经手人"], taken_back["内容"]) == ("演示-office", "恢复。")


def test_of_other_units_nothing_is_told(world: OfficeWorld) -> None:
    urged(world, "above", cells=[world.cell("邻")])
    mine = [row for row in rows(world) if row.ledger.unit == "团"]
    assert history(mine, clock.now()) == []
