"""The life of task lists (任务清单) and of the tasks on them as two tables: in which state who may do what, what follows.

Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to list or task.
How a task goes (red, yellow, green) is no state: `duties.task_lights` works it out from dates and progress.
"""

from collections.abc import Iterable
from enum import StrEnum

from portal import states
from portal.states import Worded, allowed_by, table_of, who


class ListState(Worded):
    """Where a task list stands."""

    DRAFTING = "drafting", "拟定中"
    SUBMITTED = "submitted", "待印发"
    ISSUED = "issued", "已印发"
    VOID = "void", "已作废"


class ListAction(Worded):
    """What is done with a task list."""

    EDIT = "edit", "修改"
    SUBMIT = "submit", "报请印发"
    RETURN = "return", "退回修改"
    ISSUE = "issue", "印发"
    WITHDRAW = "withdraw", "撤回印发"
    VOID = "void", "作废"


class TaskState(Worded):
    """Where a task stands: on its unit's list, or on the way there from the superior's."""

    LISTED = "listed", "在册"
    OFFERED = "offered", "待接收"
    DECLINED = "declined", "不接收"
    CANCELLED = "cancelled", "已取消"
    REMOVED = "removed", "已删去"


class TaskAction(Worded):
    """What is done with a task."""

    BREAK = "break", "分解任务"
    ACCEPT = "accept", "接收任务"
    DECLINE = "decline", "不接收"
    OFFER = "offer", "重新分解"
    RECALL = "recall", "收回分解"
    REPORT = "report", "报告进展"
    ASSIST = "assist", "报告协办情况"
    REACH = "reach", "节点完成"
    UNREACH = "unreach", "更正节点"
    PROPOSE = "propose", "提出调整"
    GRANT = "grant", "同意调整"
    REFUSE = "refuse", "不同意调整"
    CANCEL = "cancel", "取消任务"
    REMOVE = "remove", "删去"
    INSTRUCT = "instruct", "批示"


class Place(StrEnum):
    """How the unit of somebody's post stands to a list or task: whose it is, whose task it is part of, who leads, who
    co-operates, or above the unit whose it is."""

    OWN = "own"
    PARENT = "parent"
    LEAD = "lead"
    PARTNER = "partner"
    SUPERIOR = "superior"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    DAY = "day"
    TASKS = "tasks"
    IN_FORCE = "in_force"
    OTHER_PERSON = "other_person"


ListMove = states.Move[ListState, Place, Need]
TaskMove = states.Move[TaskState, Place, Need]

DRAFTERS = who(Place.OWN, "clerk", "office")
ISSUERS = who(Place.OWN, "approver", "official")
RECEIVERS = who(Place.OWN, "clerk", "office", "official")
BREAKERS = who(Place.PARENT, "clerk", "office")
LEADERS = who(Place.LEAD, "clerk", "office", "official")
PARTNERS = who(Place.PARTNER, "clerk", "office", "official")
SUPERIORS = who(Place.OWN, "leader") | who(Place.SUPERIOR, "leader")

WAITING = frozenset({TaskState.OFFERED, TaskState.DECLINED})
"""A task that a superior has broken down to a unit and that is on no list of it yet."""


def _list_lines() -> Iterable[tuple[Iterable[ListState], ListAction, ListMove]]:
    text = frozenset({Need.TEXT})
    yield [ListState.DRAFTING], ListAction.EDIT, ListMove(None, DRAFTERS)
    yield [ListState.DRAFTING], ListAction.SUBMIT, ListMove(
        ListState.SUBMITTED, DRAFTERS, frozenset({Need.TASKS})
    )  # fmt: skip
    yield [ListState.DRAFTING], ListAction.VOID, ListMove(ListState.VOID, DRAFTERS, text)
    yield [ListState.SUBMITTED], ListAction.RETURN, ListMove(ListState.DRAFTING, DRAFTERS | ISSUERS, text)
    yield [ListState.SUBMITTED], ListAction.ISSUE, ListMove(
        ListState.ISSUED, ISSUERS, frozenset({Need.OTHER_PERSON})
    )  # fmt: skip
    yield [ListState.ISSUED], ListAction.WITHDRAW, ListMove(ListState.DRAFTING, ISSUERS, text)


def _task_lines() -> Iterable[tuple[Iterable[TaskState], TaskAction, TaskMove]]:
    text, force = frozenset({Need.TEXT}), frozenset({Need.IN_FORCE})
    listed = [TaskState.LISTED]
    yield listed, TaskAction.BREAK, TaskMove(None, DRAFTERS, force)
    yield [TaskState.OFFERED], TaskAction.ACCEPT, TaskMove(TaskState.LISTED, RECEIVERS)
    yield [TaskState.OFFERED], TaskAction.DECLINE, TaskMove(TaskState.DECLINED, RECEIVERS, text)
    yield [TaskState.DECLINED], TaskAction.OFFER, TaskMove(TaskState.OFFERED, BREAKERS, text)
    yield WAITING, TaskAction.RECALL, TaskMove(TaskState.REMOVED, BREAKERS, text)
    yield listed, TaskAction.REPORT, TaskMove(None, LEADERS, text | force)
    yield listed, TaskAction.ASSIST, TaskMove(None, PARTNERS, text | force)
    yield listed, TaskAction.REACH, TaskMove(None, LEADERS, force | {Need.DAY})
    yield listed, TaskAction.UNREACH, TaskMove(None, LEADERS, text | force)
    yield listed, TaskAction.PROPOSE, TaskMove(None, DRAFTERS, text | force)
    yield listed, TaskAction.GRANT, TaskMove(None, ISSUERS, force | {Need.OTHER_PERSON})
    yield listed, TaskAction.REFUSE, TaskMove(None, ISSUERS, text | force)
    yield listed, TaskAction.CANCEL, TaskMove(TaskState.CANCELLED, frozenset(), force)
    yield listed, TaskAction.REMOVE, TaskMove(TaskState.REMOVED, DRAFTERS)
    yield listed, TaskAction.INSTRUCT, TaskMove(None, SUPERIORS, text | force)


LIST_TABLE = table_of(_list_lines())
"""What is done with lists; what is not in here cannot be done."""
TASK_TABLE = table_of(_task_lines())
"""What is done with tasks; what is not in here cannot be done."""


def list_allowed(state: ListState, places: Iterable[Place], role: str) -> frozenset[ListAction]:
    """What somebody with `role`, standing at `places`, may do with a list in `state`."""
    return allowed_by(LIST_TABLE, state, places, role)


def task_allowed(
    state: TaskState, places: Iterable[Place], role: str, *, in_force: bool
) -> frozenset[TaskAction]:
    """What somebody with `role`, standing at `places`, may do with a task in `state`; `in_force`: its list is issued.

    A task is removed from a list that is being drafted only; what changes one that is in force is proposed and granted.
    """
    actions = allowed_by(TASK_TABLE, state, places, role)
    if in_force:
        return actions - {TaskAction.REMOVE}
    return frozenset(each for each in actions if Need.IN_FORCE not in TASK_TABLE[state, each].needs)
