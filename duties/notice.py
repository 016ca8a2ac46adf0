"""What a 督办通知单 says: from the facts of one obligation and the office's own words to the paper. Pure: no Django.

The facts are quoted, the demands are the office's; the paper names seats and units, never a person.
"""

import dataclasses
import datetime as dt

from portal.documents.paper import Heading, OfficialDocument, Paragraph

KIND = "督办通知单"
OFFICE = "党委农村工作领导小组办公室"
"""What a unit's leading-group office (article 11) puts behind the unit's name."""

DEMANDS = {
    "count": "对照条款要求尽快补办;已开展未登记的及时补录,并附佐证材料。",
    "submission": "对照条款要求尽快印发或报送;已办理未登记的及时补录,并附正式文件。",
    "coverage": "对照条款要求尽快走访到位;已走访未登记的及时补录。",
    "standing": "对照条款要求尽快确定联系对象,并在平台登记。",
}
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


def default_title(unit: str, facts: Facts) -> str:
    """A title that says who, when and what."""
    return f"关于{unit}{facts.period}{facts.title}逾期未完成的督办通知"


def default_demands(measure: str) -> str:
    """What is usually demanded for an obligation of this measure, one demand a line."""
    return "\n".join((DEMANDS[measure], *DEMANDS_OF_ALL))


def day_of(day: dt.date) -> str:
    """2026年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def notice_paper(
    *, issuer: str, unit: str, facts: Facts, wording: Wording, demo: bool, source: dict[str, str]
) -> OfficialDocument:
    """The notice as a draft, from the issuer's office to the unit that answers."""
    office = f"{issuer}{OFFICE}"
    return OfficialDocument(
        kind=KIND,
        issuer_name=office,
        issuer_mark=office,
        title=wording.title,
        addressee=unit,
        body=(
            Paragraph("经核对乡村振兴责任制履职台账,你单位下列责任事项逾期未完成。现予督办,通知如下:"),
            Heading(1, "一、督办事项"),
            Paragraph(f"《{facts.regulation}》{facts.provision}规定:“{inner_quotes(facts.quote)}”。"),
            Paragraph(facts_sentence(facts)),
            Heading(1, "二、办理要求"),
            *(Paragraph(f"{number}.{line}") for number, line in enumerate(wording.lines, start=1)),
            Heading(1, "三、办理期限"),
            Paragraph(
                f"承办单位:{unit}。请于{day_of(wording.deadline)}前办结,将办理结果书面报本办公室,"
                "并在履职平台登记有关记录、上传佐证材料。"
            ),
        ),
        signatory=office,
        date=facts.day,
        copies_to=wording.copies_to,
        printed_by=office,
        printed_on=facts.day,
        urgency=wording.urgency,
        demo=demo,
        draft=True,
        source=source,
    )


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
