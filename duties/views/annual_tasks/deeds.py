"""The short moves that the pages of lists and tasks offer: for each its form, what is said when it is done, its service."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from duties.annual_task_states import ListAction, TaskAction
from duties.forms.annual_tasks.acts import ActForm
from duties.models import Task, TaskList
from duties.selectors.annual_tasks.rights import list_acts, task_acts
from duties.services.annual_tasks import breaking, drafting, lists, reporting, revising
from portal.access import Actor


@dataclasses.dataclass(frozen=True)
class Deed:
    """How a move is offered; `takes` are the fields of its form that its service takes."""

    service: Callable[..., Any]
    done: str
    takes: tuple[str, ...] = ()
    hint: str = ""
    main: bool = False


LIST_DEEDS: Mapping[ListAction, Deed] = {
    ListAction.SUBMIT: Deed(
        lists.task_list_submit, "已报请印发,审定人(责任人)已收到消息。", hint="报请后不能再修改,退回后可以再改。", main=True
    ),
    ListAction.ISSUE: Deed(
        lists.task_list_issue, "已印发,任务开始执行,所选履职事项已计入。", hint="以您的姓名印发;牵头单位会收到消息。", main=True
    ),
    ListAction.RETURN: Deed(lists.task_list_return, "已退回修改。", ("text",)),
    ListAction.WITHDRAW: Deed(
        lists.task_list_withdraw, "已撤回印发,可以修改后重新报请。", ("text",), hint="撤回后履职台账不再计入,重新印发后再计入。"
    ),
    ListAction.VOID: Deed(lists.task_list_void, "清单已作废。", ("text",)),
}  # fmt: skip
TASK_DEEDS: Mapping[TaskAction, Deed] = {
    TaskAction.ACCEPT: Deed(
        breaking.task_accept, "已接收,任务已列入本单位清单。", hint="接收后列入本单位当年清单;没有清单的,自动建立一份。", main=True
    ),
    TaskAction.DECLINE: Deed(breaking.task_decline, "已告知上级不接收的理由。", ("text",)),
    TaskAction.OFFER: Deed(breaking.task_offer_again, "已重新分解,对方会收到消息。", ("text",), main=True),
    TaskAction.RECALL: Deed(breaking.task_recall, "已收回。", ("text",)),
    TaskAction.REPORT: Deed(
        reporting.task_report, "进展已报告。", ("percent", "text", "files"), hint="写清做了什么、结果怎样、下一步做什么。", main=True
    ),
    TaskAction.ASSIST: Deed(reporting.task_assist, "协办情况已报告。", ("text", "files"), main=True),
    TaskAction.REACH: Deed(reporting.task_reach, "节点已登记完成。", ("day", "text", "milestone")),
    TaskAction.UNREACH: Deed(reporting.task_unreach, "节点已更正为未完成。", ("text", "milestone")),
    TaskAction.GRANT: Deed(
        revising.task_grant, "已同意,调整即时生效。", ("text", "revision"), hint="以您的姓名记录在案。", main=True
    ),
    TaskAction.REFUSE: Deed(revising.task_refuse, "已答复,任务不变。", ("text", "revision")),
    TaskAction.CANCEL: Deed(
        revising.task_propose, "已提出取消,等审定人(责任人)同意。", ("text",), hint="由审定人或责任人同意后取消,记录留存。"
    ),
    TaskAction.INSTRUCT: Deed(reporting.task_instruct, "批示已记录,有关单位已收到消息。", ("text",)),
    TaskAction.REMOVE: Deed(drafting.task_remove, "已从清单中删去。"),
}  # fmt: skip
BESIDE = frozenset(
    {TaskAction.REACH, TaskAction.UNREACH, TaskAction.GRANT, TaskAction.REFUSE, TaskAction.CANCEL}
)
"""Moves that the page offers beside what they are about, a milestone or a revision."""


@dataclasses.dataclass(frozen=True)
class Offered:
    """A deed as a page shows it: where its form goes, and whether it stands open."""

    action: ListAction | TaskAction
    deed: Deed
    url: str
    form: ActForm
    id: str
    about: Mapping[str, str] = dataclasses.field(default_factory=dict)
    open: bool = False
    kept: tuple[Any, ...] = ()


def form_for(action: ListAction | TaskAction, version: int, name: str, *sent: Any, **initial: Any) -> ActForm:
    """The form of a deed, empty or with what was sent."""
    return ActForm(action, *sent, auto_id=f"{name}-%s", initial={"version": version} | initial)


def list_deeds(actor: Actor, found: TaskList) -> list[Offered]:
    """What the actor may do with a list now."""
    acts = list_acts(actor, found)
    return [
        Offered(
            action,
            deed,
            reverse("task-list-do", args=[found.public_id, action.value]),
            form_for(action, found.version, action.value),
            action.value,
        )
        for action, deed in LIST_DEEDS.items()
        if action in acts
    ]


def task_deeds(actor: Actor, task: Task) -> list[Offered]:
    """What the actor may do with a task now, but for what stands beside milestones and revisions."""
    acts = task_acts(actor, task)
    wanted = [action for action in TASK_DEEDS if action in acts and action not in BESIDE]
    found = [offered(task, action) for action in wanted]
    if TaskAction.PROPOSE in acts:
        found.append(offered(task, TaskAction.CANCEL))
    return found


def offered(task: Task, action: TaskAction, **about: str) -> Offered:
    """One deed of a task, about a milestone or revision where one is named (by its public id)."""
    name = "-".join([action.value, *about.values()])
    initial = {"percent": task.percent} if action == TaskAction.REPORT else {}
    return Offered(
        action,
        TASK_DEEDS[action],
        reverse("task-do", args=[task.public_id, action.value]),
        form_for(action, task.version, name, **initial),
        name,
        about,
    )


def blame(form: Any, error: ValidationError) -> None:
    """Put the refusal of a service at the fields that the form has, else at its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields and field != "__all__" else None, faults)
