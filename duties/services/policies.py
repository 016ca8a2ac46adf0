"""Alert policies: the first version of each regulation, and the office's changes, each a version of its own."""

import dataclasses
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import AlertPolicy, PolicyException, PolicyStep, Regulation
from duties.policy_draft import DEFAULT, PolicyDraft, faults_of
from duties.selectors.policies import draft_of, with_steps
from duties.selectors.scope import reads_rules_anew
from portal import clock
from portal.access import SYSTEM, Actor
from portal.services.changes import log_change

LONGEST_REASON = 500
LAST_DAY = dt.date(2999, 12, 31)


def policies_ensure() -> None:
    """Give each regulation without a policy the one that comes with the portal; one query where all have theirs."""
    for regulation in Regulation.objects.filter(policies__isnull=True):
        policy_begin(regulation)


@transaction.atomic
def policy_begin(regulation: Regulation) -> AlertPolicy:
    """The first version of a regulation's policy, from the day on which the regulation came into force."""
    policy = policy_store(regulation, DEFAULT, AlertPolicy(number=1, since=regulation.effective_on))
    log_change(actor=SYSTEM, action="policy_begin", target=policy, after=_said(DEFAULT))
    return policy


@transaction.atomic
def policy_change(
    *, actor: Actor, regulation: Regulation, draft: PolicyDraft, since: dt.date, reason: str, based_on: int
) -> AlertPolicy:
    """Adopt another version, deciding on the days from `since` on; `based_on` is the number of the version seen.

    What earlier versions have asked for by then stays. Raises PermissionDenied for anyone but the office that reads
    the regulation's rules anew; ValidationError, by field, for what `duties.policy_draft` refuses, a day that is not
    to come, no reason, no change, and where somebody else adopted a version meanwhile.
    """
    regulation = Regulation.objects.select_for_update().get(pk=regulation.pk)
    if not reads_rules_anew(actor, regulation):
        raise PermissionDenied
    last = with_steps(AlertPolicy.objects.filter(regulation=regulation)).latest("number")
    if last.number != based_on:
        raise ValidationError(f"预警规则已有新的第 {last.number} 版,请重新打开修改页面,在新版本上修改。")
    before = draft_of(last)
    check_change(draft, before, since)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": f"请填写修改理由(不超过{LONGEST_REASON}字)。"})
    version = AlertPolicy(
        number=last.number + 1, since=since, adopted_by=actor.account, reason=reason.strip()
    )
    policy = policy_store(regulation, draft, version)
    log_change(
        actor=actor,
        action="policy_change",
        target=policy,
        before=_said(before),
        after=_said(draft) | {"since": since.isoformat()},
        reason=policy.reason,
    )
    return policy


def check_change(draft: PolicyDraft, before: PolicyDraft, since: dt.date) -> None:
    """Raise ValidationError, by field, where the draft cannot follow `before` from `since` on."""
    faults = faults_of(draft)
    if not clock.today() < since <= LAST_DAY:
        faults["since"] = ["新规则最早自明天起施行:今天及以前的步骤已按原规则办理,不再收回。"]
    if faults:
        raise ValidationError({field or "__all__": sentences for field, sentences in faults.items()})
    if _said(draft) == _said(before):
        raise ValidationError("预警规则没有改动,请先修改再预览或采纳。")


def policy_store(regulation: Regulation, draft: PolicyDraft, policy: AlertPolicy) -> AlertPolicy:
    """Write a version with its steps; `policy` carries its number, its day and who adopted it why. It logs nothing."""
    policy.regulation, policy.adopted_at = regulation, clock.now()
    policy.full_clean()
    policy.save(force_insert=True)
    steps = {}
    for each in draft.steps:
        values = dataclasses.asdict(each)
        values |= {"addressees": list(each.addressees), "channels": list(each.channels)}
        step = PolicyStep(policy=policy, **values)
        step.full_clean(exclude=["days"])
        step.save(force_insert=True)
        steps[each.code] = step
    for other in draft.exceptions:
        exception = PolicyException(
            step=steps[other.code], rule_id=other.rule, force=other.force, days=other.days
        )
        exception.full_clean()
        exception.save(force_insert=True)
    return policy


def _said(draft: PolicyDraft) -> dict[str, Any]:
    """What a draft says, as the log keeps it and as two are compared."""
    exceptions = [dataclasses.asdict(each) for each in draft.exceptions]
    return {
        "steps": [
            dataclasses.asdict(each)
            | {"addressees": sorted(each.addressees), "channels": sorted(each.channels)}
            for each in draft.steps
        ],
        "exceptions": sorted(exceptions, key=lambda each: (each["rule"] or 0, each["force"], each["code"])),
    }
