"""What a 督办通知单 or 整改通知书 says: from facts and the office's own words to the paper. Pure: no Django.

The facts are quoted, the demands are the office's; the paper names seats and units, never a person.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duties.naming import chinese_number
from portal.documents.paper import Block, Heading, OfficialDocument, Paragraph

KIND = "督办通知单"
RECTIFICATION = "整改通知书"
NOTICES = (KIND, RECTIFICATION)
"""The two kinds of notice: one urges what is late, the other demands that what is wrong be put right."""
OFFICE = "党委农村工作领导小组办公室"
"""What a unit's leading-group office (article 11) puts behind the unit's name."""

DEMANDS = {
    "count": "对照条款要求尽快补办;已开展未登记的及时补录,并附佐证材料。",
    "submission": "对照条款要求尽快印发或报送;已办理未登记的及时补录,并附正式文件。",
    "coverage": "对照条款要求尽快走访到位;已走访未登记的及时补录。",
    "standing": "对照条款要求尽快确定联系对象,并在平台登记。",
}
FAULT = "fault"
"""Stands for the measure of a fault that is to be put right."""
DEMAND_OF_FAULTS = "对照所列问题逐项制定整改措施,明确责任人和完成时限,按期整改到位,并附佐证材料。"
DEMAND_OF_CHARGES = "对照议定要求尽快落实;已落实未登记的及时办结,并附佐证材料。"
DEMANDS_OF_ALL = (
    "查明逾期原因,明确责任领导、责任人员和完成时限,防止再次发生。",
    "办理情况经主要负责人审定后书面报本办公室。",
)


@dataclasses.dataclass(frozen=True)
class Facts:
    """The obligation as the ledger has it on a day, in words; `seat` is the role that bears it, empty for the unit."""

    regulation: str
    provision: str
    quote: str
    title: str
    seat: str
    period: str
    required: int
    counted: int
    piece: str
    due_on: dt.date
    day: dt.date
    measure: str


@dataclasses.dataclass(frozen=True)
class Wording:
    """What the office may word: title, demands (one a line), deadline, urgency, and to whom copies go."""

    title: str
    demands: str
    deadline: dt.date
    urgency: str = ""
    copies_to: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The demands one by one."""
        return [line.strip() for line in self.demands.splitlines() if line.strip()]


@dataclasses.dataclass(frozen=True)
class Charge:
    """What is supervised beside obligations, e.g. a decision of a meeting: what is to be done, and on what it rests.

    `said` tells a fault that is to be put right in a sentence of its own.
    """

    title: str
    basis: str
    due_on: dt.date | None = None
    said: str = ""


@dataclasses.dataclass(frozen=True)
class Terms:
    """What differs between the kinds of notice."""

    act: str
    opening: str
    matters: str
    demands: str
    time: str
    done: str


TERMS = {
    KIND: Terms("督办", "现予督办", "督办事项", "办理要求", "办理期限", "办结,将办理结果"),
    RECTIFICATION: Terms("整改", "现要求限期整改", "存在问题", "整改要求", "整改期限", "完成整改,将整改情况"),
}


def default_title(unit: str, facts: Sequence[Facts], charges: Sequence[Charge] = (), kind: str = KIND) -> str:
    """A title that says who, when and what; of several things, how many."""
    act = f"的{TERMS[kind].act}通知"
    if not facts and all(charge.said for charge in charges):
        return f"关于{unit}{len(charges)}项问题{act}"
    if len(facts) + len(charges) == 1:
        for fact in facts:
            return f"关于{unit}{fact.period}{fact.title}逾期未完成{act}"
        return f"关于{unit}落实“{shortened(charges[0].title.rstrip('。'))}”{act}"
    if not charges:
        return f"关于{unit}{len(facts)}项履职事项逾期未完成{act}"
    return f"关于{unit}{len(facts) + len(charges)}项事项未按要求完成{act}"


TITLE_PART = 30


def shortened(text: str) -> str:
    """The beginning of a text, fit to stand in a title."""
    return text if len(text) <= TITLE_PART else f"{text[:TITLE_PART]}…"


