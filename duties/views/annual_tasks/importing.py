"""Tasks from a spreadsheet onto a list: template, preview with every fault, and only then the writing."""

import io
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from duties.annual_task_states import ListAction
from duties.forms.annual_tasks.importing import (
    HEADS,
    WIDTHS,
    ImportForm,
    Row,
    as_pasted,
    example_row,
    read_tasks,
)
from duties.models import TaskList
from duties.selectors.annual_tasks.rights import list_acts, list_or_404, may_ever_list
from duties.services.annual_tasks.drafting import tasks_add
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from duties.views.annual_tasks.deeds import blame
from portal import access
from portal.tables import write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access.roles(*DRAFTING_ROLES)
@require_http_methods(["GET", "POST"])
def task_import(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose a file or paste rows; see what was read and what is wrong; confirm, and all are written or none."""
    found = _drafted_or_404(request, public_id)
    if ListAction.EDIT not in list_acts(request.actor, found):
        messages.warning(request, f"清单现为「{found.at.label}」,不能导入任务。")
        return redirect("task-list", found.public_id)
    if request.method == "GET":
        return _page(request, found, ImportForm(initial={"version": found.version}))
    form = ImportForm(request.POST, request.FILES)
    rows: list[Row] = []
    if form.is_valid():
        try:
            rows = read_tasks(found, form.cleaned_data["table"])
            wordings = [row.wording for row in rows if row.wording is not None]
            if request.POST.get("action") == "confirm" and len(wordings) == len(rows):
                tasks_add(actor=request.actor, task_list=found, version=form.seen, wordings=wordings)
                messages.success(request, f"已导入 {len(rows)} 项任务。")
                return redirect("task-list", found.public_id)
        except ValidationError as error:
            blame(form, error)
    return _page(request, found, form, rows)


def _drafted_or_404(request: access.PortalRequest, public_id: uuid.UUID) -> TaskList:
    found = list_or_404(request.actor, public_id)
    if not may_ever_list(request.actor, found, ListAction.EDIT):
        raise Http404
    return found


def _page(
    request: access.PortalRequest, found: TaskList, form: ImportForm, rows: list[Row] | None = None
) -> HttpResponse:
    bad = sum(bool(row.faults) for row in rows or [])
    context: dict[str, Any] = {"task_list": found, "form": form, "rows": rows or [], "bad": bad}
    if rows:
        context["text"] = as_pasted(form.cleaned_data["table"])
    status = 422 if form.errors or bad else 200
    return render(request, "duties/annual_tasks/import.html", context, status=status)


@access.roles(*DRAFTING_ROLES)
@require_GET
def task_import_template(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The workbook to fill in, with one row as an example."""
    found = _drafted_or_404(request, public_id)
    stream = io.BytesIO()
    columns = [(head, WIDTHS.get(head, 14)) for head in HEADS]
    write_xlsx(stream, "任务", columns, [example_row(found)])
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = (
        "attachment; filename*=UTF-8''%E4%BB%BB%E5%8A%A1%E6%B8%85%E5%8D%95%E6%A8%A1%E6%9D%BF.xlsx"
    )
    return response
