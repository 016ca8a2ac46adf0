"""What versions of a policy ask, as plain data: which version decides on which days, exceptions, versions joined."""

import dataclasses
import datetime as dt

import pytest

from duties.alert_plan import NEVER, Planned, Version, plan, windows
from duties.policy_draft import DEFAULT, ExceptionDraft, PolicyDraft, StepDraft, faults_of

BEGIN, LATER = dt.date(2023, 2, 25), dt.date(2026, 5, 1)
LAST = NEVER - dt.timedelta(days=1)
RULE = 7


def with_step(code: str, **values: object) -> PolicyDraft:
    """The default policy with one step changed."""
    steps = [dataclasses.replace(step, **values) if step.code == code else step for step in DEFAULT.steps]  # type: ignore[arg-type]
    return PolicyDraft(steps)


def version(since: dt.date, draft: PolicyDraft = DEFAULT) -> Version:
    return Version(since, draft.as_steps())


def planned(versions: list[Version], force: str = "must") -> list[Planned]:
    return plan(versions, [(RULE, force)])


def test_each_version_decides_until_the_next_one_holds() -> None:
    first, second = version(BEGIN), version(LATER)
    assert list(windows([first, second])) == [(first, dt.date(2026, 4, 30)), (second, LAST)]


def test_a_version_replaced_before_it_held_never_decides() -> None:
    first, never, last = version(BEGIN), version(LATER), version(dt.date(2026, 4, 1))
    assert [each for each, _ in windows([first, never, last])] == [first, last]


def test_versions_that_ask_the_same_are_one() -> None:
    found = planned([version(BEGIN), version(LATER, with_step("urge", days=3))])
    days = [(each.step.code, each.days, each.since, each.last_day) for each in found]
    assert days.count(("remind", None, BEGIN, LAST)) == 1
    assert ("urge", 1, BEGIN, dt.date(2026, 4, 30)) in days
    assert ("urge", 3, LATER, LAST) in days


def test_what_counts_at_once_is_counted_by_each_version_for_itself() -> None:
    found = planned([version(BEGIN), Version(LATER, with_ids(100))])
    assert [each.step.id for each in found if each.step.code == "talk"] == [6, 106]
    assert [each.step.code for each in found].count("urge") == 1


def with_ids(offset: int) -> list[object]:
    """The default steps as those of another version."""
    return [dataclasses.replace(step, id=step.id + offset) for step in DEFAULT.as_steps()]


@pytest.mark.parametrize(
    ("exceptions", "days"),
    [
        ([], 15),
        ([ExceptionDraft("supervise", 20, force="must")], 20),
        ([ExceptionDraft("supervise", 20, force="in_principle")], 15),
        ([ExceptionDraft("supervise", 20, force="must"), ExceptionDraft("supervise", 30, rule=RULE)], 30),
        ([ExceptionDraft("supervise", None, force="must")], None),
        ([ExceptionDraft("supervise", None, force="must"), ExceptionDraft("supervise", 15, rule=RULE)], 15),
    ],
)
def test_a_rule_goes_before_its_force_and_that_before_the_step(
    exceptions: list[ExceptionDraft], days: int | None
) -> None:
    found = planned([version(BEGIN, PolicyDraft(DEFAULT.steps, exceptions))])
    assert [each.days for each in found if each.step.code == "supervise"] == ([] if days is None else [days])


def test_the_default_can_be_adopted() -> None:
    assert faults_of(DEFAULT) == {}


@pytest.mark.parametrize(
    ("draft", "field", "said"),
    [
        (PolicyDraft([]), "", "请至少保留一个步骤"),
        (with_step("near", days=7), "near-days", "到期前1–365天"),
        (with_step("urge", days=0), "urge-days", "催办应在到期后1–365天"),
        (with_step("talk", days=400), "talk-days", "约谈建议应在到期后1–365天"),
        (with_step("supervise", days=45), "talk-days", "约谈建议应晚于督办(到期后45天)"),
        (with_step("due", addressees=()), "due-addressees", "请至少选择一类收件人"),
        (with_step("urge", cap=0), "urge-cap", "1–12的整数"),
        (with_step("urge", cap=13), "urge-cap", "1–12的整数"),
        (with_step("talk", at_once=1), "talk-at_once", "2–20的整数"),
        (PolicyDraft(DEFAULT.steps[:3], [ExceptionDraft("urge", 3, force="must")]), "exceptions-0", "催办已停用"),
        (PolicyDraft(DEFAULT.steps, [ExceptionDraft("due", 3, force="must")]), "exceptions-0", "只能选择不执行"),
        (PolicyDraft(DEFAULT.steps, [ExceptionDraft("urge", 15, force="must")]), "exceptions-0", "督办应晚于催办"),
        (PolicyDraft(DEFAULT.steps, [ExceptionDraft("urge", 2, rule=1)] * 2), "exceptions-1", "只能规定一次"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_at_its_field(draft: PolicyDraft, field: str, said: str) -> None:
    assert said in "".join(faults_of(draft)[field])


def test_a_step_left_out_is_no_fault() -> None:
    kept: list[StepDraft] = [step for step in DEFAULT.steps if step.code not in ("near", "supervise")]
    assert faults_of(PolicyDraft(kept, [ExceptionDraft("urge", None, force="in_principle")])) == {}
