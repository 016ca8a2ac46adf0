"""What the papers of a talk say: 约谈通知书 and 约谈反馈函, from facts in words to the paper. Pure: no Django.

Facts are quoted and dated; the papers name seats and units, never a person, and say nothing about anybody's merit.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from duties.notice import OFFICE, day_of, inner_quotes
from portal.documents.paper import Block, Heading, OfficialDocument, Paragraph, Table

NOTICE = "约谈通知书"
LETTER = "约谈反馈函"
SPELT_OUT = 6
"""So many facts are told in sentences; more stand in a table."""

REQUIREMENTS = (
    "谈话对象应当按时到场,因故不能到场的,提前书面说明。",
    "对照上述事项查明原因,准备书面情况说明和整改措施、完成时限。",
    "约谈后按整改承诺抓好落实,并按时书面反馈整改情况。",
)
"""What is usually asked of who is talked to, one a line."""


@dataclasses.dataclass(frozen=True)
class FactWords:
    """A fact in words; `standing` is what became of it meanwhile (已补办), empty while it is late."""

    provision: str
    seat: str
    period: str
    title: str
    required: int
    counted: int
    piece: str
    due_on: dt.date
    standing: str = ""
    urged: int = 0
    notices: tuple[str, ...] = ()
    is_item: bool = False

    def sentence(self, day: dt.date) -> str:
        """The fact on `day` in one sentence."""
        if self.is_item:
            what = f"督办事项“{inner_quotes(self.title)}”应于{day_of(self.due_on)}前办结反馈"
            return f"{what},{self._late(day)}。"
        done = f"应完成{self.required}{self.piece},已计入{self.counted}{self.piece}"
        what = f"{self.seat}{self.period}“{inner_quotes(self.title)}”({self.provision}){done}"
        return f"{what};应于{day_of(self.due_on)}前完成,{self._late(day)}。{self._before()}"

    def _late(self, day: dt.date) -> str:
        if self.standing:
            return f"截至{day_of(day)}{self.standing}"
        return f"已逾期{(day - self.due_on).days}天"

    def _before(self) -> str:
        """What was done before: urgings and notices."""
        done = [f"已催办{self.urged}次"] if self.urged else []
        done += [f"已发{number}督办" for number in self.notices]
        return "、".join(done) + "。" if done else ""

    def row(self, day: dt.date) -> tuple[str, ...]:
        """The fact as a row of a table."""
        what = f"{self.seat}{self.title}" if not self.is_item else f"督办:{self.title}"
        figures = f"{self.counted}/{self.required}" if not self.is_item else "—"
        state = self.standing or f"逾期{(day - self.due_on).days}天"
        return what, self.period or "—", self.provision or "—", figures, day_of(self.due_on), state


@dataclasses.dataclass(frozen=True)
class Clause:
    """The provision that a talk rests on: the regulation, its article by name and the words."""

    regulation: str
    provision: str
    quote: str


@dataclasses.dataclass(frozen=True)
class NoticeWords:
    """What the office may word of a notice; `at` is the time of the talk as words, requirements one a line."""

    title: str
    at: str
    place: str
    talking: str
    talked: str
    requirements: str
    urgency: str = ""
    copies_to: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class PromiseWords:
    """A promise in words; `report` is what was reported last, `state` where it stands."""

    text: str
    owner: str
    due_on: dt.date
    state: str = ""
    report: str = ""


def notice_paper(
    *,
    issuer: str,
    unit: str,
    clause: Clause,
    facts: Sequence[FactWords],
    words: NoticeWords,
    day: dt.date,
    demo: bool,
    source: Mapping[str, Any],
) -> OfficialDocument:
    """约谈通知书 as a draft, from the office of who talks to who is talked to."""
    office = f"{issuer}{OFFICE}"
    lines = [line.strip() for line in words.requirements.splitlines() if line.strip()]
    return OfficialDocument(
        kind=NOTICE,
        issuer_name=office,
        issuer_mark=office,
        title=words.title,
        addressee=unit,
        body=(
            Paragraph(
                f"《{clause.regulation}》{clause.provision}规定:“{inner_quotes(clause.quote)}”"
                f"经研究决定,由{issuer}对你单位进行约谈。现将有关事项通知如下:"
            ),
            Heading(1, "一、约谈事由"),
            *_facts(facts, day),
            Heading(1, "二、时间和地点"),
            Paragraph(f"{words.at},{words.place}。"),
            Heading(1, "三、谈话人和谈话对象"),
            Paragraph(f"谈话人:{words.talking}。"),
            Paragraph(f"谈话对象:{words.talked}。"),
            Heading(1, "四、有关要求"),
            *(Paragraph(f"{number}.{line}") for number, line in enumerate(lines, start=1)),
        ),
        signatory=office,
        date=day,
        copies_to=words.copies_to,
        printed_by=office,
        printed_on=day,
        urgency=words.urgency,
        demo=demo,
        draft=True,
        source=source,
    )


def _facts(facts: Sequence[FactWords], day: dt.date) -> Sequence[Block]:
    """Why one is talked to, fact by fact."""
    lead = f"截至{day_of(day)},你单位有下列事项:"
    if len(facts) <= SPELT_OUT:
        told = [Paragraph(f"{number}.{fact.sentence(day)}") for number, fact in enumerate(facts, start=1)]
        return [Paragraph(lead), *told]
    heads = ("事项", "周期", "条款", "计入/应完成", "到期日", "情况")
    return [Paragraph(lead), Table(heads, tuple(fact.row(day) for fact in facts))]


def letter_paper(
    *,
    issuer: str,
    addressee: str,
    title: str,
    opening: str,
    facts: Sequence[FactWords],
    promises: Sequence[PromiseWords],
    closing: str,
    reports: bool,
    day: dt.date,
    demo: bool,
    source: Mapping[str, Any],
) -> OfficialDocument:
    """约谈反馈函 as a draft: what was pointed out and promised, and with `reports` what became of it."""
    office = f"{issuer}{OFFICE}"
    return OfficialDocument(
        kind=LETTER,
        issuer_name=office,
        issuer_mark=office,
        title=title,
        addressee=addressee,
        body=(
            Paragraph(opening),
            Heading(1, "一、约谈指出的事项"),
            *(Paragraph(f"{number}.{fact.sentence(day)}") for number, fact in enumerate(facts, start=1)),
            Heading(1, "二、整改落实情况" if reports else "二、整改承诺"),
            *(
                Paragraph(f"{number}.{_promise(each, reports)}")
                for number, each in enumerate(promises, start=1)
            ),
            *(Paragraph(line.strip()) for line in closing.splitlines() if line.strip()),
        ),
        signatory=office,
        date=day,
        printed_by=office,
        printed_on=day,
        demo=demo,
        draft=True,
        source=source,
    )


def _promise(promise: PromiseWords, reports: bool) -> str:
    said = f"{promise.text.rstrip('。')}({promise.owner},{day_of(promise.due_on)}前完成)"
    if not reports:
        return f"{said}。"
    return f"{said}:{promise.state}{'。' + promise.report.rstrip('。') if promise.report else ''}。"


def default_title(unit: str) -> str:
    """The title of a notice."""
    return f"关于约谈{unit}的通知"
