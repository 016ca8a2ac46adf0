"""What a policy says, in words: the day of each step, whom it tells, how often; the same for pages and comparison."""

import dataclasses
from collections.abc import Mapping, Sequence

from duties.models import Addressee, AlertPolicy, Channel, PolicyException, PolicyStep, Step
from duties.selectors.policies import steps_of
from duties.wording import FORCE

TITLES = Mapping[int, str]
"""Names of rules by id."""


NOT_TAKEN = {"何时": "不执行"}


@dataclasses.dataclass(frozen=True)
class Said:
    """One step in words."""

    step: Step
    when: str
    told: str
    channels: str
    often: str
    exceptions: list[str]

    @property
    def by_label(self) -> dict[str, str]:
        """What it says, by label."""
        return {
            "何时": self.when,
            "收件人": self.told,
            "渠道": self.channels,
            "次数": self.often,
            "例外": ";".join(self.exceptions),
        }


def when_words(code: str, days: int | None, at_once: int | None = None) -> str:
    """The day of a step, e.g. 到期后45天,或同一责任主体同时有3项逾期."""
    if code == Step.REMIND:
        return "口径规定的提前提醒日"
    text = days_words(days)
    return f"{text},或同一责任主体同时有{at_once}项逾期" if at_once else text


def days_words(days: int | None) -> str:
    """Days from the due day; no number is no step."""
    if days is None:
        return "不执行"
    if days == 0:
        return "到期当天"
    return f"到期前{-days}天" if days < 0 else f"到期后{days}天"


def often_words(code: str, cap: int) -> str:
    """How often one is told, and what follows."""
    times = "只提醒1次" if cap == 1 else f"每周至多1次,最多{cap}次"
    late = code in (Step.URGE, Step.SUPERVISE, Step.TALK)
    return f"{times};仍未完成的转报上级办公室" if late else times


def told_words(addressees: Sequence[str]) -> str:
    """Who is told."""
    return "、".join(each.label for each in Addressee if each in addressees)


def channel_words(channels: Sequence[str]) -> str:
    """By what."""
    return "、".join(each.label for each in Channel if each in channels)


def exception_words(exception: PolicyException, titles: TITLES) -> str:
    """What is said of one rule or force, e.g. 约束为“原则上”的口径:到期后30天."""
    if exception.rule_id:
        subject = f"“{titles.get(exception.rule_id, '')}”"
    else:
        subject = f"约束为“{FORCE.get(exception.force, exception.force)}”的口径"
    return f"{subject}:{days_words(exception.days)}"


def said_of(step: PolicyStep, titles: TITLES) -> Said:
    """All that a step says."""
    return Said(
        Step(step.code),
        when_words(step.code, step.days, step.at_once),
        told_words(step.addressees),
        channel_words(step.channels),
        often_words(step.code, step.cap),
        [exception_words(each, titles) for each in step.exceptions.all()],
    )


def said(policy: AlertPolicy, titles: TITLES) -> list[Said]:
    """A version in words, step by step."""
    return [said_of(step, titles) for step in steps_of(policy)]


def differences(
    old: AlertPolicy, new: AlertPolicy, titles: TITLES
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By step the labels under which two versions differ, with what each says; a step not taken says 不执行."""
    before = {each.step: each.by_label for each in said(old, titles)}
    after = {each.step: each.by_label for each in said(new, titles)}
    found = []
    for code in Step:
        one, other = before.get(code, NOT_TAKEN), after.get(code, NOT_TAKEN)
        labels = list(dict.fromkeys([*one, *other]))
        changed = [
            (label, one.get(label, ""), other.get(label, ""))
            for label in labels
            if one.get(label, "") != other.get(label, "")
        ]
        if changed:
            found.append((code.label, changed))
    return found
