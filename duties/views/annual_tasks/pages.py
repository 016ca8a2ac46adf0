"""The page of one task: how it goes and why, its parts, milestones, history; and the moves that it offers."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from duties.annual_task_states import TaskAction, TaskState
from duties.forms.annual_tasks.acts import ActForm
from duties.models import Task, TaskMilestone, TaskRevision
from duties.naming import article_name
from duties.selectors.annual_tasks.reading import steps_of, task_file_or_404, task_lines
from duties.selectors.annual_tasks.rights import may_ever_task, task_acts, task_or_404, visible_tasks
from duties.selectors.annual_tasks.supervised import items_about
from duties.services.annual_tasks.revising import task_propose
from duties.views.annual_tasks.deeds import TASK_DEEDS, Offered, blame, form_for, offered, task_deeds
from portal import access, clock
from portal.models import Role
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.sent_files import take_files
from portal.views.session import address_of

ACTORS = access.BUSINESS - {Role.AUDITOR, Role.MEMBER}
"""Roles that do something with a task: auditors and members of the leadership only read."""


@access.roles(*access.BUSINESS)
@require_GET
def task_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One task in the reader's scope."""
    return _page(request, task_or_404(request.actor, public_id))


@access.roles(*ACTORS)
@require_POST
def task_do(request: access.PortalRequest, public_id: uuid.UUID, action: str) -> HttpResponse:
    """Do one thing with a task; what is wrong is said at its form, and its files are kept."""
    asked = next((each for each in TASK_DEEDS if each.value == action), None)
    task = task_or_404(request.actor, public_id)
    right = TaskAction.PROPOSE if asked == TaskAction.CANCEL else asked
    if asked is None or right is None or not may_ever_task(request.actor, task, right):
        raise Http404
    about = _about(request, task, asked)
    name = "-".join([asked.value, *(str(each.public_id) for each in about.values())])
    form = form_for(asked, task.version, name, request.POST, request.FILES)
    form.full_clean()
    if "evidence" in form.fields:
        form.stored = take_files(request, form)
    if form.is_valid():
        try:
            _act(request, task, asked, form, about)
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, TASK_DEEDS[asked].done)
            return _onward(request, task)
    return _page(request, task_or_404(request.actor, public_id), failed=form, at=name)


def _about(
    request: access.PortalRequest, task: Task, action: TaskAction
) -> dict[str, TaskMilestone | TaskRevision]:
    """The milestone or revision of the task that the form names; raises Http404 where it names none."""
    rows: dict[str, Any] = {"milestone": task.milestones, "revision": task.revisions}
    found = {}
    for name in set(TASK_DEEDS[action].takes) & rows.keys():
        try:
            key = uuid.UUID(request.POST.get(name, ""))
        except ValueError as error:
            raise Http404 from error
        row = rows[name].filter(public_id=key).first()
        if row is None:
            raise Http404
        found[name] = row
    return found


def _act(
    request: access.PortalRequest, task: Task, action: TaskAction, form: ActForm, about: dict[str, Any]
) -> None:
    given: dict[str, Any] = {"actor": request.actor, "task": task, "version": form.seen}
    if action == TaskAction.CANCEL:
        task_propose(**given, wording=None, reason=form.cleaned_data["text"])
        return
    said = {"files": form.stored} | {
        name: form.cleaned_data[name] for name in ("percent", "day", "text") if name in form.fields
    }
    deed = TASK_DEEDS[action]
    deed.service(**given, **about, **{name: said[name] for name in deed.takes if name in said})


def _onward(request: access.PortalRequest, task: Task) -> HttpResponse:
    """To the task where one still reads it, else to the list of tasks."""
    if visible_tasks(request.actor).filter(pk=task.pk).exists():
        return redirect("task", task.public_id)
    return redirect("tasks")


def _page(
    request: access.PortalRequest, task: Task, *, failed: ActForm | None = None, at: str = ""
) -> HttpResponse:
    actor = request.actor
    (line,), acts = task_lines([task]), task_acts(request.actor, task)
    revisions = list(task.revisions.select_related("made_by", "decided_by"))
    parts = task.parts.exclude(state=TaskState.REMOVED.value).select_related(
        "list", "unit", "lead", "parent__unit"
    )
    context: dict[str, Any] = {
        "task": task,
        "line": line,
        "acts": acts,
        "milestones": [(each, _opened(request, _beside(task, acts, each), failed, at)) for each in task.milestones.all()],
        "partners": list(task.partners.all()),
        "parts": task_lines(parts.order_by("unit__code", "pk"), depth=1) if line.parts_n else [],
        "revisions": [
            (each, _opened(request, _deciding(task, acts, each), failed, at)) for each in revisions
        ],
        "deeds": _opened(request, task_deeds(actor, task), failed, at),
        "steps": steps_of(task),
        "today": clock.today(),
        "article": article_name(task.rule.article),
        "reads_parent": task.parent is not None and access.may_read(actor, task.parent.unit),
        "reading": task.rule.readings.filter(known__endswith__isnull=True).order_by("-governs").first(),
        "items": items_about(actor, task),
        "may_supervise": actor.role == Role.OFFICE and task.in_force and task.done_on is None
        and task.due_on < clock.today(),
        "refusal": _unseen(request, task, failed, at),
    }  # fmt: skip
    return render(request, "duties/annual_tasks/task.html", context, status=422 if failed else 200)


def _beside(task: Task, acts: frozenset[TaskAction], milestone: TaskMilestone) -> list[Offered]:
    wanted = TaskAction.REACH if milestone.done_on is None else TaskAction.UNREACH
    return [offered(task, wanted, milestone=str(milestone.public_id))] if wanted in acts else []


def _deciding(task: Task, acts: frozenset[TaskAction], revision: TaskRevision) -> list[Offered]:
    if revision.state != TaskRevision.State.PENDING:
        return []
    wanted = [each for each in (TaskAction.GRANT, TaskAction.REFUSE) if each in acts]
    return [offered(task, each, revision=str(revision.public_id)) for each in wanted]


def _opened(
    request: access.PortalRequest, deeds: list[Offered], failed: ActForm | None, at: str
) -> list[Offered]:
    """The deeds, the one that failed open with its form and the files that were sent with it."""
    if failed is None:
        return deeds
    kept = tuple((file, ticket(file, request.actor)) for file in failed.stored)
    return [
        dataclasses.replace(each, form=failed, open=True, kept=kept) if each.id == at else each
        for each in deeds
    ]


def _unseen(request: access.PortalRequest, task: Task, failed: ActForm | None, at: str) -> list[str]:
    """What is wrong with a form that the page does not offer any more, said on top."""
    if failed is None or any(each.id == at for each in task_deeds(request.actor, task)):
        return []
    return [str(fault) for fault in failed.non_field_errors()]


@access.roles(*access.BUSINESS)
@require_GET
def task_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """Evidence of a task, as a download that is logged."""
    task = task_or_404(request.actor, public_id)
    found = task_file_or_404(task, file)
    log_access(
        actor=request.actor,
        action="task_file",
        target_ref=f"{public_id} {found.sha256}",
        address=address_of(request),
    )
    return file_response(found)
