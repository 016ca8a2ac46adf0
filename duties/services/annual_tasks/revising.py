"""Changing a task that is in force: proposed with a reason, granted or refused by another person; history is kept."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.annual_task_states import TaskAction, TaskState
from duties.models import Rule, Task, TaskRevision
from duties.services.annual_tasks.drafting import COLUMNS, Wording, check_wording, task_write, wording_of
from duties.services.annual_tasks.lists import ISSUING_ROLES
from duties.services.annual_tasks.steps import Said, task_locked, task_move, tell
from portal import clock
from portal.access import Actor
from portal.models import Role, Unit, Word
from portal.selectors.accounts import accounts_at
from portal.selectors.vocabulary import vocabulary
from portal.services.changes import log_change, state_of

LABELS = {
    "title": "任务",
    "measures": "主要措施",
    "rule": "对应条款",
    "lead": "牵头单位",
    "partners": "协办单位",
    "role": "责任席位",
    "starts_on": "开始日期",
    "due_on": "完成时限",
    "target": "目标",
    "target_number": "目标值",
    "target_measure": "计量单位",
    "weight": "权重",
    "milestones": "节点",
}


@transaction.atomic
def task_propose(
    *, actor: Actor, task: Task, version: int, wording: Wording | None, reason: str
) -> TaskRevision:
    """Propose to change a task as `wording` says, or without one to cancel it; who issues lists decides.

    Raises ValidationError where nothing would change, days do not fit, or a proposal is pending already.
    """
    fresh = task_locked(actor, task, TaskAction.PROPOSE, version, Said(reason))
    assert actor.account is not None
    if fresh.revisions.filter(state=TaskRevision.State.PENDING).exists():
        raise ValidationError("本任务已有待审定的调整,请等审定后再提。")
    revision = TaskRevision(
        task=fresh, cancels=wording is None, reason=reason.strip(), made_by=actor.account, made_at=clock.now()
    )
    if wording is None:
        _require_no_parts(fresh)
    else:
        check_wording(fresh, wording)
        revision.changes = changes_between(wording_of(fresh), wording)
        if not revision.changes:
            raise ValidationError("没有改动,不用提出调整。")
        revision.values = _packed(wording)
    revision.full_clean(exclude=["public_id", "task", "made_by"])
    revision.save(force_insert=True)
    task_move(actor, fresh, TaskAction.PROPOSE, Said(reason, revision=revision))
    log_change(
        actor=actor, action="taskrevision_propose", target=revision, unit=fresh.unit, after=state_of(revision),
        reason=revision.reason,
    )  # fmt: skip
    tell(accounts_at(fresh.unit, *ISSUING_ROLES), fresh, f"待审定调整:{fresh.title}", revision.reason)
    return revision


@transaction.atomic
def task_grant(*, actor: Actor, task: Task, version: int, revision: TaskRevision, text: str = "") -> Task:
    """Grant a pending proposal, never one's own: the task is changed or cancelled from now on."""
    said = Said(text, revision=revision)
    fresh = task_locked(actor, task, TaskAction.GRANT, version, said)
    found = _pending(revision)
    if found.cancels:
        _require_no_parts(fresh)
        fresh.end_reason = found.reason
    else:
        task_write(fresh, _unpacked(found.values))
    _decide(actor, fresh, found, TaskRevision.State.GRANTED, text)
    task_move(actor, fresh, TaskAction.GRANT, said)
    if found.cancels:
        task_move(actor, fresh, TaskAction.CANCEL, Said(found.reason, revision=found))
    told = [found.made_by, *accounts_at(fresh.lead, Role.CLERK, Role.OFFICIAL)]
    title = "任务已取消" if found.cancels else "任务已调整"
    tell({each.pk: each for each in told}.values(), fresh, f"{title}:{fresh.title}", found.reason)
    return fresh


