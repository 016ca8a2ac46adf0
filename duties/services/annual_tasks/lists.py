"""A task list from its drawing up to its issue; issued it is a record, so that the obligation it fulfils is met."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.annual_task_states import DRAFTERS, ListAction, ListState, TaskState
from duties.ledger.locks import lock_units
from duties.models import Task, TaskList
from duties.selectors.annual_tasks.forms import list_forms
from duties.services.annual_tasks.steps import NOTHING, Said, list_locked, list_move, step_add, tell
from duties.services.records import Content, record_add, record_withdraw
from portal import access, clock
from portal.access import Actor
from portal.models import Role
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of

DRAFTING_ROLES = tuple(Role(role) for _, role in DRAFTERS)
ISSUING_ROLES = (Role.APPROVER, Role.OFFICIAL)
SOURCE_DOCUMENT = "document"


@transaction.atomic
def task_list_draft(*, actor: Actor, year: int, title: str, forms: Collection[str]) -> TaskList:
    """Begin the task list of the actor's unit for a year, standing for the document `forms` of the rulebook.

    Raises PermissionDenied for who draws up no lists, ValidationError where the unit has one for the year, or for a form
    that the unit does not owe.
    """
    post = access.require(actor, *DRAFTING_ROLES)
    assert actor.account is not None
    lock_units([post.unit.pk])
    found = TaskList(
        unit=post.unit, year=year, title=title.strip(), made_by=actor.account, made_at=clock.now()
    )
    found.forms = _forms(found, forms)
    found.full_clean(exclude=["public_id", "made_by"])
    found.save(force_insert=True)
    step_add(actor, ListAction.EDIT, NOTHING, list=found)
    log_change(actor=actor, action="tasklist_draft", target=found, unit=found.unit, after=state_of(found))
    return found


@transaction.atomic
def task_list_edit(
    *, actor: Actor, task_list: TaskList, version: int, title: str, forms: Collection[str]
) -> TaskList:
    """Change name and forms of a list that is being drawn up."""
    fresh = list_locked(actor, task_list, ListAction.EDIT, version)
    fresh.title, fresh.forms = title.strip(), _forms(fresh, forms)
    list_move(actor, fresh, ListAction.EDIT)
    return fresh


def _forms(task_list: TaskList, forms: Collection[str]) -> list[str]:
    offered = [form.code for form in list_forms(task_list.unit)]
    if set(forms) - set(offered):
        raise ValidationError({"forms": "本单位不承担所选文件,请重新选择。"})
    if offered and not forms:
        raise ValidationError({"forms": "请选择本清单作为哪份文件计入履职。"})
    return [form for form in offered if form in forms]


@transaction.atomic
def task_list_submit(*, actor: Actor, task_list: TaskList, version: int) -> TaskList:
    """Submit a list for issue. Raises ValidationError where there is no task on it."""
    fresh = list_locked(actor, task_list, ListAction.SUBMIT, version)
    fresh.submitted_by = actor.account
    list_move(actor, fresh, ListAction.SUBMIT)
    tell(accounts_at(fresh.unit, *ISSUING_ROLES), fresh, f"待印发:{fresh.title}")
    return fresh


@transaction.atomic
def task_list_return(*, actor: Actor, task_list: TaskList, version: int, text: str) -> TaskList:
    """Send a submitted list back to who draws it up, with a reason."""
    fresh = list_locked(actor, task_list, ListAction.RETURN, version, Said(text))
    list_move(actor, fresh, ListAction.RETURN, Said(text))
    if fresh.submitted_by is not None:
        tell([fresh.submitted_by], fresh, f"退回修改:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def task_list_issue(*, actor: Actor, task_list: TaskList, version: int) -> TaskList:
    """Issue a submitted list, never one's own: its tasks are in force, and the obligations of its forms are credited.

    Raises ValidationError also where the ledger's period is locked.
    """
    fresh = list_locked(actor, task_list, ListAction.ISSUE, version)
    today = clock.today()
    fresh.issued_by, fresh.issued_on = actor.account, today
    if fresh.forms:
        content = Content(
            unit=fresh.unit,
            kind=SOURCE_DOCUMENT,
            forms=fresh.forms,
            occurred_on=today,
            for_period=str(fresh.year),
            title=fresh.title,
        )
        fresh.record = record_add(actor=actor, content=content, replaces=fresh.record)
    list_move(actor, fresh, ListAction.ISSUE)
    issued = Task.objects.filter(list=fresh, state=TaskState.LISTED.value)
    issued.filter(issued_on__isnull=True).update(issued_on=today)
    _tell_leads(fresh, list(issued.select_related("lead").order_by("pk")))
    return fresh


def _tell_leads(task_list: TaskList, tasks: Sequence[Task]) -> None:
    """Tell the units that lead tasks of a list that it is issued, the own unit not."""
    leads = {task.lead_id: task.lead for task in tasks if task.lead_id != task_list.unit_id}
    for lead in leads.values():
        tell(accounts_at(lead, Role.CLERK, Role.OFFICIAL), task_list, f"有牵头任务:{task_list.title}")


@transaction.atomic
def task_list_withdraw(*, actor: Actor, task_list: TaskList, version: int, text: str) -> TaskList:
    """Take an issued list back to be drawn up anew, with a reason; its record is withdrawn, so that it counts no more."""
    fresh = list_locked(actor, task_list, ListAction.WITHDRAW, version, Said(text))
    if fresh.record is not None and fresh.record.withdrawn_at is None:
        fresh.record = record_withdraw(actor=actor, record=fresh.record, reason=text)
    fresh.issued_by = fresh.issued_on = None
    list_move(actor, fresh, ListAction.WITHDRAW, Said(text))
    tell(accounts_at(fresh.unit, *DRAFTING_ROLES), fresh, f"撤回印发:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def task_list_void(*, actor: Actor, task_list: TaskList, version: int, text: str) -> TaskList:
    """Give up a list that is being drawn up, with a reason.

    Raises ValidationError where it was issued before or has tasks that a superior broke down.
    """
    fresh = list_locked(actor, task_list, ListAction.VOID, version, Said(text))
    tasks = Task.objects.filter(list=fresh).exclude(state=TaskState.REMOVED.value)
    if tasks.filter(parent__isnull=False).exists():
        raise ValidationError("清单中有上级分解的任务,不能作废。")
    if fresh.record is not None or tasks.filter(issued_on__isnull=False).exists():
        raise ValidationError("清单印发过,不能作废;请修改后重新印发。")
    list_move(actor, fresh, ListAction.VOID, Said(text))
    return fresh


def require_drafting(task_list: TaskList) -> None:
    """Raise ValidationError where a list is not being drawn up."""
    if task_list.at != ListState.DRAFTING:
        raise ValidationError(f"清单现为「{task_list.at.label}」,不能直接修改。")
