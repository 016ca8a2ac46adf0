"""The page of a task list with its tree of tasks, the branches that unfold, and what is done with a list."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duties.annual_task_states import ListAction, TaskState
from duties.forms.annual_tasks.acts import ActForm
from duties.forms.annual_tasks.lists import ListForm, first_list_values
from duties.models import TaskList
from duties.selectors.annual_tasks.reading import LIGHT_MARKS, LIST_MARKS, light_numbers, task_lines
from duties.selectors.annual_tasks.rights import list_acts, list_or_404, may_ever_list, task_or_404
from duties.services.annual_tasks.lists import DRAFTING_ROLES, task_list_draft, task_list_edit
from duties.views.annual_tasks.deeds import LIST_DEEDS, Offered, blame, form_for, list_deeds
from portal import access, clock
from portal.models import Role

ACTORS = (Role.CLERK, Role.OFFICE, Role.APPROVER, Role.OFFICIAL)


@access.roles(*access.BUSINESS)
@require_GET
def task_list(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One list: its tasks with how they go, each unfolding into its parts; made to be printed too."""
    return _page(request, list_or_404(request.actor, public_id))


@access.roles(*ACTORS)
@require_POST
def task_list_do(request: access.PortalRequest, public_id: uuid.UUID, action: str) -> HttpResponse:
    """Do one thing with a list; what is wrong is said at its form."""
    asked = next((each for each in LIST_DEEDS if each.value == action), None)
    found = list_or_404(request.actor, public_id)
    if asked is None or not may_ever_list(request.actor, found, asked):
        raise Http404
    form = form_for(asked, found.version, asked.value, request.POST)
    if form.is_valid():
        deed = LIST_DEEDS[asked]
        said = {name: form.cleaned_data[name] for name in deed.takes}
        try:
            deed.service(actor=request.actor, task_list=found, version=form.seen, **said)
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, deed.done)
            return redirect("task-list", found.public_id)
    return _page(request, list_or_404(request.actor, public_id), failed=form, at=asked.value)


def _page(
    request: access.PortalRequest, found: TaskList, *, failed: ActForm | None = None, at: str = ""
) -> HttpResponse:
    tasks = found.tasks.exclude(state=TaskState.REMOVED.value)
    rows = tasks.select_related("list", "unit", "lead", "rule", "parent__unit").order_by("position", "pk")
    lights = light_numbers(tasks, clock.today()) if found.in_force else {}
    context: dict[str, Any] = {
        "task_list": found,
        "mark": LIST_MARKS[found.at],
        "lines": task_lines(rows),
        "lights": [(LIGHT_MARKS[light], light.value, number) for light, number in lights.items() if number],
        "acts": list_acts(request.actor, found),
        "deeds": _opened(list_deeds(request.actor, found), failed, at),
        "steps": list(found.steps.order_by("-at", "-pk")),
        "refusal": _unseen(request, found, failed, at),
    }
    return render(request, "duties/annual_tasks/list.html", context, status=422 if failed else 200)


def _opened(deeds: list[Offered], failed: ActForm | None, at: str) -> list[Offered]:
    if failed is None:
        return deeds
    return [dataclasses.replace(each, form=failed, open=True) if each.id == at else each for each in deeds]


def _unseen(request: access.PortalRequest, found: TaskList, failed: ActForm | None, at: str) -> list[str]:
    """What is wrong with a form that the page does not offer any more, said on top."""
    if failed is None or any(each.id == at for each in list_deeds(request.actor, found)):
        return []
    return [str(fault) for fault in failed.non_field_errors()]


@access.roles(*access.BUSINESS)
@require_GET
def task_parts(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The parts of a task that one may read, one tier deeper: a branch of the tree, or a page of its own."""
    task = task_or_404(request.actor, public_id)
    parts = task.parts.exclude(state=TaskState.REMOVED.value)
    rows = parts.select_related("list", "unit", "lead", "rule", "parent__unit").order_by("unit__code", "pk")
    try:
        depth = min(max(int(request.GET.get("depth", "1")), 1), 4)
    except ValueError:
        depth = 1
    context = {"task": task, "lines": task_lines(rows, depth=depth)}
    template = "branch.html" if request.htmx else "parts.html"  # type: ignore[attr-defined]
    return render(request, f"duties/annual_tasks/{template}", context)


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_list_new(request: access.PortalRequest) -> HttpResponse:
    """Begin the list of one's unit for a year."""
    assert request.actor.post is not None
    unit = request.actor.post.unit
    if request.method == "GET":
        form = ListForm(unit, initial=first_list_values(unit, clock.today().year))
        return _form_page(request, form, None)
    form = ListForm(unit, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = task_list_draft(
                actor=request.actor, year=data["year"], title=data["title"], forms=data.get("forms", [])
            )
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, "任务清单已建立,请逐项填写任务。")
            return redirect("task-list", made.public_id)
    return _form_page(request, form, None)


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_list_edit_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the name of a list that is being drawn up, and what it stands for."""
    found = list_or_404(request.actor, public_id)
    if not may_ever_list(request.actor, found, ListAction.EDIT):
        raise Http404
    if ListAction.EDIT not in list_acts(request.actor, found):
        messages.warning(request, f"清单现为「{found.at.label}」,不能修改。")
        return redirect("task-list", found.public_id)
    if request.method == "GET":
        first = {"title": found.title, "forms": found.forms, "version": found.version}
        return _form_page(request, ListForm(found.unit, is_new=False, initial=first), found)
    form = ListForm(found.unit, request.POST, is_new=False)
    if form.is_valid():
        data = form.cleaned_data
        try:
            task_list_edit(
                actor=request.actor,
                task_list=found,
                version=form.seen,
                title=data["title"],
                forms=data.get("forms", []),
            )
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("task-list", found.public_id)
    return _form_page(request, form, found)


def _form_page(request: access.PortalRequest, form: ListForm, found: TaskList | None) -> HttpResponse:
    context = {"form": form, "task_list": found}
    status = 422 if form.errors else 200
    return render(request, "duties/annual_tasks/list_form.html", context, status=status)
