"""What a method and a line say in words: its parameters, and how the points of a unit came about. Pure."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from assessment.scoring.kinds import Kind
from assessment.scoring.methods import (
    Inspection,
    Ledger,
    Method,
    Numbers,
    Quantity,
    Rating,
    Statistic,
    Survey,
    Timeliness,
)
from assessment.scoring.numbers import Steps, plain, rounded

PARTS = {
    "": "全年",
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "第一季度",
    "Q2": "第二季度",
    "Q3": "第三季度",
    "Q4": "第四季度",
}
MEASURES = {"done": "完成率", "on_time": "按时率"}


def method_words(kind: Kind, method: Method, severities: Mapping[str, str]) -> str:
    """The parameters of a method in one sentence; `severities` are the words of the degrees of findings."""
    if isinstance(method, Ledger):
        whose = "本单位和所辖各级单位" if method.scope == "area" else "本单位"
        return f"{whose}{PARTS[method.part]}{MEASURES[method.measure]}"
    if isinstance(method, Quantity):
        need = "台账应完成数" if method.need is None else f" {method.need} 次"
        return f"达到{need}不扣分,少一次扣 {plain(method.off)} 分"
    if isinstance(method, Timeliness):
        return f"逾期完成每项扣 {plain(method.late)} 分,逾期未完成每项扣 {plain(method.missing)} 分"
    if isinstance(method, Statistic | Survey):
        return _steps(method.steps)
    if isinstance(method, Inspection):
        off = "、".join(f"{severities.get(code, code)} {plain(each)} 分" for code, each in method.off)
        return f"每条问题扣 {off};未整改销号另扣 {plain(method.unsettled)} 分"
    if isinstance(method, Rating):
        return "、".join(f"{name} {plain(share)}%" for name, share in method.levels)
    return kind.label


def _steps(steps: Steps) -> str:
    return "、".join(f"{plain(value)} 得 {plain(share)}%" for value, share in steps) + ",其间按直线折算"


def points_words(method: Method, weight: Fraction, numbers: Numbers, severities: Mapping[str, str]) -> str:
    """How the points came about, in one sentence with the numbers of the unit."""
    write = WORDS.get(type(method))
    return write(method, weight, numbers, severities) if write else ""


def _ledger(method: Ledger, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    done, base = plain(numbers[method.measure]), plain(numbers["base"])
    word = "按时完成" if method.measure == "on_time" else "完成"
    return f"到期 {base} 项,{word} {done} 项:{plain(weight)} × {done} ÷ {base}"


def _quantity(method: Quantity, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    need = numbers["required"] if method.need is None else Fraction(method.need)
    short = max(need - numbers["counted"], Fraction(0))
    told = f"应达 {plain(need)} 次,已计入 {plain(numbers['counted'])} 次"
    return f"{told},少 {plain(short)} 次 × {plain(method.off)} 分" if short else f"{told},不扣分"


def _timeliness(method: Timeliness, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    late, missing = numbers["late"], numbers["missing"]
    return (
        f"到期 {plain(numbers['owed'])} 项,逾期完成 {plain(late)} 项 × {plain(method.late)} 分,"
        f"逾期未完成 {plain(missing)} 项 × {plain(method.missing)} 分"
    )


def _statistic(method: Statistic, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    return f"数值 {plain(numbers['value'])}:{_steps(method.steps)}"


def _inspection(method: Inspection, weight: Fraction, numbers: Numbers, severities: Mapping[str, str]) -> str:
    found = [
        f"{severities.get(code, code)} {plain(numbers[code])} 条 × {plain(each)} 分"
        for code, each in method.off
        if numbers.get(code)
    ]
    if numbers.get("unsettled"):
        found.append(f"未销号 {plain(numbers['unsettled'])} 条 × {plain(method.unsettled)} 分")
    return ",".join(found) or "没有发现问题,不扣分"


def _rating(method: Rating, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    name, share = method.levels[int(numbers["level"])]
    return f"评定为“{name}”:{plain(weight)} × {plain(share)}%"


def _survey(method: Survey, weight: Fraction, numbers: Numbers, _: Mapping[str, str]) -> str:
    margin = f",误差 ±{rounded(numbers['margin'], 1)} 个百分点" if "margin" in numbers else ""
    return f"有效答卷 {plain(numbers['n'])} 份,满意 {rounded(numbers['satisfied'], 1)}%{margin}"


WORDS: dict[type[Any], Callable[..., str]] = {
    Ledger: _ledger,
    Quantity: _quantity,
    Timeliness: _timeliness,
    Statistic: _statistic,
    Inspection: _inspection,
    Rating: _rating,
    Survey: _survey,
}
"""How each kind of method tells its numbers; others are told by what was entered."""
