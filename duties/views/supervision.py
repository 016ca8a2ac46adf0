"""Pages of supervision: draft a notice from an overdue cell, the list of items, one item with its notice."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duties.forms.supervision import NoticeForm, first_values
from duties.models import SupervisionItem
from duties.notice import Wording, facts_sentence
from duties.selectors.alerts import cell_url
from duties.selectors.cell_key import Cell, facts_of
from duties.selectors.ledger import Line
from duties.selectors.rules import rule_called
from duties.selectors.supervision import (
    cell_of,
    copies_for,
    current_lines,
    open_item,
    readable_item_or_404,
    readable_items,
    why_not,
)
from duties.services.supervision import GONE, paper_for, supervision_draft, supervision_edit
from portal import access
from portal.marks import DOCUMENT_MARKS
from portal.models import Document, Role, Unit
from portal.selectors.documents import STATES, Act, paper_of, version_of
from portal.views.documents import document_context, pdf_response

PAGE = 30


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def supervision_new(request: access.PortalRequest) -> HttpResponse:
    """Word the notice on the overdue cell that the address names; why not, where there is none to be drafted."""
    cell, issuer = _asked_cell(request)
    line = cell.line()
    reason, standing = why_not(cell, line, issuer), open_item(cell)
    form = NoticeForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            item = supervision_draft(
                actor=request.actor,
                cell=cell,
                wording=form.wording(),
                token=form.cleaned_data["token"] or uuid.uuid4(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已拟稿,请核稿后送审定人签发。")
            return redirect("supervision-item", item.public_id)
    if line is None or reason or standing is not None:
        seen = standing is not None and readable_items(request.actor).filter(pk=standing.pk).exists()
        context = {"cell": cell, "line": line, "reason": reason, "item": standing, "seen": seen}
        return render(request, "duties/supervision/refused.html", context)
    return _form_page(request, cell, line, form or NoticeForm(initial=_first(cell, line, issuer)))


@access.roles(Role.OFFICE)
@require_POST
def supervision_preview(request: access.PortalRequest) -> HttpResponse:
    """The notice as the form words it, as PDF with the mark 草稿; nothing is saved."""
    cell, issuer = _asked_cell(request)
    line = cell.line()
    form = NoticeForm(request.POST)
    if line is None or why_not(cell, line, issuer):
        return redirect(f"{reverse('supervision-new')}?{request.GET.urlencode()}")
    if not form.is_valid():
        return _form_page(request, cell, line, form)
    wording = form.wording()
    return pdf_response(paper_for(cell, line, wording, issuer), f"草稿 {wording.title}.pdf")


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def supervision_edit_page(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Word a draft or returned notice of one's own office anew."""
    item = readable_item_or_404(request.actor, public_id)
    if request.actor.post is None or item.office_id != request.actor.post.unit.pk:
        raise Http404
    cell = cell_of(item)
    line = cell.line() if cell else None
    if item.notice.state not in STATES[Act.EDIT]:
        messages.warning(request, f"公文现为「{item.notice.get_state_display()}」,不能修改。")
        return redirect("supervision-item", item.public_id)
    if cell is None or line is None:
        messages.warning(request, GONE)
        return redirect("supervision-item", item.public_id)
    form = NoticeForm(request.POST) if request.method == "POST" else NoticeForm(initial=_saved(item))
    if request.method == "POST" and form.is_valid():
        try:
            supervision_edit(
                actor=request.actor, item=item, version=form.cleaned_data["version"], wording=form.wording()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已修改,请重新核稿。")
            return redirect("supervision-item", item.public_id)
    return _form_page(request, cell, line, form, item)


@access.roles(*access.BUSINESS)
@require_GET
def supervision_list(request: access.PortalRequest) -> HttpResponse:
    """The items that one may see, latest first, by state."""
    state = request.GET.get("state", "")
    items = readable_items(request.actor)
    if state in Document.State.values:
        items = items.filter(notice__state=state)
    page = Paginator(items, PAGE).get_page(request.GET.get("page"))
    standing = current_lines(page)
    rows = [
        {"item": item, "mark": DOCUMENT_MARKS[item.notice.state], "line": standing.get(item.pk)}
        for item in page
    ]
    context = {"page": page, "rows": rows, "state": state, "states": Document.State.choices}
    return render(request, "duties/supervision/list.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def supervision_item(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One item: the obligation as it stands, the notice, what was done, what one may do."""
    item = readable_item_or_404(request.actor, public_id)
    document = document_context(request.actor, readable_notice(item))
    context = {
        "item": item,
        "about": item.obligations.all()[0] if item.obligations.all() else None,
        "line": current_lines([item]).get(item.pk),
        "edit_url": reverse("supervision-edit", args=[item.public_id]),
        **document,
    }
    if context["line"] is not None:
        context["cell_url"] = cell_url(context["line"].obligation)
    return render(request, "duties/supervision/item.html", context)


def readable_notice(item: SupervisionItem) -> Document:
    """The item's notice with all that its page shows."""
    related = ("issuer", "addressee", "file", "drafted_by", "reviewed_by", "issued_by")
    return Document.objects.select_related(*related).get(pk=item.notice_id)


def _asked_cell(request: access.PortalRequest) -> tuple[Cell, Unit]:
    """The cell that the address names, in the office's area, and the office's unit; Http404 otherwise."""
    asked = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    try:
        public_id = uuid.UUID(asked.get("unit", ""))
    except ValueError as error:
        raise Http404 from error
    unit = access.readable_unit_or_404(request.actor, public_id)
    rule = rule_called(asked.get("regulation", "")[:40], asked.get("rule", "")[:60])
    post = request.actor.post
    if rule is None or post is None:
        raise Http404
    return Cell(unit, rule, asked.get("role", "")[:40], asked.get("period", "")[:12]), post.unit


def _first(cell: Cell, line: Line, issuer: Unit) -> dict[str, object]:
    return first_values(cell.unit.name, facts_of(line), copies_for(cell.unit, issuer))


def _saved(item: SupervisionItem) -> dict[str, object]:
    paper = paper_of(item.notice)
    wording = Wording(item.notice.title, item.demands, item.deadline, item.notice.urgency, paper.copies_to)
    return {
        "title": wording.title,
        "demands": wording.demands,
        "deadline": wording.deadline,
        "urgency": wording.urgency,
        "copies_to": "\n".join(wording.copies_to),
        "version": version_of(item.notice),
    }


def _form_page(
    request: access.PortalRequest,
    cell: Cell,
    line: Line,
    form: NoticeForm,
    item: SupervisionItem | None = None,
) -> HttpResponse:
    facts = facts_of(line)
    context = {
        "cell": cell,
        "line": line,
        "facts": facts,
        "sentence": facts_sentence(facts),
        "form": form,
        "item": item,
        "cell_url": cell_url(line.obligation),
        "cell_query": _cell_query(cell),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "duties/supervision/form.html", context, status=status)


def _cell_query(cell: Cell) -> str:
    return urlencode(
        {
            "unit": cell.unit.public_id,
            "regulation": cell.rule.regulation.code,
            "rule": cell.rule.code,
            "period": cell.period,
            "role": cell.role,
        }
    )