def default_demands(measures: Sequence[str]) -> str:
    """What is usually demanded for obligations of these measures, for faults and for decisions, one demand a line."""
    known = {**DEMANDS, FAULT: DEMAND_OF_FAULTS}
    wanted = [known.get(measure, DEMAND_OF_CHARGES) for measure in dict.fromkeys(measures)]
    return "\n".join((*wanted, *DEMANDS_OF_ALL))


def day_of(day: dt.date) -> str:
    """2026年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def notice_paper(
    *,
    issuer: str,
    unit: str,
    facts: Sequence[Facts],
    wording: Wording,
    day: dt.date,
    demo: bool,
    source: Mapping[str, Any],
    charges: Sequence[Charge] = (),
    partners: Sequence[str] = (),
    kind: str = KIND,
) -> OfficialDocument:
    """The notice as a draft of `day`, from the issuer's office to the unit that acts, with `partners` beside it."""
    office, terms = f"{issuer}{OFFICE}", TERMS[kind]
    return OfficialDocument(
        kind=kind,
        issuer_name=office,
        issuer_mark=office,
        title=wording.title,
        addressee=unit,
        body=(
            Paragraph(f"{_ground(facts, charges)}{terms.opening},通知如下:"),
            Heading(1, f"一、{terms.matters}"),
            *_matters(facts, charges),
            Heading(1, f"二、{terms.demands}"),
            *(Paragraph(f"{number}.{line}") for number, line in enumerate(wording.lines, start=1)),
            Heading(1, f"三、{terms.time}"),
            Paragraph(
                f"{_units(unit, partners)}请于{day_of(wording.deadline)}前{terms.done}书面报本办公室,"
                "并在履职平台登记有关记录、上传佐证材料。"
            ),
        ),
        signatory=office,
        date=day,
        copies_to=wording.copies_to,
        printed_by=office,
        printed_on=day,
        urgency=wording.urgency,
        demo=demo,
        draft=True,
        source=source,
    )


def _ground(facts: Sequence[Facts], charges: Sequence[Charge]) -> str:
    if not charges:
        return "经核对乡村振兴责任制履职台账,你单位下列责任事项逾期未完成。"
    if not facts and all(charge.said for charge in charges):
        return "经督查,你单位存在下列问题。"
    checked = "经核对乡村振兴责任制履职台账和议定事项," if facts else ""
    return f"{checked}你单位下列事项未按要求完成。"


def _matters(facts: Sequence[Facts], charges: Sequence[Charge]) -> Iterator[Block]:
    """Each matter by itself, under a heading of its own where there are several."""
    matters: list[Facts | Charge] = [*facts, *charges]
    several = len(matters) > 1
    for number, matter in enumerate(matters, start=1):
        if several:
            yield Heading(2, f"({chinese_number(number)}){matter.title.rstrip('。')}")
        if isinstance(matter, Charge):
            yield Paragraph(charge_sentence(matter))
        else:
            yield Paragraph(f"《{matter.regulation}》{matter.provision}规定:“{inner_quotes(matter.quote)}”。")
            yield Paragraph(facts_sentence(matter))


def charge_sentence(charge: Charge) -> str:
    """On what it rests, what is to be done and by when, in one sentence; a fault in its own."""
    if charge.said:
        return charge.said
    until = f",应于{day_of(charge.due_on)}前完成" if charge.due_on else ""
    return f"{charge.basis},由你单位落实“{inner_quotes(charge.title.rstrip('。'))}”{until},至今未办结。"


def _units(unit: str, partners: Sequence[str]) -> str:
    if not partners:
        return f"承办单位:{unit}。"
    return f"牵头单位:{unit};协办单位:{'、'.join(partners)}。"


def facts_sentence(facts: Facts) -> str:
    """Required, counted, due and how late, in one sentence."""
    bearer = f"你单位{facts.seat}" if facts.seat else "你单位"
    late = (facts.day - facts.due_on).days
    return (
        f"{bearer}{facts.period}“{facts.title}”应完成{facts.required}{facts.piece},截至{day_of(facts.day)}"
        f"计入{facts.counted}{facts.piece};应于{day_of(facts.due_on)}前完成,已逾期{late}天。"
    )


def inner_quotes(text: str) -> str:
    """Quotation marks of a text that is itself quoted (GB/T 15834): “ ” become ‘ ’."""
    return text.replace("“", "‘").replace("”", "’")
