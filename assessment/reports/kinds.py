"""The kinds of reports that the regulation asks for: how each is called, what period it is about, to whom it goes. Pure."""

import dataclasses
import datetime as dt

from duties import periods
from duties.periods import ONE_DAY, Kind, Period


@dataclasses.dataclass(frozen=True)
class ReportKind:
    """One kind; `code` is a form of records of kind report, `upward` whether it goes to the unit above.

    `title`, `addressee` and `opening` (the first sentence) name unit, period, superior and the article in braces.
    """

    code: str
    name: str
    cycle: Kind
    upward: bool
    title: str
    addressee: str
    opening: str


ANNUAL = ReportKind(
    "annual_report",
    "年度报告",
    "year",
    True,
    "{unit}关于{period}实施乡村振兴战略进展情况的报告",
    "{superior}党委",
    "按照{basis}规定,现将{period}实施乡村振兴战略进展情况报告如下。",
)
HALF_YEAR = ReportKind(
    "half_year_report",
    "半年报告",
    "half",
    True,
    "{unit}关于{period}推进实施乡村振兴战略进展情况的报告",
    "{superior}党委农村工作领导小组",
    "按照{basis}规定,现将{period}推进实施乡村振兴战略进展情况报告如下。",
)
PLENUM = ReportKind(
    "plenum_report",
    "向党代会、全会报告",
    "year",
    False,
    "{unit}关于{period}实施乡村振兴战略进展情况向党委全体会议的报告",
    "{unit}党委全体会议",
    "按照{basis}规定,现将{period}实施乡村振兴战略进展情况报告如下。",
)
EVALUATION = ReportKind(
    "evaluation",
    "实施情况评估",
    "year",
    False,
    "{unit}关于{period}乡村振兴战略实施情况的评估报告",
    "{unit}党委",
    "按照{basis}规定,对本辖区{period}乡村振兴战略实施情况进行了评估,报告如下。",
)
KINDS = {kind.code: kind for kind in (ANNUAL, HALF_YEAR, PLENUM, EVALUATION)}
RECORD_KIND = "report"
"""The kind of record that a report becomes when it is sent."""
ABOVE_ALL = "上级"
"""How the superior of the unit above which there is none in the portal is called."""


def choices() -> list[tuple[str, str]]:
    """Codes and names."""
    return [(kind.code, kind.name) for kind in KINDS.values()]


def name_of(code: str) -> str:
    """What a kind is called; the code itself where there is no such kind."""
    return KINDS[code].name if code in KINDS else code


def period_for(kind: ReportKind, day: dt.date) -> Period:
    """The period that a report of `kind` is due for on `day`: for reports to the unit above the last one that has ended.

    The two others are given within their year.
    """
    present = periods.period_of(kind.cycle, day)
    return periods.period_of(kind.cycle, present.start - ONE_DAY) if kind.upward else present


def period_named(kind: ReportKind, name: str) -> Period:
    """The period called `name`; raises ValueError where it is none of this kind's."""
    found = periods.parse(name)
    if found.kind != kind.cycle:
        raise ValueError(f"{name} is no {kind.cycle}")
    return found
