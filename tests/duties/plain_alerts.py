"""The slow, obvious reading of alert policies: day by day, over the plain ledger of `verify.py`, knowing nothing of the SQL.

Given the ledger as it stands on a day, it asks on each day up to then which version of the policy held, which steps it
asked for and whom it told of them.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duties import verify
from duties.policy_draft import ORDER, PolicyDraft, StepDraft

ONE_DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
ALL_KNOWN = dt.datetime(2030, 1, 1, tzinfo=verify.SHANGHAI)
"""The stored ledger counts whatever record is there, though its clock may be ahead."""

NEAREST_FIRST = ["answering", "clerk", "office", "superior_office"]

Told = tuple[str, str, str, str, str, str, str, bool, bool, dt.date]
"""Rule, unit, role, period, step, account, as whom, escalated, superseded, day of the step."""


@dataclasses.dataclass(frozen=True)
class Portal:
    """Who has a post: user names of clerks and offices by unit; everyone who holds a seat signs in under his code."""

    clerks: Mapping[str, Sequence[str]]
    offices: Mapping[str, Sequence[str]]


@dataclasses.dataclass(frozen=True)
class Open:
    """An obligation that is due soon or overdue."""

    owed: verify.Obligation
    due: dt.date
    late: bool

    @property
    def bearer(self) -> tuple[str, str]:
        return self.owed.unit.code, self.owed.role

    def may_be_told(self, day: dt.date) -> bool:
        remind_from = self.due - dt.timedelta(days=self.owed.rule.get("remind_days", 0))
        return day >= remind_from and day >= self.owed.listed_from


def expected_alerts(
    world: Mapping[str, list[dict[str, str]]],
    rulebook: Mapping[str, Any],
    policies: Sequence[tuple[dt.date, PolicyDraft]],
    portal: Portal,
    day: dt.date,
) -> set[Told]:
    """The rows that must be open on `day` under `policies`, each with the first day on which it holds, in order."""
    facts = verify.Facts(verify.World(**world), day, ALL_KNOWN)
    pressing = list(_pressing(facts, rulebook, day))
    by_bearer: dict[tuple[str, str], list[Open]] = defaultdict(list)
    for each in pressing:
        by_bearer[each.bearer].append(each)
    told: set[Told] = set()
    for each in pressing:
        told |= _told(facts, each, by_bearer[each.bearer], policies, portal, rulebook, day)
    return told


def _pressing(facts: verify.Facts, rulebook: Mapping[str, Any], day: dt.date) -> Iterator[Open]:
    for owed in verify.owed_by_regulation(facts, [dict(rulebook)], dt.date(2023, 1, 1), day):
        reading = verify.read_measure(facts, owed) if owed.listed_from <= day else None
        if reading is not None:
            status = verify.status_of(facts, owed, reading)
            if status in ("due_soon", "overdue"):
                yield Open(owed, verify.due_on(owed), status == "overdue")


def policy_on(policies: Sequence[tuple[dt.date, PolicyDraft]], day: dt.date) -> PolicyDraft | None:
    """Of the versions that have begun, the one adopted last."""
    return next((draft for since, draft in reversed(policies) if since <= day), None)


def days_of(draft: PolicyDraft, step: StepDraft, rule: Mapping[str, Any]) -> int | str | None:
    """Days from the due day; "remind" for the day of the rule, None where the step is not taken."""
    for key in (rule["id"], rule["force"]):
        for exception in draft.exceptions:
            if exception.code == step.code and key in (exception.rule, exception.force):
                return exception.days
    return "remind" if step.days is None else step.days


def asks(draft: PolicyDraft, step: StepDraft, each: Open, others: Sequence[Open], day: dt.date) -> bool:
    """Whether the version has the step taken on `day` or earlier, with today's ledger."""
    days = days_of(draft, step, each.owed.rule)
    if days is None or not each.may_be_told(day):
        return False
    if days == "remind" or day >= each.due + dt.timedelta(days=int(days)):
        return True
    if step.at_once is None or not (each.late and each.due < day):
        return False
    at_once = [
        other
        for other in others
        if other.late and other.due < day and days_of(draft, step, other.owed.rule) is not None
    ]
    return len(at_once) >= step.at_once


def _told(
    facts: verify.Facts, each: Open, others: Sequence[Open], policies: Sequence[tuple[dt.date, PolicyDraft]],
    portal: Portal, rulebook: Mapping[str, Any], today: dt.date,
) -> set[Told]:  # fmt: skip
    taken: dict[str, tuple[dt.date, int]] = {}
    rows: dict[tuple[str, str], tuple[dt.date, bool, str]] = {}
    answering = {kind: _accounts(facts, each, kind, portal, rulebook, today) for kind in NEAREST_FIRST}
    day = min(each.due - dt.timedelta(days=400), today)
    while day <= today:
        draft = policy_on(policies, day)
        for step in draft.steps if draft else ():
            if draft and asks(draft, step, each, others, day):
                taken.setdefault(step.code, (day, step.cap))
                for kind in NEAREST_FIRST:
                    for account in answering[kind] if kind in step.addressees else ():
                        rows.setdefault((step.code, account), (day, False, kind))
        for code, (since, cap) in taken.items():
            later = ORDER[ORDER.index(code) + 1 :]
            if (
                code in ("urge", "supervise", "talk")
                and day == since + cap * WEEK
                and not taken.keys() & later
            ):
                for account in answering["superior_office"]:
                    rows.setdefault((code, account), (day, True, "superior_office"))
        day += ONE_DAY
    return {
        (each.owed.rule["id"], *each.bearer, each.owed.period.name, code, account, kind, escalated,
         any(other == account and ORDER.index(step) > ORDER.index(code) for step, other in rows), since)
        for (code, account), (since, escalated, kind) in rows.items()
    }  # fmt: skip


def _accounts(
    facts: verify.Facts, each: Open, kind: str, portal: Portal, rulebook: Mapping[str, Any], today: dt.date
) -> list[str]:
    unit = each.owed.unit
    if kind == "answering":
        rule = each.owed.rule
        by_kind = rulebook["vocabulary"]["answer_for"].get(unit.kind, [])
        roles = [each.owed.role] if each.owed.role else rule.get("led_by") or by_kind
        held = [
            tenure.person
            for role in roles
            for tenure in facts.tenures.get((unit.code, role), [])
            if tenure.span.holds(today)
        ]
        return sorted({person for person in held if each.owed.person in ("", person)})
    if kind == "clerk":
        return list(portal.clerks.get(unit.code, ()))
    day, above, offices = each.owed.last_day_read(today), unit.code, []
    while above:
        offices += [portal.offices[above]] if above in portal.offices else []
        above = facts.parent_on(above, day)
    place = 0 if kind == "office" else 1
    return list(offices[place]) if len(offices) > place else []
