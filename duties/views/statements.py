"""情况说明 and 申请豁免: the list, stating, one statement with its steps, answering one or many, its files."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.forms.statements import BatchForm, StatementForm, StepForm
from duties.listings.statements import StatementList
from duties.models import Statement
from duties.selectors.cell_key import Cell, cell_url, cells_named
from duties.selectors.questions import titles_of
from duties.selectors.statements import (
    Told,
    answering_to,
    answers_for,
    may_state,
    open_acts,
    open_statement,
    readable_statement_or_404,
    readable_statements,
    statement_file_or_404,
)
from duties.services.statements import statement_follow, statement_make, statements_answer
from duties.statement_states import Act, Kind
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.sent_files import take_files

MOST = 100
SAID = {
    Act.SUPPLEMENT: "已补充,已通知办公室。",
    Act.WITHDRAW: "已撤回。",
    Act.NOTE: "已答复「已知悉」,已通知该单位。",
    Act.ASK: "已要求补充,已通知该单位。",
    Act.GRANT: "已同意豁免,该事项不再计逾期;已通知该单位。",
    Act.REFUSE: "已答复不同意豁免,已通知该单位。",
    Act.CLOSE: "已按不再适用办结。",
    Act.REVOKE: "已取消豁免,该事项恢复原状;已通知该单位。",
}


@access.roles(*access.BUSINESS)
@require_safe
def statements(request: access.PortalRequest) -> HttpResponse:
    """The statements of one's scope by state and kind; for the office those that wait, with the form to answer many."""
    return _list_page(request)


@access.roles(Role.OFFICE)
@require_POST
def statements_batch(request: access.PortalRequest) -> HttpResponse:
    """Give the ticked ones the same answer; those that cannot take it are told one by one."""
    form = BatchForm(request.POST)
    ticked = _ticked(request)
    if not form.is_valid() or not ticked:
        if not ticked:
            form.add_error(None, "请勾选要答复的说明或申请。")
        return _list_page(request, form, {str(each.public_id) for each in ticked}, status=422)
    done, refused = statements_answer(
        actor=request.actor,
        statements=ticked,
        act=Act(form.cleaned_data["act"]),
        text=form.cleaned_data["text"],
    )
    if done:
        messages.success(request, f"已答复{len(done)}件,已通知各单位。")
    for statement, reason in refused:
        messages.warning(request, f"{statement.unit.name}{statement.get_kind_display()}未答复:{reason}")
    return redirect("statements")


@access.roles(Role.OFFICIAL)
@require_http_methods(["GET", "POST"])
def statement_new(request: access.PortalRequest) -> HttpResponse:
    """State the reasons for a cell of one's own unit, or ask that it be waived."""
    cell, kind = _asked(request)
    line, standing = cell.line(), open_statement(cell.key, kind)
    if request.method == "GET":
        if standing is not None:
            return redirect("statement", standing.public_id)
        return _new_page(request, cell, kind, StatementForm(initial={"token": uuid.uuid4()}))
    form = StatementForm(request.POST, request.FILES)
    form.full_clean()
    stored = take_files(request, form)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = statement_make(
                actor=request.actor,
                cell=cell,
                kind=kind,
                text=data["text"],
                files=stored,
                token=data["token"],
            )
        except ValidationError as error:
            form.add_error("text" if hasattr(error, "error_dict") else None, error.messages)
        else:
            messages.success(request, f"已提交{made.get_kind_display()},办公室答复后会通知您。")
            return redirect("statement", made.public_id)
    return _new_page(request, cell, kind, form, stored=stored, status=422, line=line)


@access.roles(*access.BUSINESS)
@require_safe
def statement(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One statement: the cell as it stands, what was said and answered, what one may do."""
    return _page(request, readable_statement_or_404(request.actor, public_id))


@access.roles(Role.OFFICIAL, Role.OFFICE)
@require_POST
def statement_act(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One step: supplement, withdraw, answer, take back."""
    told = readable_statement_or_404(request.actor, public_id)
    if request.actor.role == Role.OFFICE and not answers_for(request.actor, told.statement.unit):
        raise Http404
    form = StepForm(request.POST, request.FILES)
    form.full_clean()
    stored = take_files(request, form)
    if form.is_valid():
        act = Act(form.cleaned_data["act"])
        try:
            statement_follow(
                actor=request.actor,
                statement=told.statement,
                act=act,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"],
                files=stored,
            )
        except ValidationError as error:
            form.add_error("text" if hasattr(error, "error_dict") else None, error.messages)
        else:
            messages.success(request, SAID[act])
            return redirect("statement", public_id)
    fresh = readable_statement_or_404(request.actor, public_id)
    return _page(request, fresh, form=form, stored=stored, status=422)


@access.roles(*access.BUSINESS)
@require_safe
def statement_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file that came with a statement, always to be saved."""
    return file_response(statement_file_or_404(request.actor, public_id, file))


def _ticked(request: access.PortalRequest) -> list[Statement]:
    """The ticked statements that the office answers."""
    ids = []
    for each in request.POST.getlist("statement")[:MOST]:
        try:
            ids.append(uuid.UUID(each))
        except ValueError:
            continue
    return list(answering_to(request.actor, readable_statements(request.actor).filter(public_id__in=ids)))


def _asked(request: access.PortalRequest) -> tuple[Cell, Kind]:
    """The cell of one's own unit and the kind that the address names; Http404 otherwise."""
    cells = cells_named(request.GET.getlist("cell")[:1])
    post = request.actor.post
    if not cells or post is None or cells[0].unit.pk != post.unit.pk:
        raise Http404
    try:
        return cells[0], Kind(request.GET.get("kind", ""))
    except ValueError as error:
        raise Http404 from error


def _list_page(
    request: access.PortalRequest,
    form: BatchForm | None = None,
    ticked: set[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    listing = StatementList(request.actor, request.GET)
    context = {"form": form or BatchForm(), "failed": form is not None}
    return list_page(
        request, listing, "duties/statements/list.html", context, ticked=ticked or set(), status=status
    )


def _new_page(
    request: access.PortalRequest,
    cell: Cell,
    kind: Kind,
    form: StatementForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    line = more["line"] if "line" in more else cell.line()
    stored = more.get("stored", [])
    context = {
        "cell": cell,
        "line": line,
        "form": form,
        "kept": [(file, ticket(file, request.actor)) for file in stored],
        "is_waiver": kind == Kind.WAIVER,
        "open": may_state(request.actor, cell.unit, line),
        "cell_url": cell_url(cell),
    }
    return render(request, "duties/statements/new.html", context, status=status)


def _page(
    request: access.PortalRequest,
    told: Told,
    *,
    form: StepForm | None = None,
    stored: Any = (),
    status: int = 200,
) -> HttpResponse:
    about = told.statement
    cell = Cell(about.unit, about.rule, about.role, about.period)
    context = {
        "told": told,
        "statement": about,
        "title": titles_of([about.rule])[about.rule_id],
        "line": cell.line(),
        "cell_url": cell_url(about),
        "acts": {act.value for act in open_acts(request.actor, told)},
        "form": form or StepForm(initial={"seen": len(told.steps)}),
        "kept": [(file, ticket(file, request.actor)) for file in stored],
        "seen": len(told.steps),
    }
    return render(request, "duties/statements/statement.html", context, status=status)
