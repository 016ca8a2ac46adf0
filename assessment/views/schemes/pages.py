"""The page of one assessment, its board and ranking, and the short moves that it offers: one address each."""

import dataclasses
import io
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessment.models import Scheme
from assessment.scheme_states import HAS_SCORES, Action, State
from assessment.scoring.numbers import ROUNDING, plain
from assessment.scoring.results import REDISTRIBUTION
from assessment.scoring.tree import levels, quantitative_share
from assessment.selectors.schemes.acting import missing, open_acts
from assessment.selectors.schemes.boards import board_of, ranking_of
from assessment.selectors.schemes.reading import (
    MARKS,
    WITH_RESULTS,
    readable_assessed,
    readable_scheme_or_404,
    sees_inside,
)
from assessment.selectors.schemes.shown import indicators_shown, stages_of
from assessment.selectors.schemes.trees import nodes_of
from assessment.services.schemes.drafting import grades_of
from assessment.views.schemes.deeds import DEEDS, form_for, scheme_deeds
from assessment.views.schemes.finding import actable_scheme_or_404, say
from duties.forms.talks.acts import ActForm
from portal import access, tables
from portal.selectors.documents import readable_documents
from portal.services.changes import log_access
from portal.views.documents import document_context
from portal.views.session import address_of

READERS = access.BUSINESS
ROWS = 50


@access.roles(*READERS)
@require_GET
def scheme_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """An assessment: its stage, indicators with weights and kinds, and what one may do."""
    return scheme_page(request, readable_scheme_or_404(request.actor, public_id))


def scheme_page(
    request: access.PortalRequest,
    scheme: Scheme,
    *,
    status: int = 200,
    failed: ActForm | None = None,
    at: str = "",
) -> HttpResponse:
    """The page; with `failed` the form of the move called `at` stands open with what is wrong with it."""
    actor, state = request.actor, State(scheme.state)
    inside = sees_inside(actor, scheme)
    indicators = list(scheme.indicators.all())
    nodes = nodes_of(indicators)
    deeds = scheme_deeds(actor, scheme)
    if failed is not None:
        deeds = [
            dataclasses.replace(each, form=failed, open=True) if each.id == at else each for each in deeds
        ]
    own = readable_assessed(actor).filter(scheme=scheme, unit=actor.post.unit).first() if actor.post else None
    context = {
        "scheme": scheme,
        "mark": MARKS[state],
        "holder": state.holder.label,
        "inside": inside,
        "acts": open_acts(actor, scheme),
        "deeds": deeds,
        "places": indicators_shown(indicators),
        "levels": levels(nodes),
        "share": plain(quantitative_share(nodes)),
        "grades": grades_of(scheme),
        "stages": stages_of(scheme),
        "steps": scheme.steps.select_related("unit") if inside else [],
        "own": own,
        "units": scheme.units.count(),
        "has_scores": inside and state in HAS_SCORES,
        "published": scheme.state in WITH_RESULTS,
        "missing": missing(scheme) if inside and state == State.SCORING else 0,
        "token": uuid.uuid4(),
        "paper": _panel(request, scheme) if inside else "",
        "rounding": ROUNDING,
        "redistribution": REDISTRIBUTION,
    }
    return render(request, "assessment/schemes/scheme.html", context, status=status)


def _panel(request: access.PortalRequest, scheme: Scheme) -> str:
    """The panel of a circular that is under way, apart from the page: its acts are not those of the assessment."""
    if scheme.circular is None or scheme.circular.number:
        return ""
    paper = readable_documents(request.actor).filter(pk=scheme.circular.pk).first()
    if paper is None:
        return ""
    context = document_context(request.actor, paper) | {
        "request": request,
        "actor": request.actor,
        "csrf_token": get_token(request),
        "edit_url": reverse("scheme-circular", args=[scheme.public_id]),
    }
    return render_to_string("portal/documents/panel.html", context)


