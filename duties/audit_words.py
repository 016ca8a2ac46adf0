"""The words of working papers (底稿): what is checked, with which results, and the conclusions. Pure: no Django.

Conclusions are about records and obligations, never about persons.
"""

from collections.abc import Mapping
from enum import StrEnum


class Subject(StrEnum):
    """What is sampled."""

    OBLIGATION = "obligation"
    RECORD = "record"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {Subject.OBLIGATION: "应履职事项", Subject.RECORD: "履职记录"}[self]


class Method(StrEnum):
    """How samples are taken."""

    RANDOM = "random"
    SIGNS = "signs"
    HAND = "hand"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {Method.RANDOM: "随机抽样", Method.SIGNS: "按风险迹象", Method.HAND: "手工选取"}[self]


class State(StrEnum):
    """Where a working paper stands, and a piece of audit work."""

    OPEN = "open"
    CONCLUDED = "concluded"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {State.OPEN: "核查中", State.CONCLUDED: "已下结论", State.CLOSED: "已归档"}[self]


class Result(StrEnum):
    """What a check has shown."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    NONE = "none"

    @property
    def label(self) -> str:
        """The word on screen."""
        words = {Result.YES: "相符", Result.NO: "不相符", Result.UNCLEAR: "无法核实", Result.NONE: "不适用"}
        return words[self]


class Conclusion(StrEnum):
    """What is concluded of one record or obligation."""

    AGREES = "agrees"
    FLAWED = "flawed"
    DIFFERS = "differs"
    UNPROVEN = "unproven"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """The word on screen."""
        return CONCLUSIONS[self]


CONCLUSIONS: Mapping[Conclusion, str] = {
    Conclusion.AGREES: "记载与佐证相符",
    Conclusion.FLAWED: "基本相符,有瑕疵",
    Conclusion.DIFFERS: "记载与佐证不符",
    Conclusion.UNPROVEN: "佐证不足,无法核实",
    Conclusion.OUTSIDE: "不属本次核查范围",
}

NEED_REMARK = frozenset({Conclusion.FLAWED, Conclusion.DIFFERS, Conclusion.UNPROVEN, Conclusion.OUTSIDE})
"""Conclusions that say nothing without a remark."""

CHECKS: Mapping[Subject, Mapping[str, str]] = {
    Subject.RECORD: {
        "day": "发生日期与佐证一致",
        "leader": "主持(带队)人与佐证一致",
        "form": "类别、形式与佐证一致",
        "target": "对象单位、入户数与佐证一致",
        "evidence": "佐证材料齐全、可以打开",
        "entered": "登记及时,补录、更正有说明",
    },
    Subject.OBLIGATION: {
        "reading": "口径适用正确",
        "required": "应完成数核算无误",
        "counted": "计入的记录逐条核对属实",
        "left_out": "未计入的记录理由成立",
        "due": "到期日、完成日核算无误",
        "waiver": "补办、豁免手续齐全",
    },
}
"""What is checked of each, by code."""


class Sign(StrEnum):
    """A sign of risk: a reason to look, not a finding."""

    FORMALISM = "formalism"
    LATE = "late"
    CORRECTED = "corrected"
    MADE_UP = "made_up"

    @property
    def label(self) -> str:
        """The word on screen."""
        words = {
            Sign.FORMALISM: "核对事项(疑点)",
            Sign.LATE: "补录",
            Sign.CORRECTED: "更正或撤回",
            Sign.MADE_UP: "补办",
        }
        return words[self]


SIGNS_OF: Mapping[Subject, tuple[Sign, ...]] = {
    Subject.RECORD: (Sign.FORMALISM, Sign.LATE, Sign.CORRECTED, Sign.MADE_UP),
    Subject.OBLIGATION: (Sign.MADE_UP,),
}
"""Which signs there are of what."""