@transaction.atomic
def task_refuse(*, actor: Actor, task: Task, version: int, revision: TaskRevision, text: str) -> Task:
    """Refuse a pending proposal, with a reason; the task stays as it is."""
    said = Said(text, revision=revision)
    fresh = task_locked(actor, task, TaskAction.REFUSE, version, said)
    found = _pending(revision)
    _decide(actor, fresh, found, TaskRevision.State.REFUSED, text)
    task_move(actor, fresh, TaskAction.REFUSE, said)
    tell([found.made_by], fresh, f"未同意调整:{fresh.title}", text.strip())
    return fresh


def _pending(revision: TaskRevision) -> TaskRevision:
    found = TaskRevision.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=revision.pk)
    if found.state != TaskRevision.State.PENDING:
        raise ValidationError(f"该调整{found.get_state_display()},不能再办理;请刷新页面。")
    return found


def _decide(actor: Actor, task: Task, revision: TaskRevision, state: TaskRevision.State, text: str) -> None:
    before = state_of(revision)
    revision.state, revision.decided_by, revision.decided_at = state, actor.account, clock.now()
    revision.save(update_fields=["state", "decided_by", "decided_at"])
    log_change(
        actor=actor, action=f"taskrevision_{state.value}", target=revision, unit=task.unit, before=before,
        after=state_of(revision), reason=text.strip(),
    )  # fmt: skip


def _require_no_parts(task: Task) -> None:
    waiting = [TaskState.LISTED.value, TaskState.OFFERED.value, TaskState.DECLINED.value]
    number = task.parts.filter(state__in=waiting).count()
    if number:
        raise ValidationError(f"还有 {number} 项分解任务没有取消或收回,不能取消本任务。")


def changes_between(old: Wording, new: Wording) -> list[list[str]]:
    """What differs between two wordings, in words: label, old, new."""
    found = []
    for name, label in LABELS.items():
        before, after = (_in_words(name, getattr(each, name)) for each in (old, new))
        if before != after:
            found.append([label, before, after])
    return found


def _in_words(name: str, value: Any) -> str:
    match name:
        case "rule":
            return f"{value.regulation.title} {value.code}"
        case "lead":
            return str(value.name)
        case "partners":
            return "、".join(sorted(each.name for each in value))
        case "milestones":
            return ";".join(
                f"{day:%Y-%m-%d} {title}" for title, day in sorted(value, key=lambda each: each[1])
            )
        case "role":
            return vocabulary().name(Word.Group.ROLE, value) if value else ""
        case "target_number":
            return "" if value is None else f"{value.normalize():f}"
        case _:
            return str(value)


def _packed(wording: Wording) -> dict[str, Any]:
    """A wording as JSON that `_unpacked` reads."""
    plain = {field.name: getattr(wording, field.name) for field in dataclasses.fields(wording)}
    number = wording.target_number
    return plain | {
        "rule": wording.rule.pk,
        "lead": wording.lead.pk,
        "partners": [each.pk for each in wording.partners],
        "starts_on": wording.starts_on.isoformat(),
        "due_on": wording.due_on.isoformat(),
        "target_number": None if number is None else str(number),
        "milestones": [[title, day.isoformat()] for title, day in wording.milestones],
    }


def _unpacked(values: dict[str, Any]) -> Wording:
    number = values["target_number"]
    plain = {name: values[name] for name in COLUMNS}
    return Wording(
        **plain
        | {
            "rule": Rule.objects.select_related("regulation").get(pk=values["rule"]),
            "lead": Unit.objects.get(pk=values["lead"]),
            "partners": list(Unit.objects.filter(pk__in=values["partners"])),
            "starts_on": dt.date.fromisoformat(values["starts_on"]),
            "due_on": dt.date.fromisoformat(values["due_on"]),
            "target_number": None if number is None else Decimal(number),
            "milestones": [(title, dt.date.fromisoformat(day)) for title, day in values["milestones"]],
        }
    )
