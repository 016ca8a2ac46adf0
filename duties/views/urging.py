"""催办: the 逾期清单, and the words to those who answer for some of its cells."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.forms.urging import FilterForm, UrgeForm
from duties.selectors.cell_key import Cell, cell_at, cell_url, cells_named, key_at
from duties.selectors.ledger import lines
from duties.selectors.overdue import overdue
from duties.selectors.statements import open_marks
from duties.selectors.urging import (
    MOST,
    Plan,
    counts_of,
    items_of,
    plan,
    recent_of,
    urgings_of,
)
from duties.services.urging import Urged, urge
from duties.urging_words import ready_text
from portal import access, clock
from portal.models import Role, Unit

PAGE = 50


@access.roles(Role.OFFICE)
@require_safe
def overdue_list(request: access.PortalRequest) -> HttpResponse:
    """The cells of the area that press, narrowed by the address, to be ticked and urged together."""
    form = FilterForm(request.GET, actor=request.actor, unit=_asked_unit(request))
    form.is_valid()
    page = Paginator(overdue(form.wanted()), PAGE).get_page(request.GET.get("page"))
    shown = lines(page)
    keys = [key_at(line.obligation) for line in shown]
    counts, recent, said = counts_of(keys), recent_of(keys), open_marks(keys)
    context = {
        "form": form,
        "page": page,
        "rows": [
            (line, counts.get(key, 0), recent.get(key), said.get(key, ()))
            for key, line in zip(keys, shown, strict=True)
        ],
        "today": clock.today(),
        "most": MOST,
        "query": request.GET.urlencode(),
    }
    return render(request, "duties/urging/overdue.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def urging_new(request: access.PortalRequest) -> HttpResponse:
    """The words ready to be sent about the cells asked for, with whom they reach; nothing is written."""
    cells = _asked_cells(request)
    made = _plan(request, cells)
    if not made.lines:
        return _nothing(request, cells, made)
    initial = {"text": ready_text(items_of(made.lines), clock.today()), "token": uuid.uuid4()}
    return _form_page(request, cells, made, UrgeForm(initial=initial))


@access.roles(Role.OFFICE)
@require_POST
def urging_send(request: access.PortalRequest) -> HttpResponse:
    """Urge: of a single cell the panel or its page says so, of many the page of what was sent."""
    cells, form = _asked_cells(request), UrgeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            urged = urge(
                actor=request.actor,
                cells=cells,
                text=data["text"],
                again=data["again"],
                token=data["token"],
            )
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "text", " ".join(error.messages))
        else:
            return _sent(request, cells, urged)
    return _form_page(request, cells, _plan(request, cells), form, status=422)


def _asked_unit(request: access.PortalRequest) -> Unit:
    """The unit that the address names, or one's own; Http404 where it is not in scope."""
    post, asked = request.actor.post, request.GET.get("unit", "")
    assert post is not None
    if not asked:
        return post.unit
    try:
        return access.readable_unit_or_404(request.actor, uuid.UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _asked_cells(request: access.PortalRequest) -> list[Cell]:
    """The cells that are ticked, or all that the filters of the 逾期清单 let through; Http404 for units out of scope."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all"):
        form = FilterForm(request.GET, actor=request.actor, unit=_asked_unit(request))
        form.is_valid()
        return [cell_at(row) for row in overdue(form.wanted())[:MOST]]
    cells = cells_named(asked.getlist("cell")[: MOST + 1])
    units = {cell.unit.pk for cell in cells}
    if access.readable_units(request.actor).filter(pk__in=units).count() != len(units):
        raise Http404
    return cells


def _plan(request: access.PortalRequest, cells: list[Cell]) -> Plan:
    assert request.actor.post is not None
    return plan(cells, request.actor.post.unit)


def _form_page(
    request: access.PortalRequest, cells: list[Cell], made: Plan, form: UrgeForm, status: int = 200
) -> HttpResponse:
    single = len(cells) == 1
    if not made.recent:
        del form.fields["again"]
    context = {
        "form": form,
        "cells": cells,
        "plan": made,
        "single": single,
        "items": items_of(made.lines),
        "recent": max(made.recent.values(), key=lambda one: one.sent_at) if made.recent else None,
        "back": cell_url(made.lines[0].obligation) if single and made.lines else reverse("overdue"),
    }
    in_panel = single and request.htmx  # type: ignore[attr-defined]
    template = "duties/urging/quick.html" if in_panel else "duties/urging/new.html"
    return render(request, template, context, status=status)


def _nothing(request: access.PortalRequest, cells: list[Cell], made: Plan) -> HttpResponse:
    """Why nothing is to be urged; nothing was ticked, or all of it presses no more."""
    reasons = list(dict.fromkeys(reason for _, reason in made.left_out))
    context = {"reasons": reasons, "ticked": len(cells)}
    template = "duties/urging/nothing_part.html" if request.htmx else "duties/urging/nothing.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _sent(request: access.PortalRequest, cells: list[Cell], urged: Urged) -> HttpResponse:
    said = f"已催办{urged.cells}项,已送达{urged.accounts}人。"
    if urged.recent:
        said += f"另有{urged.recent}项近日已催办过,未重复催办。"
    if urged.moot:
        said += f"另有{urged.moot}项已办理或不在台账中,未催办。"
    if len(cells) > 1:
        messages.success(request, said)
        return redirect(f"{reverse('urging', args=[urged.act.public_id])}?sent=1")
    line = cells[0].line()
    if request.htmx:  # type: ignore[attr-defined]
        context = {"said": said, "urgings": urgings_of(cells[0].key), "urged": urged}
        return render(request, "duties/urging/sent.html", context)
    messages.success(request, said)
    return redirect(cell_url(line.obligation) if line else reverse("urging", args=[urged.act.public_id]))
