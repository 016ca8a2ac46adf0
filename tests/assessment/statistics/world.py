"""Indicators and sheets for tests: filled in by the office of the division."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from assessment.models import StatisticImport, StatisticIndicator
from assessment.services.statistics import import_keep, import_take_in, indicator_save, sheet_check
from assessment.statistics.sheet import sheet_read
from duties.periods import parse
from tests.duties.office_world import OfficeWorld

GRAIN = {
    "name": "高标准农田面积",
    "code": "field.area",
    "measured_in": "万亩",
    "decimals": 2,
    "frequency": "year",
    "source": "农业农村局农田建设年报",
    "definition": "",
    "lowest": 0,
    "highest": 1000,
}


def indicator(world: OfficeWorld, by: str = "office", **values: Any) -> StatisticIndicator:
    """An indicator of the division's office."""
    return indicator_save(actor=world.actors[by], indicator=None, **(GRAIN | values))


def sheet(
    rows: Sequence[Sequence[Any]], heads: Sequence[str] = ("field.area",), period: str = "2026"
) -> bytes:
    """A filled-in workbook: rows of unit code, unit name, values."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = period
    page.append(["单位代码", "单位名称", *heads])
    for row in rows:
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def take_in(world: OfficeWorld, content: bytes, reason: str = "", period: str = "2026") -> StatisticImport:
    """Check a sheet and take it in."""
    actor = world.actors["office"]
    found = sheet_check(actor=actor, period=parse(period), sheet=sheet_read(content))
    assert found.faults == [], found.faults
    kept = import_keep(actor=actor, period=parse(period), found=found, file_name="数据.xlsx", content=content)
    return import_take_in(actor=actor, kept=kept, reason=reason)
