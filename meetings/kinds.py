"""What the kinds of entries are called on pages, and the few fields that only one kind has.

Kinds are words of the loaded regulations; one that is not named here has the plain form with general words.
"""

import dataclasses
from collections.abc import Mapping

MEETING, VISIT, HOUSEHOLD_CONTACT = "meeting", "visit", "household_contact"
DOCUMENT, REPORT, DISCLOSURE = "document", "report", "disclosure"
INSPECTION, ASSESSMENT = "inspection", "assessment"


@dataclasses.dataclass(frozen=True)
class KindWords:
    """The names of an entry's fields for one kind; `details` are those of `Entry.details`, in order."""

    forms: str = "形式"
    day: str = "日期"
    leader: str = "负责人"
    title: str = "标题"
    minutes: str = "情况说明"
    place: str = "地点"
    target: str = "对象单位"
    what: str = ""
    """What a title calls it; where empty, the vocabulary's own name of the kind."""
    about_a_period: bool = False
    attended: bool = False
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)


WORDS = {
    MEETING: KindWords(forms="会议类型", leader="主持人", minutes="纪要", what="会议", attended=True),
    VISIT: KindWords(
        forms="调研走访形式",
        leader="带队人",
        minutes="调研走访情况",
        target="调研走访单位",
        what="调研走访",
        details={"on_topic": "乡村振兴专题"},
    ),
    HOUSEHOLD_CONTACT: KindWords(leader="走访联系人", what="入户走访联系", details={"way": "方式"}),
    DOCUMENT: KindWords(
        forms="文件类别",
        day="印发日期",
        leader="签发人",
        title="文件名称",
        minutes="说明",
        what="文件",
        about_a_period=True,
        details={"number": "文号"},
    ),
    REPORT: KindWords(
        forms="报告类别",
        day="报送日期",
        leader="签发人",
        title="报告名称",
        minutes="说明",
        what="报告",
        about_a_period=True,
        details={"addressee": "报送对象", "number": "文号"},
    ),
    DISCLOSURE: KindWords(
        day="公布日期",
        title="公布事项",
        minutes="说明",
        what="公布",
        details={"matters": "公布内容", "ways": "公布方式"},
    ),
    INSPECTION: KindWords(
        day="督查日期", leader="带队人", minutes="督查情况", target="被督查单位", what="督查"
    ),
    ASSESSMENT: KindWords(
        day="考核日期", leader="负责人", minutes="考核情况", target="被考核单位", what="考核"
    ),
}
GENERAL = KindWords(details={"on_topic": "专题"})


def words_of(kind: str) -> KindWords:
    """The words of `kind`."""
    return WORDS.get(kind, GENERAL)
