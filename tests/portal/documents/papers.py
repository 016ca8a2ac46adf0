"""A notice like those the portal makes, to be varied by the tests."""

import datetime as dt
from typing import Any

from portal.documents.official import OfficialDocument, Paragraph, render_official
from tests.portal.documents.reading import Page, read

OFFICE = "演示兵团党委农村工作领导小组办公室"
LONG = Paragraph("督办" * 14 * 70)
"""A paragraph of three pages, without a digit or mark."""


def notice(**changes: Any) -> OfficialDocument:
    """A sealed, numbered notice of two pages."""
    values: dict[str, Any] = {
        "kind": "督办通知单",
        "issuer_name": OFFICE,
        "issuer_mark": f"{OFFICE}文件",
        "title": "关于演示27团2026年第三季度领导小组会议逾期未召开的督办通知单",
        "addressee": "演示27团党委",
        "body": (
            Paragraph("经核，你团2026年第三季度应召开领导小组会议1次，截至2026年10月12日尚未召开。"),
            Paragraph("请于2026年10月31日前召开会议，并在平台登记。"),
        ),
        "signatory": "演示二师党委办公室",
        "date": dt.date(2026, 10, 12),
        "number": "演农领办督〔2026〕12号",
        "copies_to": ("演示二师党委", "演示二师纪委"),
        "printed_by": OFFICE,
        "printed_on": dt.date(2026, 10, 13),
        "verify_url": "https://portal.invalid/verify/7KQ2-M9XD-ABCD-EFGH-JKMN/",
        "short_code": "7KQ2-M9XD-ABCD-EFGH-JKMN",
        "demo": True,
    }
    return OfficialDocument(**values | changes)


def draft(**changes: Any) -> OfficialDocument:
    """The same notice before its issue."""
    unissued = {"draft": True, "number": None, "verify_url": "", "short_code": ""}
    return notice(**unissued | changes)


def pages_of(document: OfficialDocument) -> list[Page]:
    """What is printed."""
    return read(render_official(document))
