"""Indicators and values: taken in whole or not at all, revised with a reason, known at an instant."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.demo.statistics import add_statistics
from assessment.models import StatisticImport, StatisticValue
from assessment.selectors.statistics import history_of, readable_indicators, readable_values, values_of
from assessment.services.statistics import (
    import_give_up,
    import_keep,
    import_take_in,
    indicator_retire,
    indicator_save,
    sheet_check,
    value_correct,
)
from assessment.statistics.sheet import SheetError, sheet_read, sheet_write_template
from duties.periods import parse
from portal import clock
from portal.models import Change
from tests.assessment.statistics.world import GRAIN, indicator, sheet, take_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
YEAR = parse("2026")
TWO = [["团", "演示27团", 12.5], ["邻", "演示28团", 8]]

made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def faults_of(world: OfficeWorld, rows: Sequence[Sequence[Any]], *heads: str) -> dict[str, str]:
    """The faults of a sheet by cell."""
    content = sheet(rows, heads or ("field.area",))
    found = sheet_check(actor=world.actors["office"], period=YEAR, sheet=sheet_read(content))
    return {fault.at: fault.text for fault in found.faults}


def test_a_sheet_is_taken_in_with_its_provenance(world: OfficeWorld) -> None:
    area = indicator(world)
    done = take_in(world, sheet(TWO))
    assert done.state == StatisticImport.State.DONE
    known = values_of([area], [world.units["团"], world.units["邻"]], "2026")
    assert known == {
        (area.pk, world.units["团"].pk): Decimal("12.5"),
        (area.pk, world.units["邻"].pk): Decimal(8),
    }
    [first, _] = StatisticValue.objects.order_by("-value")
    assert first.entered_from == done
    assert first.entered_from.file_name == "数据.xlsx"
    assert Change.objects.filter(action="statistics_import", reason="").count() == 1


def test_every_fault_is_named_by_its_cell_and_nothing_is_written(world: OfficeWorld) -> None:
    indicator(world)
    rows = [
        ["团", "演示27团", "约12"],
        ["邻", "演示二十八团", 1],
        ["没有", "演示", 1],
        ["连", "演示27团一连", -1],
        ["师", "演示二师", 1.234],
        ["团", "演示27团", 1],
    ]
    found = faults_of(world, rows, "field.area", "none", "field.area")
    assert set(found) == {"C2", "B3", "A4", "C5", "C6", "A7", "D1", "E1"}
    assert "不应小于 0" in found["C5"]
    assert "小数不超过 2 位" in found["C6"]
    assert not StatisticValue.objects.exists()


def test_units_of_another_area_and_indicators_of_another_frequency_are_unknown(world: OfficeWorld) -> None:
    indicator(world, code="field.month", frequency="month")
    assert set(faults_of(world, [["兵", "演示兵团", 1]], "field.month")) == {"A2", "C1"}


@pytest.mark.parametrize("content", [b"", b"PK", b"not a workbook"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(SheetError, match="XLSX"):
        sheet_read(content)


def test_a_sheet_with_another_head_is_refused() -> None:
    with pytest.raises(SheetError, match="表头"):
        sheet_read(sheet([], heads=()))


def test_a_revision_needs_a_reason_and_the_past_stays_known(world: OfficeWorld) -> None:
    area, unit = indicator(world), world.units["团"]
    take_in(world, sheet(TWO))
    later = NOW + dt.timedelta(days=1)
    with time_machine.travel(later, tick=False):
        revised = sheet([["团", "演示27团", 12.6], ["邻", "演示28团", 8]])
        with pytest.raises(ValidationError, match="理由"):
            take_in(world, revised)
        take_in(world, revised, reason="统计局核定")
        assert values_of([area], [unit], "2026") == {(area.pk, unit.pk): Decimal("12.6")}
        assert values_of([area], [unit], "2026", NOW) == {(area.pk, unit.pk): Decimal("12.5")}
        assert [each.value.reason for each in history_of(area, unit, "2026")] == ["统计局核定", ""]
    assert StatisticValue.objects.known().count() == 2


def test_what_changed_since_the_check_is_not_taken_in(world: OfficeWorld) -> None:
    indicator(world)
    office, content = world.actors["office"], sheet(TWO)
    found = sheet_check(actor=office, period=YEAR, sheet=sheet_read(content))
    kept = [
        import_keep(actor=office, period=YEAR, found=found, file_name="数据.xlsx", content=content)
        for _ in range(2)
    ]
    import_take_in(actor=office, kept=kept[0])
    with pytest.raises(ValidationError, match="已有变动"):
        import_take_in(actor=office, kept=kept[1])
    with pytest.raises(ValidationError, match="已办理"):
        import_give_up(actor=office, kept=kept[0])
    import_give_up(actor=office, kept=kept[1])
    assert StatisticValue.objects.count() == 2


def test_a_value_is_corrected_by_hand(world: OfficeWorld) -> None:
    area, unit, office = indicator(world), world.units["团"], world.actors["office"]
    take_in(world, sheet(TWO))
    known = {"actor": office, "indicator": area, "unit": unit, "period": YEAR, "before": Decimal("12.5")}
    with pytest.raises(ValidationError, match="不应大于 1000"):
        value_correct(**known, value=Decimal(1001), reason="核定")
    with pytest.raises(ValidationError, match="已有变动"):
        value_correct(**(known | {"before": Decimal(3)}), value=Decimal(4), reason="核定")
    value_correct(**known, value=Decimal(11), reason="核定")
    assert values_of([area], [unit], "2026") == {(area.pk, unit.pk): Decimal(11)}
    with pytest.raises(PermissionDenied):
        value_correct(**(known | {"actor": world.actors["official"]}), value=Decimal(4), reason="核定")


def test_an_indicator_with_values_keeps_its_meaning(world: OfficeWorld) -> None:
    area, office = indicator(world), world.actors["office"]
    take_in(world, sheet(TWO))
    with pytest.raises(ValidationError) as refused:
        indicator_save(
            actor=office,
            indicator=area,
            version=1,
            **(GRAIN | {"code": "other", "decimals": 1, "frequency": "month"}),
        )
    assert set(refused.value.message_dict) == {"code", "decimals", "frequency"}
    changed = indicator_save(actor=office, indicator=area, version=1, **(GRAIN | {"name": "高标准农田"}))
    with pytest.raises(ValidationError, match="刚被别人修改"):
        indicator_save(actor=office, indicator=area, version=1, **GRAIN)
    with pytest.raises(ValidationError, match="已有这一代码"):
        indicator(world)
    indicator_retire(actor=office, indicator=changed)
    assert set(faults_of(world, TWO)) == {"C1"}


def test_each_reads_what_concerns_it(world: OfficeWorld) -> None:
    own, top = indicator(world), indicator(world, by="above", code="corps.area")
    take_in(world, sheet(TWO))
    assert set(readable_indicators(world.actors["official"])) == {own, top}
    assert set(readable_indicators(world.actors["above"])) == {own, top}
    assert set(readable_indicators(world.actors["aside"])) == {own, top}
    assert [value.unit.code for value in readable_values(world.actors["official"])] == ["团"]
    assert readable_values(world.actors["auditor"]).count() == 2


def test_the_template_filled_in_changes_nothing(world: OfficeWorld) -> None:
    area, office = indicator(world), world.actors["office"]
    take_in(world, sheet(TWO))
    units = [world.units["团"], world.units["邻"]]
    stream = io.BytesIO()
    sheet_write_template(stream, "2026", [area], units, values_of([area], units, "2026"))
    found = sheet_check(actor=office, period=YEAR, sheet=sheet_read(stream.getvalue()))
    assert (found.same, found.changes) == (2, [])
    assert "没有新的或改动的数值" in found.faults[0].text


def test_values_known_at_the_moment_before(world: OfficeWorld) -> None:
    area = indicator(world)
    take_in(world, sheet(TWO))
    assert values_of([area], [world.units["团"]], "2026", clock.now() - dt.timedelta(seconds=1)) == {}


def test_a_demonstration_has_values_of_the_divisions(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.demo.statistics.actor_of", lambda name: world.actors["above"])
    with time_machine.travel(NOW.replace(year=2027), tick=False):
        for _ in range(2):
            add_statistics()
    assert StatisticValue.objects.filter(unit=world.units["师"], period="2026").count() == 3
