"""On site: an inspection begins with its checklist; its points are answered, and what is found is written down."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from assessment.inspection_states import FINDING_ACTS, Action, Result
from assessment.inspections.flows import INSPECTIONS
from assessment.inspections.severities import severity_called
from assessment.models import CheckPoint, Finding, Inspection
from assessment.selectors.inspection_targets import checklist_of
from assessment.selectors.inspections import findings_now
from assessment.services.matters import TEXT_LENGTH, Said, matter_locked, matter_move, tell
from duties.models import Rule
from portal import clock
from portal.access import Actor
from portal.models import Role, StoredFile
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.wording import shortened

LONGEST = dt.timedelta(days=366)


@dataclasses.dataclass(frozen=True)
class Found:
    """What is written down of one finding: on which clause (a rule, or an article alone), how grave, in which words."""

    article: int
    clause: str
    severity: str
    text: str
    due_on: dt.date
    found_on: dt.date
    rule: Rule | None = None
    files: Sequence[StoredFile] = ()


@transaction.atomic
def inspection_start(*, actor: Actor, inspection: Inspection, version: int, text: str = "") -> Inspection:
    """Begin on site: the checklist is drawn from the rulebook as it governs today, and the office's own questions."""
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.START, version, Said(text))
    asked = checklist_of(fresh.office, fresh.unit)
    CheckPoint.objects.bulk_create(
        CheckPoint(inspection=fresh, position=place, rule=each.rule, text=each.text, clause=each.clause)
        for place, each in enumerate(asked)
    )
    matter_move(INSPECTIONS, actor, fresh, Action.START, Said(text))
    return fresh


@transaction.atomic
def checklist_answer(
    *, actor: Actor, inspection: Inspection, answers: Mapping[int, tuple[str, str]]
) -> Inspection:
    """Write results and remarks of points (by position); what says what is there already changes nothing.

    Two people of a team may answer side by side: only the points that are sent are written. Raises ValidationError by
    `remark-<position>` for a fault without a word on it.
    """
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.ANSWER, None)
    points = {point.position: point for point in fresh.points.select_for_update()}
    faults, changed = {}, []
    for position, (result, remark) in answers.items():
        point = points.get(position)
        if point is None or (point.result, point.remark) == (result, remark.strip()):
            continue
        if result and result not in set(Result):
            faults[f"result-{position}"] = "请从列出的结果中选择。"
        if len(remark) > 500:
            faults[f"remark-{position}"] = "最多 500 字;请删减后再提交。"
        before = state_of(point)
        point.result, point.remark = result, remark.strip()
        point.answered_by, point.answered_at = actor.account, clock.now()
        changed.append((point, before))
    if faults:
        raise ValidationError(faults)
    if not changed:
        return fresh
    for point, before in changed:
        point.full_clean(exclude=["inspection", "rule"])
        point.save()
        log_change(
            actor=actor,
            action="checkpoint_save",
            target=point,
            unit=fresh.unit,
            before=before,
            after=state_of(point),
        )
    matter_move(INSPECTIONS, actor, fresh, Action.ANSWER, Said(f"登记 {len(changed)} 项。"))
    return fresh


@transaction.atomic
def finding_add(*, actor: Actor, inspection: Inspection, found: Found, token: uuid.UUID) -> Finding:
    """Write down a finding; the same form sent twice, by a device that got no answer, writes it once.

    Raises ValidationError by the names of the form's fields for what cannot be so.
    """
    assert actor.account is not None
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.FIND, None)
    sent = Finding.objects.filter(public_id=token).first()
    if sent is not None:
        if sent.inspection_id != fresh.pk or sent.found_by_id != actor.account.pk:
            raise ValidationError("表单已失效,请刷新页面后重新填写。")
        return sent
    _check(found)
    last = fresh.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding(
        public_id=token,
        inspection=fresh,
        number=last + 1,
        rule=found.rule,
        article=found.article,
        clause=found.clause,
        severity=found.severity,
        text=found.text.strip(),
        due_on=found.due_on,
        found_on=found.found_on,
        found_at=clock.now(),
        found_by=actor.account,
    )
    finding.full_clean(exclude=["public_id", "inspection", "rule", "found_by"])
    finding.save(force_insert=True)
    finding.files.set(found.files)
    log_change(
        actor=actor,
        action="finding_add",
        target=finding,
        unit=fresh.unit,
        after=state_of(finding) | {"files": [file.sha256 for file in found.files]},
    )
    matter_move(INSPECTIONS, actor, fresh, Action.FIND, finding=finding)
    return finding


def _check(found: Found) -> None:
    faults = {}
    today = clock.today()
    if severity_called(found.severity) is None:
        faults["severity"] = "请选择问题的程度。"
    if not found.text.strip():
        faults["text"] = "请写明问题。"
    elif len(found.text) > TEXT_LENGTH:
        faults["text"] = f"最多 {TEXT_LENGTH} 字;请删减后再提交。"
    if found.found_on > today:
        faults["found_on"] = "发现日期不能晚于今天。"
    if found.due_on <= found.found_on:
        faults["due_on"] = "整改期限应晚于发现日期。"
    elif found.due_on > today + LONGEST:
        faults["due_on"] = "整改期限不应超过一年。"
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def finding_settle(*, actor: Actor, finding: Finding, version: int, text: str) -> Finding:
    """Say that a finding was put right without a supervision item, and how. `version` is that of the inspection."""
    fresh = _said(actor, finding, version, text, Action.SETTLE)
    before = state_of(fresh)
    fresh.settled_at, fresh.settled_by, fresh.settled_text = clock.now(), actor.account, text.strip()
    return _finding_save(actor, fresh, before, Action.SETTLE, text)


@transaction.atomic
def finding_withdraw(*, actor: Actor, finding: Finding, version: int, text: str) -> Finding:
    """Withdraw a finding that was written down in error, with the reason; it stays to be seen, struck out."""
    fresh = _said(actor, finding, version, text, Action.WITHDRAW)
    before = state_of(fresh)
    fresh.withdrawn_at, fresh.withdrawn_text = clock.now(), text.strip()
    return _finding_save(actor, fresh, before, Action.WITHDRAW, text)


def _said(actor: Actor, finding: Finding, version: int, text: str, action: Action) -> Finding:
    """The finding as it now is, its inspection locked. Raises ValidationError where an item or somebody was faster."""
    fresh_inspection = matter_locked(INSPECTIONS, actor, finding.inspection, action, version, Said(text))
    fresh = Finding.objects.select_for_update().get(pk=finding.pk)
    fresh.inspection = fresh_inspection
    (now,) = findings_now([fresh])
    if action not in FINDING_ACTS[now.state]:
        raise ValidationError(f"该问题现为「{now.state.label}」,不能办理「{action.label}」;请刷新后再办理。")
    return fresh


def _finding_save(
    actor: Actor, finding: Finding, before: dict[str, object], action: Action, text: str
) -> Finding:
    finding.full_clean(exclude=["public_id", "inspection", "rule", "found_by"])
    finding.save()
    log_change(
        actor=actor,
        action=f"finding_{action}",
        target=finding,
        unit=finding.inspection.unit,
        before=before,
        after=state_of(finding),
        reason=text.strip(),
    )
    matter_move(INSPECTIONS, actor, finding.inspection, action, Said(text), finding=finding)
    if finding.inspection.state == "closed":
        told = accounts_at(finding.inspection.unit, Role.CLERK, Role.OFFICIAL)
        title = f"督查问题{action.label}:{shortened(finding.text)}"
        tell(INSPECTIONS, finding.inspection, told, title, text.strip())
    return finding
