"""Breaking a task down to units below (分解), and what they do with their parts: accept onto the own list, or decline."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.annual_task_states import ListState, TaskAction, TaskState
from duties.ledger.locks import lock_units
from duties.models import Task, TaskList
from duties.selectors.annual_tasks.forms import list_forms
from duties.services.annual_tasks.drafting import Wording, next_position, task_write
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from duties.services.annual_tasks.steps import Said, task_locked, task_move, tell
from portal import clock
from portal.access import Actor
from portal.models import Area, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of

RECEIVING_ROLES = (Role.CLERK, Role.OFFICE, Role.OFFICIAL)


@dataclasses.dataclass(frozen=True)
class Share:
    """What one unit below is to do of a task: its number of the target, and its weight in the roll-up."""

    unit: Unit
    target_number: Decimal | None = None
    weight: int = 1


@dataclasses.dataclass(frozen=True)
class Breakdown:
    """What all parts have in common."""

    title: str
    due_on: dt.date
    measures: str = ""
    target: str = ""


@transaction.atomic
def task_break_down(
    *, actor: Actor, task: Task, version: int, breakdown: Breakdown, shares: Sequence[Share]
) -> list[Task]:
    """Give parts of a task in force to units directly below, all or none; each is told, and accepts or declines.

    Raises ValidationError where nothing is chosen, a unit does not stand directly below today, or has a part already.
    """
    fresh = task_locked(actor, task, TaskAction.BREAK, version)
    assert actor.account is not None
    _check_units(fresh, shares)
    made = []
    for share in shares:
        part = Task(
            unit=share.unit,
            year=fresh.year,
            parent=fresh,
            state=TaskState.OFFERED.value,
            made_by=actor.account,
            made_at=clock.now(),
        )
        task_write(part, _wording(fresh, breakdown, share))
        log_change(actor=actor, action="task_offer", target=part, unit=part.unit, after=state_of(part))
        tell(accounts_at(share.unit, *RECEIVING_ROLES), part, f"上级分解任务,请接收:{part.title}")
        made.append(part)
    names = "、".join(share.unit.name for share in shares)
    task_move(actor, fresh, TaskAction.BREAK, Said(f"分解到:{names}"))
    return made


def _wording(parent: Task, breakdown: Breakdown, share: Share) -> Wording:
    return Wording(
        title=breakdown.title.strip(),
        rule=parent.rule,
        lead=share.unit,
        starts_on=min(parent.starts_on, breakdown.due_on),
        due_on=breakdown.due_on,
        measures=breakdown.measures,
        target=breakdown.target,
        target_number=share.target_number,
        target_measure=parent.target_measure if share.target_number is not None else "",
        weight=share.weight,
    )


def _check_units(task: Task, shares: Sequence[Share]) -> None:
    if not shares:
        raise ValidationError({"units": "请至少选择一个单位。"})
    wanted = [share.unit.pk for share in shares]
    below = Area.objects.filter(ancestor=task.unit, unit__in=wanted, depth=1, during__contains=clock.today())
    if below.count() < len(set(wanted)):
        raise ValidationError({"units": "只能分解到直接下属的单位,请刷新页面后重选。"})
    there = task.parts.exclude(state__in=[TaskState.REMOVED.value, TaskState.CANCELLED.value])
    names = there.filter(unit__in=wanted).values_list("unit__name", flat=True)
    if names:
        raise ValidationError({"units": f"{'、'.join(names)}已有本任务的分解任务。"})


@transaction.atomic
def task_accept(*, actor: Actor, task: Task, version: int) -> Task:
    """Accept a part onto the own list of its year; where there is none yet, its drawing up begins.

    On an issued list it is in force from this day on.
    """
    # The list before the task, as the issue locks them; the unit, so that two do not begin its list at once.
    lock_units([task.unit_id])
    lists = TaskList.objects.select_for_update(of=("self",)).filter(unit=task.unit, year=task.year)
    found = lists.exclude(state=ListState.VOID.value).first()
    fresh = task_locked(actor, task, TaskAction.ACCEPT, version)
    fresh.list = _list_for(actor, fresh, found)
    fresh.position = next_position(fresh.list)
    if fresh.list.in_force:
        fresh.issued_on = clock.today()
    task_move(actor, fresh, TaskAction.ACCEPT)
    _tell_parent(fresh, f"{fresh.unit.name}已接收任务:{fresh.title}")
    return fresh


def _list_for(actor: Actor, task: Task, found: TaskList | None) -> TaskList:
    """The list of the unit and year; made where none was found. Raises ValidationError while it is submitted."""
    assert actor.account is not None
    if found is not None and found.at == ListState.SUBMITTED:
        raise ValidationError("本单位清单正在等待印发,请印发后再接收,或先退回修改。")
    if found is None:
        forms = [form.code for form in list_forms(task.unit)[:1]]
        title = f"{task.unit.name}{task.year}年度乡村振兴任务清单"
        found = TaskList(
            unit=task.unit, year=task.year, title=title, forms=forms, made_by=actor.account,
            made_at=clock.now(),
        )  # fmt: skip
        found.full_clean(exclude=["public_id", "made_by"])
        found.save(force_insert=True)
        log_change(actor=actor, action="tasklist_draft", target=found, unit=found.unit, after=state_of(found))
    return found


@transaction.atomic
def task_decline(*, actor: Actor, task: Task, version: int, text: str) -> Task:
    """Decline a part, with a reason; the superior gives it anew or takes it back."""
    fresh = task_locked(actor, task, TaskAction.DECLINE, version, Said(text))
    task_move(actor, fresh, TaskAction.DECLINE, Said(text))
    _tell_parent(fresh, f"{fresh.unit.name}不接收任务:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def task_offer_again(*, actor: Actor, task: Task, version: int, text: str) -> Task:
    """Give a declined part to its unit once more, with what has been cleared up."""
    fresh = task_locked(actor, task, TaskAction.OFFER, version, Said(text))
    task_move(actor, fresh, TaskAction.OFFER, Said(text))
    tell(accounts_at(fresh.unit, *RECEIVING_ROLES), fresh, f"重新分解,请接收:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def task_recall(*, actor: Actor, task: Task, version: int, text: str) -> Task:
    """Take back a part that no list has accepted, with a reason."""
    fresh = task_locked(actor, task, TaskAction.RECALL, version, Said(text))
    task_move(actor, fresh, TaskAction.RECALL, Said(text))
    tell(accounts_at(fresh.unit, *RECEIVING_ROLES), fresh, f"上级已收回任务:{fresh.title}", text.strip())
    return fresh


def _tell_parent(task: Task, title: str, text: str = "") -> None:
    """Tell who broke the task down."""
    if task.parent is not None:
        tell(accounts_at(task.parent.unit, *DRAFTING_ROLES), task, title, text)