def _move(action: Action) -> Any:
    """The view of one move."""
    deed = DEEDS[action]

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
        scheme = actable_scheme_or_404(request.actor, public_id, action)
        form = form_for(deed, scheme, request.POST)
        if form.is_valid():
            try:
                deed.service(
                    actor=request.actor, scheme=scheme, version=form.seen, text=form.cleaned_data["text"]
                )
            except ValidationError as error:
                say(form, error)
            else:
                messages.success(request, deed.done)
                return redirect("scheme", public_id)
        fresh = readable_scheme_or_404(request.actor, public_id)
        if not any(each.id == str(action) for each in scheme_deeds(request.actor, fresh)):
            for problem in form.non_field_errors():
                messages.error(request, str(problem))
        return scheme_page(request, fresh, status=422, failed=form, at=str(action))

    act.__doc__ = f"{action.label}."
    return act


submit, approve, send_to_office = _move(Action.SUBMIT), _move(Action.APPROVE), _move(Action.RETURN)
open_it, pass_on, review = _move(Action.OPEN), _move(Action.PASS), _move(Action.REVIEW)
send_back, decide, freeze, cancel = (
    _move(action) for action in (Action.SEND_BACK, Action.DECIDE, Action.FREEZE, Action.CANCEL)
)


def results_or_404(actor: access.Actor, public_id: uuid.UUID) -> Scheme:
    """An assessment whose results the actor may read: from inside once there are any, else once they are published."""
    scheme = readable_scheme_or_404(actor, public_id)
    shown = State(scheme.state) in HAS_SCORES if sees_inside(actor, scheme) else scheme.state in WITH_RESULTS
    if not shown:
        raise Http404
    return scheme


@access.roles(*access.READS_BELOW)
@require_GET
def board(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Units × indicators: what each unit has for each line; for those who assess and those above."""
    scheme = results_or_404(request.actor, public_id)
    if not sees_inside(request.actor, scheme):
        raise Http404
    group = request.GET.get("group", "")
    groups = sorted(set(scheme.units.order_by().values_list("group", flat=True)))
    units = scheme.units.select_related("unit").order_by("group", "unit__code")
    if group in groups:
        units = units.filter(group=group)
    page = Paginator(units, ROWS).get_page(request.GET.get("page"))
    lines, rows = board_of(scheme, list(page.object_list))
    context = {"scheme": scheme, "lines": lines, "rows": rows, "page": page, "groups": groups, "group": group}
    return render(request, "assessment/schemes/board.html", context)


@access.roles(*READERS)
@require_GET
def ranking(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The results by class, best first."""
    scheme = results_or_404(request.actor, public_id)
    inside = sees_inside(request.actor, scheme)
    own = {request.actor.post.unit.pk} if request.actor.post else set()
    context = {
        "scheme": scheme,
        "classes": ranking_of(scheme),
        "grades": grades_of(scheme),
        "inside": inside,
        "own": own,
        "rounding": ROUNDING,
        "redistribution": REDISTRIBUTION,
    }
    return render(request, "assessment/schemes/ranking.html", context)


@access.roles(*READERS)
@require_GET
def results_file(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The results by class as a workbook; for those inside with every line. The download is in the access log."""
    scheme = results_or_404(request.actor, public_id)
    inside = sees_inside(request.actor, scheme)
    units = [each for _, group in ranking_of(scheme) for each in group]
    lines, rows = board_of(scheme, units) if inside else ([], [])
    columns = [("分类", 12), ("名次", 8), ("单位", 24), ("总分", 10), ("等次", 10)]
    columns += [(f"{line.number} {line.indicator.name}({line.indicator.weight:f})", 14) for line in lines]
    cells = [[_cell(cell) for cell in row.cells] for row in rows] or [[] for _ in units]
    body = [
        [
            each.group,
            each.place,
            each.unit.name,
            float(each.total) if each.total is not None else None,
            each.grade,
            *more,
        ]
        for each, more in zip(units, cells, strict=True)
    ]
    stream = io.BytesIO()
    tables.write_xlsx(stream, "考核结果", columns, body, f"{scheme.title}。{REDISTRIBUTION}{ROUNDING}")
    log_access(
        actor=request.actor,
        action="scheme_results",
        target_ref=str(scheme.public_id),
        address=address_of(request),
    )
    response = HttpResponse(stream.getvalue(), content_type=tables.XLSX)
    response["Content-Disposition"] = f"attachment; filename=assessment-{scheme.year}.xlsx"
    return response


def _cell(cell: Any) -> float | str:
    return float(cell.points) if cell.points is not None else str(cell.word)
