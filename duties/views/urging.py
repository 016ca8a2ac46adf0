"""催办: the 逾期清单, and the words to those who answer for some of its cells."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.forms.urging import UrgeForm
from duties.listings.overdue import OverdueList
from duties.selectors.cell_key import Cell, cell_url, cells_named
from duties.selectors.urging import (
    MOST,
    Plan,
    items_of,
    plan,
    urgings_of,
)
from duties.services.urging import Urged, urge
from duties.urging_words import ready_text
from portal import access, clock
from portal.lists.pages import list_page
from portal.models import Role


@access.roles(Role.OFFICE)
@require_safe
def overdue_list(request: access.PortalRequest) -> HttpResponse:
    """The cells of the area that press, narrowed by the address, to be ticked and urged together."""
    listing = OverdueList(request.actor, request.GET)
    return list_page(request, listing, "duties/urging/overdue.html", {"most": MOST})


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


def _asked_cells(request: access.PortalRequest) -> list[Cell]:
    """The cells that are ticked, or all that the filters of the 逾期清单 let through; Http404 for units out of scope."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("all"):
        return OverdueList(request.actor, request.GET).cells()
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
