"""What rows of the access matrix about task lists act on, and the rows themselves."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from duties.annual_task_states import ListState, TaskAction, TaskState
from duties.models import Regulation, Rule, Task, TaskList, TaskMilestone, TaskRevision, TaskStep
from portal import access, clock
from portal.models import Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast

DRAFTERS = frozenset({Role.CLERK, Role.OFFICE})
ISSUERS = frozenset({Role.APPROVER, Role.OFFICIAL})
MEMBERS_OF_LIST = DRAFTERS | ISSUERS
ACTORS = access.BUSINESS - {Role.AUDITOR, Role.MEMBER}
OWN = frozenset({"own"})


def _reach(*roles: Role) -> dict[Role, frozenset[str]]:
    return dict.fromkeys(roles, OWN)


def _rule() -> Rule:
    return Rule.objects.order_by("pk").first() or _made_rule()


def _made_rule() -> Rule:
    regulation = Regulation.objects.create(
        code="M", title="演示细则", effective_on=dt.date(2020, 1, 1), vocabulary={"kinds": {}}
    )
    return Rule.objects.create(regulation=regulation, code="a5.3", article=5, item="三", position=1)


def _list(cast: Cast, unit: Unit, state: ListState) -> TaskList:
    issued = state == ListState.ISSUED
    return TaskList.objects.create(
        unit=unit,
        year=clock.today().year,
        title="演示清单",
        state=state.value,
        made_by=cast.without_post,
        made_at=clock.now(),
        issued_on=clock.today() if issued else None,
    )


def _task(cast: Cast, unit: Unit, state: ListState = ListState.ISSUED, **values: Any) -> Task:
    task_list = values.pop("list", None) or _list(cast, unit, state)
    today = clock.today()
    given: dict[str, Any] = {
        "list": task_list,
        "unit": unit,
        "year": today.year,
        "position": 1,
        "title": "演示任务",
        "rule": _rule(),
        "lead": unit,
        "starts_on": today,
        "due_on": today + dt.timedelta(days=30),
        "made_by": cast.without_post,
        "made_at": clock.now(),
    }
    task = Task.objects.create(**(given | values))
    TaskMilestone.objects.create(task=task, title="演示节点", due_on=today)
    return task


def task_list_drafted(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A list of the unit of the place that is being drawn up, with a task."""
    task = _task(cast, unit, ListState.DRAFTING)
    assert task.list is not None
    return {"public_id": task.list.public_id}


