"""Alerts in a demonstration: flagged at once, and a change of the policy that holds from next month on."""

import dataclasses
import datetime as dt

from duties.demo.questions import OFFICE, actor_of
from duties.models import AlertPolicy, Regulation
from duties.policy_draft import DEFAULT, PolicyDraft, StepDraft
from duties.services.alerts import flag_overdue
from duties.services.policies import policy_change
from portal import clock

AHEAD = dt.timedelta(days=30)
REASON = "演示:给整改留足时间,约谈建议推迟到逾期50天"


def add_alerts() -> None:
    """Flag as the worker does, and have the office change the policy; twice does nothing."""
    flag_overdue()
    office = actor_of(OFFICE)
    if office is None:
        return
    for regulation in Regulation.objects.all():
        if AlertPolicy.objects.filter(regulation=regulation, number__gt=1).exists():
            continue
        policy_change(
            actor=office,
            regulation=regulation,
            draft=PolicyDraft([_later(step) for step in DEFAULT.steps]),
            since=clock.today() + AHEAD,
            reason=REASON,
            based_on=1,
        )


def _later(step: StepDraft) -> StepDraft:
    """A talk is proposed five days later."""
    return dataclasses.replace(step, days=50) if step.code == "talk" else step
