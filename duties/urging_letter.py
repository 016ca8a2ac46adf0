"""What a 催办函 says: from the facts of a unit's cells and the office's own words to the paper. Pure: no Django."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from duties.notice import OFFICE, Facts, day_of
from portal.documents.paper import OfficialDocument, Paragraph, Table

KIND = "催办函"
HEADS = ("条款", "责任事项", "责任主体", "周期", "完成情况", "到期日")
SHARES = (16, 24, 18, 16, 12, 14)


def letter_title(unit: str) -> str:
    """A title that says to whom and about what."""
    return f"关于催办{unit}乡村振兴责任事项的函"


def letter_paper(
    *,
    issuer: str,
    unit: str,
    facts: Sequence[Facts],
    text: str,
    day: dt.date,
    demo: bool,
    source: Mapping[str, Any],
) -> OfficialDocument:
    """The letter as a draft, from the issuer's office to the unit whose cells press."""
    office = f"{issuer}{OFFICE}"
    regulations = "、".join(dict.fromkeys(f"《{each.regulation}》" for each in facts))
    return OfficialDocument(
        kind=KIND,
        issuer_name=office,
        issuer_mark=office,
        title=letter_title(unit),
        addressee=unit,
        body=(
            Paragraph(
                f"按照{regulations},经核对履职台账,截至{day_of(day)},你单位下列{len(facts)}项责任事项"
                "逾期未完成或即将到期。现函告如下:"
            ),
            Table(HEADS, tuple(_row(each) for each in facts), SHARES),
            *(Paragraph(line) for line in text.splitlines() if line.strip()),
            Paragraph("已开展未登记的,请及时补录并附佐证材料;确有特殊情况的,请在履职平台报送情况说明。"),
            Paragraph("特此函告。"),
        ),
        signatory=office,
        date=day,
        printed_by=office,
        printed_on=day,
        demo=demo,
        draft=True,
        source=source,
    )


def _row(facts: Facts) -> tuple[str, ...]:
    return (
        facts.provision,
        facts.title,
        facts.seat or "你单位",
        facts.period,
        f"{facts.counted}/{facts.required}{facts.piece}",
        day_of(facts.due_on),
    )
