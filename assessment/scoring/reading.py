"""Methods as plain data and back: what the editor stores and a packaged scheme says. Numbers are text, so nothing is lost."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assessment.scoring.kinds import Kind
from assessment.scoring.methods import (
    HUNDRED,
    Beside,
    Inspection,
    Ledger,
    Method,
    Quantity,
    Rating,
    SpotCheck,
    Statistic,
    Survey,
    ThirdParty,
    Timeliness,
)
from assessment.scoring.numbers import Steps, exact

Data = Mapping[str, Any]
PARTS = ("", "H1", "H2", "Q1", "Q2", "Q3", "Q4")
"""Parts of the year to which a ledger rate can be narrowed; empty is the whole year."""
FORCES = ("must", "in_principle")
"""Forces that a rate can count; what the regulation leaves unquantified has no rate."""


class ParameterError(ValueError):
    """What is wrong with the parameters of a method, by field, in Chinese."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(";".join(faults.values()))
        self.faults = dict(faults)


def method_of(kind: Kind, data: Data) -> Method:
    """The method that `data` describes. Raises ParameterError, by field, for what is missing or makes no sense."""
    return READERS[kind](data)


def _rules(data: Data) -> tuple[str, ...]:
    rules = tuple(str(each) for each in data.get("rules", ()) if str(each).strip())
    if not rules:
        raise ParameterError({"rules": "请至少选择一条口径。"})
    return rules


def _number(data: Data, field: str, *, least: int = 0, default: str = "") -> Fraction:
    try:
        number = exact(str(data.get(field, default)))
    except ValueError as error:
        raise ParameterError({field: "请填写数字,例如 0.5。"}) from error
    if number < least:
        raise ParameterError({field: f"不能小于 {least}。"})
    return number


def _choice(data: Data, field: str, choices: Sequence[str], default: str) -> str:
    value = str(data.get(field, default))
    if value not in choices:
        raise ParameterError({field: "没有这一选项。"})
    return value


def _ledger(data: Data) -> Method:
    forces = tuple(str(each) for each in data.get("forces", ("must",)))
    if not forces or any(each not in FORCES for each in forces):
        raise ParameterError({"forces": "请选择计入完成率的责任强度。"})
    measure = _choice(data, "measure", ("done", "on_time"), "done")
    scope = _choice(data, "scope", ("own", "area"), "own")
    return Ledger(
        _rules(data),
        "on_time" if measure == "on_time" else "done",
        forces,
        "area" if scope == "area" else "own",
        _choice(data, "part", PARTS, ""),
    )


def _quantity(data: Data) -> Method:
    need = data.get("need")
    if need in (None, ""):
        return Quantity(_rules(data), _number(data, "off"))
    number = _number(data, "need", least=1)
    if number.denominator != 1:
        raise ParameterError({"need": "请填写整数。"})
    return Quantity(_rules(data), _number(data, "off"), int(number))


def _timeliness(data: Data) -> Method:
    return Timeliness(_rules(data), _number(data, "late"), _number(data, "missing"))


def steps_of(data: Data, field: str = "steps") -> Steps:
    """Two steps or more with rising values and shares from 0 to 100. Raises ParameterError otherwise."""
    try:
        steps = tuple((exact(str(value)), exact(str(share))) for value, share in data.get(field, ()))
    except (TypeError, ValueError) as error:
        raise ParameterError({field: "每一档写数值和得分比例,例如 80 60。"}) from error
    if len(steps) < 2:
        raise ParameterError({field: "请至少写两档。"})
    if any(low[0] >= high[0] for low, high in itertools.pairwise(steps)):
        raise ParameterError({field: "各档的数值须从小到大,不能相同。"})
    if any(not 0 <= share <= HUNDRED for _, share in steps):
        raise ParameterError({field: "得分比例须在 0 和 100 之间。"})
    return steps


def _statistic(data: Data) -> Method:
    indicator = str(data.get("indicator", "")).strip()
    if not indicator:
        raise ParameterError({"indicator": "请填写统计指标代码。"})
    return Statistic(indicator, steps_of(data))


def _inspection(data: Data) -> Method:
    found = data.get("off", {})
    off = tuple((str(severity), _number(found, severity)) for severity in sorted(found))
    if not off:
        raise ParameterError({"off": "请填写各类问题每条扣多少分。"})
    return Inspection(off, _number(data, "unsettled", default="0"))


def _rating(data: Data) -> Method:
    try:
        levels = tuple((str(name).strip(), exact(str(share))) for name, share in data.get("levels", ()))
    except (TypeError, ValueError) as error:
        raise ParameterError({"levels": "每一级写名称和得分比例,例如 好 100。"}) from error
    if len(levels) < 2 or any(not name for name, _ in levels):
        raise ParameterError({"levels": "请至少写两级,每级有名称。"})
    if len({name for name, _ in levels}) < len(levels):
        raise ParameterError({"levels": "各级名称不能相同。"})
    if any(not 0 <= share <= HUNDRED for _, share in levels):
        raise ParameterError({"levels": "得分比例须在 0 和 100 之间。"})
    return Rating(levels)


def _survey(data: Data) -> Method:
    return Survey(steps_of(data))


READERS: dict[Kind, Callable[[Data], Method]] = {
    Kind.LEDGER: _ledger,
    Kind.QUANTITY: _quantity,
    Kind.TIMELINESS: _timeliness,
    Kind.STATISTIC: _statistic,
    Kind.INSPECTION: _inspection,
    Kind.RATING: _rating,
    Kind.THIRD_PARTY: lambda data: ThirdParty(),
    Kind.SPOT_CHECK: lambda data: SpotCheck(),
    Kind.SURVEY: _survey,
    Kind.ADDITION: lambda data: Beside(),
    Kind.DEDUCTION: lambda data: Beside(),
}
