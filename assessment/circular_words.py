"""What the circular of an assessment (考核结果通报) says: from results in words to the paper. Pure: no Django."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.scoring.numbers import ROUNDING
from assessment.scoring.results import REDISTRIBUTION
from portal.documents.paper import Block, Heading, OfficialDocument, Paragraph, Table

CIRCULAR = "考核结果通报"
OFFICE = "党委农村工作领导小组办公室"


@dataclasses.dataclass(frozen=True)
class Result:
    """A unit's result in words."""

    place: str
    unit: str
    total: str
    grade: str


@dataclasses.dataclass(frozen=True)
class Words:
    """What the office words of a circular; `requirements` one a line."""

    title: str
    addressee: str
    requirements: str


REQUIREMENTS = (
    "请各单位对照本单位考核明细,认真分析失分原因,抓好整改。",
    "对得分有异议的,由单位责任人在异议期内通过平台提出,逾期不再受理。",
)
"""What is usually asked of the assessed, one a line."""


def circular_paper(
    *,
    issuer: str,
    year: int,
    clause: str,
    classes: Mapping[str, Sequence[Result]],
    grades: Sequence[str],
    until: dt.date,
    words: Words,
    day: dt.date,
    demo: bool,
    source: Mapping[str, Any],
) -> OfficialDocument:
    """The circular as a draft: what the results rest on, the results by class in their order, what is asked."""
    office = f"{issuer}{OFFICE}"
    lines = [line.strip() for line in words.requirements.splitlines() if line.strip()]
    number = sum(map(len, classes.values()))
    return OfficialDocument(
        kind=CIRCULAR,
        issuer_name=office,
        issuer_mark=office,
        title=words.title,
        addressee=words.addressee,
        body=(
            Paragraph(
                f"{clause}{issuer}对{number}个单位{year}年度推进乡村振兴战略情况进行了实绩考核,"
                "结果已经审定。现通报如下:"
            ),
            Heading(1, "一、考核结果"),
            *_results(classes),
            Heading(1, "二、计分说明"),
            Paragraph(f"{REDISTRIBUTION}{ROUNDING}"),
            Paragraph(f"等次:{';'.join(grades)}。分类考核的,在同类单位中排名;总分相同的名次并列。"),
            Heading(1, "三、有关要求"),
            *(Paragraph(f"{place}.{line}") for place, line in enumerate(lines, start=1)),
            Paragraph(f"异议期至{until.year}年{until.month}月{until.day}日。"),
        ),
        signatory=office,
        date=day,
        printed_by=office,
        printed_on=day,
        demo=demo,
        draft=True,
        source=source,
    )


def _results(classes: Mapping[str, Sequence[Result]]) -> list[Block]:
    found: list[Block] = []
    for place, (name, results) in enumerate(classes.items(), start=1):
        if len(classes) > 1:
            found.append(Heading(2, f"({'一二三四五六七八九十'[place - 1] if place <= 10 else place}){name}"))
        rows = tuple((each.place, each.unit, each.total, each.grade) for each in results)
        found.append(
            Table(
                ("名次", "单位", "总分", "等次"),
                rows,
                shares=(2, 8, 3, 3),
                align=("center", "left", "right", "center"),
            )
        )
    return found
