"""What a sheet of values would change, and every fault in it by its cell; writes nothing."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from assessment.models import StatisticIndicator
from assessment.statistics.numbers import NumberError, number_of, places_of, plain
from assessment.statistics.sheet import Cell, Line, Sheet
from portal.models import Unit

Key = tuple[int, int]
"""Indicator pk, unit pk."""


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, and what to do."""

    at: str
    text: str


@dataclasses.dataclass(frozen=True)
class Change:
    """A value that would be taken in; `before` is the one known until now, None for a new one."""

    indicator: StatisticIndicator
    unit: Unit
    value: Decimal
    before: Decimal | None


@dataclasses.dataclass(frozen=True)
class Found:
    """Everything that the check found; `same` counts values that are known already."""

    faults: Sequence[Fault]
    changes: Sequence[Change]
    same: int


@dataclasses.dataclass(frozen=True)
class Ground:
    """What a sheet is checked against: indicators and units by code, values known by key."""

    indicators: Mapping[str, StatisticIndicator]
    units: Mapping[str, Unit]
    known: Mapping[Key, Decimal]


def check_sheet(sheet: Sheet, ground: Ground) -> Found:
    """Read every cell of `sheet` against `ground`."""
    faults = [*_twice(sheet.codes, "这一指标"), *_unknown_indicators(sheet, ground)]
    faults += _twice([Cell(f"A{line.number}", line.code) for line in sheet.lines], "这一单位")
    changes, same = [], 0
    for line in sheet.lines:
        unit = ground.units.get(line.code)
        if unit is None or unit.name != line.name:
            faults.append(_unit_fault(line, unit))
            continue
        for head, cell in zip(sheet.codes, line.cells, strict=True):
            indicator = ground.indicators.get(head.value)
            if indicator is None:
                continue
            value = _value(cell, indicator, faults)
            before = ground.known.get((indicator.pk, unit.pk))
            if value is not None and value != before:
                changes.append(Change(indicator, unit, value, before))
            same += value is not None and value == before
    if not faults and not changes:
        faults.append(Fault("", "没有新的或改动的数值;请核对是否选错了文件或周期。"))
    return Found(faults, changes, same)


def _twice(cells: Sequence[Cell], what: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for cell in cells:
        if cell.value in first:
            yield Fault(cell.at, f"{what}({cell.value})在 {first[cell.value]} 已有;请只留一个。")
        first.setdefault(cell.value, cell.at)


def _unknown_indicators(sheet: Sheet, ground: Ground) -> Iterator[Fault]:
    for head in sheet.codes:
        if head.value not in ground.indicators:
            yield Fault(head.at, f"没有代码为 {head.value}、按这一周期报送的指标;请核对代码或先新建指标。")


def _unit_fault(line: Line, unit: Unit | None) -> Fault:
    if unit is None:
        return Fault(f"A{line.number}", f"辖区内没有代码为 {line.code or '(空)'} 的单位。")
    return Fault(f"B{line.number}", f"代码 {line.code} 是{unit.name},不是{line.name or '(空)'};请核对。")


def _value(cell: Cell, indicator: StatisticIndicator, faults: list[Fault]) -> Decimal | None:
    try:
        value = number_of(cell.value)
    except NumberError as error:
        faults.append(Fault(cell.at, f"{indicator.name}:{error}。"))
        return None
    if value is None:
        return None
    wrong = value_fault(indicator, value)
    if wrong:
        faults.append(Fault(cell.at, f"{indicator.name}:{wrong}"))
        return None
    return value


def value_fault(indicator: StatisticIndicator, value: Decimal) -> str:
    """Why `value` is no value of `indicator`; empty where it is one."""
    if places_of(value) > indicator.decimals:
        return f"小数不超过 {indicator.decimals} 位。"
    if indicator.lowest is not None and value < indicator.lowest:
        return f"不应小于 {plain(indicator.lowest)}。"
    if indicator.highest is not None and value > indicator.highest:
        return f"不应大于 {plain(indicator.highest)}。"
    return ""