def task_list_submitted(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, submitted for issue."""
    found = task_list_drafted(cast, unit)
    TaskList.objects.filter(**found).update(state=ListState.SUBMITTED.value)
    return found


def task_list_issued(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, issued."""
    task = _task(cast, unit)
    assert task.list is not None
    return {"public_id": task.list.public_id}


def task(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A task in force of the unit of the place."""
    return {"public_id": _task(cast, unit).public_id}


def task_drafted(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A task on a list that is being drawn up."""
    return {"public_id": _task(cast, unit, ListState.DRAFTING).public_id}


def task_offered(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A part for the unit of the place of a task of another unit."""
    other = next(each for each in cast.units.values() if each != unit)
    parent = _task(cast, other, ListState.DRAFTING)
    part = _task(cast, unit, ListState.DRAFTING, parent=parent)
    Task.objects.filter(pk=part.pk).update(list=None, state=TaskState.OFFERED.value)
    TaskList.objects.filter(unit=unit).delete()
    return {"public_id": part.public_id}


def task_revised(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A task of which a cancellation is proposed."""
    found = _task(cast, unit)
    TaskRevision.objects.create(
        public_id=uuid.UUID(int=7), task=found, cancels=True, reason="演示", made_by=cast.without_post,
        made_at=clock.now(),
    )  # fmt: skip
    return {"public_id": found.public_id}


def task_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of a task of the unit of the place."""
    found = _task(cast, unit)
    stored = file_store(actor=access.SYSTEM, name="照片.pdf", content=b"%PDF", content_type="application/pdf")
    step = TaskStep.objects.create(
        task=found, action=TaskAction.REPORT.value, at=clock.now(), by=cast.without_post, name="演示"
    )
    step.files.add(stored)
    return {"public_id": found.public_id, "file": stored.public_id}


def _doing(make: Any, action: str) -> Any:
    return lambda cast, unit: make(cast, unit) | {"action": action}


FACTORIES = {
    "task": task,
    "task_accept": _doing(task_offered, "accept"),
    "task_drafted": task_drafted,
    "task_file": task_file,
    "task_grant": _doing(task_revised, "grant"),
    "task_list_drafted": task_list_drafted,
    "task_list_issue": _doing(task_list_submitted, "issue"),
    "task_list_issued": task_list_issued,
    "task_list_submit": _doing(task_list_drafted, "submit"),
    "task_list_withdraw": _doing(task_list_issued, "withdraw"),
    "task_report": _doing(task, "report"),
}
TEXT: Mapping[str, str] = {"text": "演示。", "version": "0"}
NOTHING: Mapping[str, Any] = {"public_id": uuid.UUID(int=0)}
DRAFTS = _reach(*MEMBERS_OF_LIST)

ROWS: dict[str, list[dict[str, Any]]] = {
    "tasks": [{"roles": access.BUSINESS}],
    "task-lists": [{"roles": access.BUSINESS}],
    "task-list-new": [{"roles": DRAFTERS}, {"roles": DRAFTERS, "method": "POST", "status": 422}],
    "task-list": [
        {"roles": access.BUSINESS, "at": "task_list_issued"},
        {"roles": access.BUSINESS, "at": "task_list_drafted", "reach": DRAFTS},
    ],
    "task-list-edit": [
        {"roles": DRAFTERS, "at": "task_list_drafted", "reach": DRAFTS},
        {"roles": DRAFTERS, "method": "POST", "status": 422, "at": "task_list_drafted", "reach": DRAFTS},
        {"roles": DRAFTERS, "status": 302, "at": "task_list_issued", "reach": DRAFTS},
    ],
    # Who does what with a list or task goes by where one stands to it, beside the role; else there is no such thing.
    "task-list-do": [
        {"roles": MEMBERS_OF_LIST, "status": 405, "arguments": NOTHING | {"action": "issue"}},
        {"roles": MEMBERS_OF_LIST, "method": "POST", "status": 404, "arguments": NOTHING | {"action": "edit"}},
        {"roles": MEMBERS_OF_LIST, "method": "POST", "status": 302, "at": "task_list_submit", "data": TEXT,
         "reach": _reach(*DRAFTERS)},
        {"roles": MEMBERS_OF_LIST, "method": "POST", "status": 302, "at": "task_list_issue", "data": TEXT,
         "reach": _reach(*ISSUERS)},
        {"roles": MEMBERS_OF_LIST, "method": "POST", "status": 302, "at": "task_list_withdraw", "data": TEXT,
         "reach": _reach(*ISSUERS)},
    ],
    "task-add": [
        {"roles": DRAFTERS, "at": "task_list_drafted", "reach": DRAFTS},
        {"roles": DRAFTERS, "method": "POST", "status": 422, "at": "task_list_drafted", "reach": DRAFTS},
    ],
    "task-import": [
        {"roles": DRAFTERS, "at": "task_list_drafted", "reach": DRAFTS},
        {"roles": DRAFTERS, "method": "POST", "status": 422, "at": "task_list_drafted", "reach": DRAFTS},
    ],
    "task-import-template": [{"roles": DRAFTERS, "at": "task_list_drafted", "reach": DRAFTS}],
    "task-serving": [
        {"roles": access.BUSINESS, "status": 404},
    ],
    "task": [
        {"roles": access.BUSINESS, "at": "task"},
        {"roles": access.BUSINESS, "at": "task_drafted", "reach": DRAFTS},
    ],
    "task-edit": [
        {"roles": DRAFTERS, "at": "task", "reach": DRAFTS},
        {"roles": DRAFTERS, "at": "task_drafted", "reach": DRAFTS},
        {"roles": DRAFTERS, "method": "POST", "status": 422, "at": "task", "reach": DRAFTS},
    ],
    "task-break": [
        {"roles": DRAFTERS, "at": "task", "reach": DRAFTS},
        {"roles": DRAFTERS, "method": "POST", "status": 422, "at": "task", "reach": DRAFTS},
    ],
    "task-do": [
        {"roles": ACTORS, "status": 405, "arguments": NOTHING | {"action": "report"}},
        {"roles": ACTORS, "method": "POST", "status": 404, "arguments": NOTHING | {"action": "break"}},
        {"roles": ACTORS, "method": "POST", "status": 302, "at": "task_report", "data": TEXT | {"percent": "30"},
         "reach": _reach(Role.CLERK, Role.OFFICE, Role.OFFICIAL)},
        {"roles": ACTORS, "method": "POST", "status": 302, "at": "task_accept", "data": TEXT,
         "reach": _reach(Role.CLERK, Role.OFFICE, Role.OFFICIAL)},
        {"roles": ACTORS, "method": "POST", "status": 302, "at": "task_grant",
         "data": TEXT | {"revision": str(uuid.UUID(int=7))}, "reach": _reach(*ISSUERS)},
    ],
    "task-parts": [{"roles": access.BUSINESS, "at": "task"}],
    "task-file": [
        {"roles": access.BUSINESS, "at": "task_file"},
        {"roles": access.BUSINESS, "status": 404, "arguments": NOTHING | {"file": uuid.UUID(int=0)}},
    ],
}  # fmt: skip
