"""Writing down tasks: onto a list that is being drawn up, as a revision of one in force, and as parts for units below."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duties.annual_task_states import ListAction, TaskAction
from duties.forms.annual_tasks.acts import BreakForm
from duties.forms.annual_tasks.tasks import TaskForm, first_values, values_of
from duties.models import Task, TaskList
from duties.selectors.annual_tasks.breaking import units_without_part
from duties.selectors.annual_tasks.rights import (
    list_acts,
    list_or_404,
    may_ever_list,
    may_ever_task,
    task_acts,
    task_or_404,
)
from duties.services.annual_tasks.breaking import task_break_down
from duties.services.annual_tasks.drafting import task_add, task_edit, wording_of
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from duties.services.annual_tasks.revising import task_propose
from duties.views.annual_tasks.deeds import blame
from portal import access, clock


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_add_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write a task onto a list; saved, the form is there for the next one where that was asked for."""
    found = list_or_404(request.actor, public_id)
    if not may_ever_list(request.actor, found, ListAction.EDIT):
        raise Http404
    if ListAction.EDIT not in list_acts(request.actor, found):
        messages.warning(request, f"清单现为「{found.at.label}」,不能增加任务。")
        return redirect("task-list", found.public_id)
    if request.method == "GET":
        first = first_values(found.year, clock.today()) | {"version": found.version}
        return _form_page(request, TaskForm(found.unit, initial=first), found)
    form = TaskForm(found.unit, request.POST)
    if form.is_valid():
        try:
            task_add(actor=request.actor, task_list=found, version=form.seen, wording=form.wording())
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, "任务已写入清单。")
            again = request.POST.get("action") == "more"
            return redirect("task-add" if again else "task-list", found.public_id)
    return _form_page(request, form, found)


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_edit_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a task: at once while its list is drawn up, by a proposal with a reason once it is in force."""
    task = task_or_404(request.actor, public_id)
    if not may_ever_task(request.actor, task, TaskAction.PROPOSE):
        raise Http404
    acts = task_acts(request.actor, task)
    if not acts & {TaskAction.PROPOSE, TaskAction.REMOVE} or task.list is None:
        messages.warning(request, "本任务现在不能修改,请核对清单的状态。")
        return redirect("task", task.public_id)
    revises = TaskAction.PROPOSE in acts
    if request.method == "GET":
        first = values_of(wording_of(task)) | {"version": task.version}
        form = TaskForm(task.unit, task=task, revises=revises, initial=first)
        return _form_page(request, form, task.list, task)
    form = TaskForm(task.unit, request.POST, task=task, revises=revises)
    if form.is_valid():
        try:
            _change(request, task, form, revises=revises)
        except ValidationError as error:
            blame(form, error)
        else:
            done = "已提出调整,等审定人(责任人)同意。" if revises else "已保存。"
            messages.success(request, done)
            return redirect("task", task.public_id)
    return _form_page(request, form, task.list, task)


def _change(request: access.PortalRequest, task: Task, form: TaskForm, *, revises: bool) -> None:
    given: dict[str, Any] = {
        "actor": request.actor,
        "task": task,
        "version": form.seen,
        "wording": form.wording(),
    }
    if revises:
        task_propose(**given, reason=form.cleaned_data["reason"])
    else:
        task_edit(**given)


def _form_page(
    request: access.PortalRequest, form: TaskForm, task_list: TaskList, task: Task | None = None
) -> HttpResponse:
    context = {"form": form, "task_list": task_list, "task": task}
    status = 422 if form.errors else 200
    return render(request, "duties/annual_tasks/task_form.html", context, status=status)


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_break(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Break a task down to several units directly below at once."""
    task = task_or_404(request.actor, public_id)
    if not may_ever_task(request.actor, task, TaskAction.BREAK):
        raise Http404
    if TaskAction.BREAK not in task_acts(request.actor, task):
        messages.warning(request, "清单印发后才能分解任务。")
        return redirect("task", task.public_id)
    units = units_without_part(task)
    if request.method == "GET":
        first = {
            "title": task.title,
            "due_on": task.due_on,
            "measures": task.measures,
            "target": task.target,
            "version": task.version,
        }
        return _break_page(request, task, BreakForm(task, units, initial=first))
    form = BreakForm(task, units, request.POST)
    if form.is_valid():
        try:
            made = task_break_down(
                actor=request.actor,
                task=task,
                version=form.seen,
                breakdown=form.breakdown(),
                shares=form.cleaned_data["shares"],
            )
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, f"已分解到 {len(made)} 个单位,对方会收到消息;接收后列入其清单。")
            return redirect("task", task.public_id)
    return _break_page(request, task, form)


def _break_page(request: access.PortalRequest, task: Task, form: BreakForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "duties/annual_tasks/break.html", {"task": task, "form": form}, status=status)
