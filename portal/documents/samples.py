"""One paper of each kind with invented text, by which an office sees the layout before it writes anything."""

import datetime as dt

from portal.documents.kinds import Format, Kind
from portal.documents.paper import Annex, Heading, OfficialDocument, Paragraph, Table

DAY = dt.date(2026, 10, 12)
CODE = "EXAM-PLE2-3456-789A-BCDE"
OFFICE = "演示师党委农村工作领导小组办公室"
_BODY = (
    Paragraph(
        "这是版式示例,所列单位、人员、文号和事项均为虚构。正文用三号仿宋,每页22行、每行28字,自然段首行缩进两字。"
    ),
    Heading(1, "一、一级标题用黑体"),
    Paragraph("经核对履职台账,你单位第三季度领导小组会议应召开1次,截至2026年10月12日尚未召开,已逾期12天。"),
    Heading(2, "(一)二级标题用楷体"),
    Paragraph("1.三级标题用仿宋。查明逾期原因,明确责任领导和完成时限。"),
    Paragraph("办理情况经主要负责人审定后书面报本办公室。生僻字示例:喆、堃、昉、玥、赟。"),
)
_TABLE = Table(
    ("序号", "事项", "到期日", "已完成"),
    (("1", "领导小组会议", "2026年9月30日", "0/1"), ("2", "走访联系点", "2026年9月30日", "2/4")),
)


def sample(kind: Kind) -> OfficialDocument:
    """The example of a kind, numbered, dated and marked as invented."""
    minutes, letter = kind.format == Format.MINUTES, kind.format == Format.LETTER
    return OfficialDocument(
        kind=kind.name,
        issuer_name=OFFICE,
        issuer_mark="演示师党委农村工作领导小组会议纪要" if minutes else OFFICE,
        title=_title(kind),
        addressee="" if minutes else "演示团党委",
        body=(*_BODY[:3], _BODY[-1]) if letter else (*_BODY, _TABLE) if minutes else _BODY,
        signatory=OFFICE,
        date=DAY,
        number=f"演农领办{kind.mark}〔2026〕8号",
        attachments=() if minutes or letter else (Annex("逾期事项一览表", (_TABLE,)),),
        sealed=kind.sealed,
        signer="演示-甲一" if kind.format == Format.UPWARD else "",
        copies_to=("演示师党委办公室", "演示师纪委"),
        printed_by=OFFICE,
        attendance=(("出席", "演示-甲一、演示-乙二、演示-丙三"), ("请假", "演示-丁四"), ("列席", "演示-戊五"))
        if minutes
        else (),
        verify_url=f"https://example.invalid/verify/{CODE}/",
        short_code=CODE,
        demo=True,
        source={"sample": kind.slug},
    )


def _title(kind: Kind) -> str:
    if kind.format == Format.MINUTES:
        return "演示师党委农村工作领导小组2026年第三次会议纪要"
    if kind.format == Format.UPWARD:
        return "关于2026年上半年乡村振兴责任制落实情况的报告"
    return f"关于演示团2026年第三季度领导小组会议逾期未召开的{kind.name}"
