"""The kinds of official papers: which format of GB/T 9704-2012 each has, whether it is sealed, how its number begins."""

from dataclasses import dataclass

from portal.states import Worded


class Format(Worded):
    """A layout of GB/T 9704-2012: the general one (clause 7), downward or upward, 信函 (10.1) or 纪要 (10.3)."""

    GENERAL = "general", "通用格式"
    UPWARD = "upward", "通用格式(上行文)"
    LETTER = "letter", "信函格式"
    MINUTES = "minutes", "纪要格式"


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    `mark` ends the 代字 of its numbers, so that the registers of two kinds never write the same number.
    """

    name: str
    slug: str
    format: Format
    sealed: bool
    mark: str


_ALL = (
    Kind("督办通知单", "supervision", Format.GENERAL, True, "督"),
    Kind("约谈通知书", "talk", Format.GENERAL, True, "谈"),
    Kind("整改通知书", "rectification", Format.GENERAL, True, "改"),
    Kind("考核结果通报", "assessment", Format.GENERAL, True, "考"),
    Kind("催办函", "urging", Format.LETTER, True, "催函"),
    Kind("约谈反馈函", "talk-reply", Format.LETTER, True, "谈函"),
    Kind("会议纪要", "minutes", Format.MINUTES, False, "纪"),
    Kind("工作报告", "report", Format.UPWARD, True, "报"),
    Kind("督查通报", "inspection", Format.GENERAL, True, "查"),
    Kind("表彰决定", "commendation", Format.GENERAL, True, "彰"),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""All kinds by name; each has a number register of its own for each issuer and year."""


def kind_of(name: str) -> Kind:
    """The kind called `name`. Raises ValueError where there is none."""
    try:
        return KINDS[name]
    except KeyError as error:
        raise ValueError(f"没有“{name}”这一公文种类。") from error
