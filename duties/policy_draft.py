"""A policy as it is written down before it is adopted, the one that comes with the portal, and what is wrong with one."""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from duties.alert_plan import Step

ORDER = ("remind", "near", "due", "urge", "supervise", "talk")
LATE = ("urge", "supervise", "talk")
"""The steps past the due day."""

NAMES = {
    "remind": "临期提醒", "near": "临期再提醒", "due": "到期", "urge": "催办", "supervise": "督办", "talk": "约谈建议",
}  # fmt: skip

MOST_DAYS = 365
"""No step lies further than a year from the due day."""

MOST_TOLD = 12
"""No step is told more often than so; it is told at most once a week."""

AT_ONCE = (2, 20)
"""So many overdue at once may be asked for."""

INBOX, MAIL, WEBHOOK = "inbox", "mail", "webhook"


@dataclasses.dataclass(frozen=True)
class StepDraft:
    """One step: its days from the due day (None for the first, which follows the rule), whom it tells and how often."""

    code: str
    days: int | None
    addressees: tuple[str, ...]
    channels: tuple[str, ...]
    cap: int
    at_once: int | None = None


@dataclasses.dataclass(frozen=True)
class ExceptionDraft:
    """Another day of a step, or none, for one rule (its id) or one force."""

    code: str
    days: int | None
    rule: int | None = None
    force: str = ""


@dataclasses.dataclass(frozen=True)
class PolicyDraft:
    """All that a version says, steps in their order."""

    steps: Sequence[StepDraft]
    exceptions: Sequence[ExceptionDraft] = ()

    def as_steps(self) -> list[Step]:
        """The steps as `duties.alert_plan` takes them, numbered from 1."""
        return [
            Step(
                id=ORDER.index(step.code) + 1,
                code=step.code,
                rank=ORDER.index(step.code),
                days=step.days,
                at_once=step.at_once,
                addressees=step.addressees,
                cap=step.cap,
                exceptions={
                    each.rule or each.force: each.days for each in self.exceptions if each.code == step.code
                },
            )
            for step in self.steps
        ]


PERSONAL = ("answering", "clerk")
EVERYWHERE = (INBOX, MAIL, WEBHOOK)

DEFAULT = PolicyDraft(
    (
        StepDraft("remind", None, PERSONAL, EVERYWHERE, 1),
        StepDraft("near", -7, PERSONAL, EVERYWHERE, 1),
        StepDraft("due", 0, PERSONAL, EVERYWHERE, 1),
        StepDraft("urge", 1, PERSONAL, EVERYWHERE, 2),
        StepDraft("supervise", 15, (*PERSONAL, "office"), EVERYWHERE, 4),
        StepDraft("talk", 45, ("office", "superior_office"), EVERYWHERE, 4, at_once=3),
    )
)
"""The policy with which every regulation begins."""

Faults = dict[str, list[str]]
"""What is wrong, by field: `STEP-days` and the like, `exceptions` with the position of the row, or "" for the whole."""


def faults_of(draft: PolicyDraft) -> Faults:
    """Everything for which the draft is refused, as sentences; empty where it can be adopted."""
    faults: Faults = {}
    if not draft.steps:
        faults[""] = ["请至少保留一个步骤。"]
    for step in draft.steps:
        for field, sentence in _step_faults(step):
            faults.setdefault(f"{step.code}-{field}", []).append(sentence)
    if not faults:
        for earlier, later in _out_of_order(draft.steps, {}):
            faults.setdefault(f"{later.code}-days", []).append(
                f"{NAMES[later.code]}应晚于{NAMES[earlier.code]}(到期后{earlier.days}天)。"
            )
    for number, each in enumerate(draft.exceptions):
        for sentence in _exception_faults(draft, each):
            faults.setdefault(f"exceptions-{number}", []).append(sentence)
    return faults


def _step_faults(step: StepDraft) -> Iterator[tuple[str, str]]:
    if sentence := _days_fault(step.code, step.days):
        yield "days", sentence
    if not step.addressees:
        yield "addressees", "请至少选择一类收件人。"
    if not 1 <= step.cap <= MOST_TOLD:
        yield "cap", f"最多提醒次数应为1–{MOST_TOLD}的整数。"
    low, high = AT_ONCE
    if step.at_once is not None and not low <= step.at_once <= high:
        yield "at_once", f"同时逾期项数应为{low}–{high}的整数;不按项数提出的,请留空。"


def _days_fault(code: str, days: int | None) -> str:
    """Why the step cannot lie on this day."""
    if code == "near" and (days is None or not -MOST_DAYS <= days <= -1):
        return f"临期再提醒应在到期前1–{MOST_DAYS}天。"
    if code in LATE and (days is None or not 1 <= days <= MOST_DAYS):
        return f"{NAMES[code]}应在到期后1–{MOST_DAYS}天。"
    return ""


def _exception_faults(draft: PolicyDraft, each: ExceptionDraft) -> Iterator[str]:
    if each.code not in {step.code for step in draft.steps}:
        yield f"{NAMES[each.code]}已停用,不必另作规定。"
        return
    if sum(_same(each, other) for other in draft.exceptions) > 1:
        yield "同一适用对象的同一步骤只能规定一次。"
    if each.days is None:
        return
    if each.code in ("remind", "due"):
        yield f"{NAMES[each.code]}的日期由口径决定,只能选择不执行。"
    elif sentence := _days_fault(each.code, each.days):
        yield sentence
    else:
        other_days = {
            other.code: other.days for other in draft.exceptions if _subject(other) == _subject(each)
        }
        for pair in _out_of_order(draft.steps, other_days):
            if each.code in {step.code for step in pair}:
                yield f"与其他步骤的先后不符:{NAMES[pair[1].code]}应晚于{NAMES[pair[0].code]}。"


def _out_of_order(
    steps: Iterable[StepDraft], other_days: Mapping[str, int | None]
) -> Iterator[tuple[StepDraft, StepDraft]]:
    """Neighbouring late steps that do not follow one another, with other days for some; None is a step not taken."""
    late = [
        dataclasses.replace(step, days=other_days.get(step.code, step.days))
        for step in steps
        if step.code in LATE
    ]
    taken = [step for step in late if step.days is not None]
    for earlier, later in itertools.pairwise(taken):
        if (later.days or 0) <= (earlier.days or 0):
            yield earlier, later


def _subject(each: ExceptionDraft) -> tuple[int | None, str]:
    return each.rule, each.force


def _same(one: ExceptionDraft, other: ExceptionDraft) -> bool:
    return (one.code, *_subject(one)) == (other.code, *_subject(other))
