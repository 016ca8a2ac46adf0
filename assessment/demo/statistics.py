"""Statistics in a demonstration: three indicators of the top office with invented values of the divisions."""

from decimal import Decimal

from assessment.models import StatisticIndicator
from assessment.selectors.statistics import fillable_units
from assessment.services.statistics import import_keep, import_take_in, indicator_save, sheet_check
from assessment.statistics.sheet import Cell, Line, Sheet
from duties.demo.questions import actor_of
from duties.periods import parse
from portal import clock

OFFICE = "bangongshi"
SOURCE = "演示年报(虚构)"
INDICATORS = (
    ("field.area", "高标准农田面积", "万亩", 2, Decimal("18.6"), Decimal("2.35")),
    ("income", "职工群众人均可支配收入", "元", 0, Decimal(24150), Decimal(315)),
    ("sewage", "连队生活污水治理率", "%", 1, Decimal("41.5"), Decimal("2.4")),
)
"""Code, name, unit of measure, decimals, the value of the first division and how much more each next one has."""


def add_statistics() -> None:
    """Define and take in as the top office; twice does nothing."""
    office = actor_of(OFFICE)
    if office is None or StatisticIndicator.objects.exists():
        return
    for code, name, measured_in, decimals, _, _ in INDICATORS:
        indicator_save(
            actor=office, indicator=None, code=code, name=name, measured_in=measured_in, decimals=decimals,
            frequency="year", source=SOURCE, definition="演示数据,均为虚构。", lowest=Decimal(0), highest=None,
        )  # fmt: skip
    period = parse(str(clock.today().year - 1))
    divisions = fillable_units(office, period).filter(kind="division")
    lines = [
        Line(
            number,
            unit.code,
            unit.name,
            [Cell(f"C{number}", first + more * (number - 2)) for *_, first, more in INDICATORS],
        )
        for number, unit in enumerate(divisions, start=2)
    ]
    sheet = Sheet(period.name, [Cell(f"C{at}", code) for at, (code, *_) in enumerate(INDICATORS)], lines)
    found = sheet_check(actor=office, period=period, sheet=sheet)
    if found.faults:
        return
    kept = import_keep(
        actor=office, period=period, found=found, file_name=f"演示统计数据-{period.name}.xlsx", content=b""
    )
    import_take_in(actor=office, kept=kept)
