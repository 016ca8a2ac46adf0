"""Proposing a talk by hand: choose the unit, tick its facts, say what the office thinks of them; more facts later."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duties.forms.talks.acts import FactsForm, ProposeForm
from duties.selectors.talks.acting import actable_talk_or_404
from duties.selectors.talks.proposing import choices, talk_ahead, units_to_choose
from duties.selectors.talks.rights import open_acts, standing
from duties.services.talks.deciding import talk_facts_add, talk_propose
from duties.talk_states import Action
from portal import access
from portal.models import Role, Unit

MOST_UNITS = 50
"""So many units are offered to choose from; more are found by name."""


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def talk_new(request: access.PortalRequest) -> HttpResponse:
    """Without a unit in the address, choose one; with it, tick facts and submit."""
    assert request.actor.post is not None
    asked = request.GET.get("unit", "")
    if not asked:
        return _choose(request, request.actor.post.unit)
    unit = _unit(request, asked)
    why_not, ahead = (
        standing(request.actor.post.unit, unit).why_not(),
        talk_ahead(request.actor.post.unit, unit),
    )
    cells, items = choices(unit)
    form = ProposeForm(cells, items, request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            talk = talk_propose(
                actor=request.actor,
                unit=unit,
                lines=form.lines,
                items=form.chosen_items,
                opinion=form.cleaned_data["opinion"],
                token=form.cleaned_data["token"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已报请审定人决定是否约谈。")
            return redirect("talk", talk.public_id)
    form = form or ProposeForm(cells, items, initial=_first(request))
    context = {"unit": unit, "why_not": why_not, "ahead": ahead, "form": form, "cells": cells, "items": items}
    return render(
        request, "duties/talks/new.html", context | _ticked(form), status=422 if form.errors else 200
    )


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def facts_more(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """List more facts of the unit on a suggestion that is not submitted yet."""
    talk = actable_talk_or_404(request.actor, public_id, Action.ADD)
    if Action.ADD not in open_acts(request.actor, talk):
        if request.method == "POST":
            messages.warning(request, f"约谈现为「{talk.get_state_display()}」,不能再补充事实。")
        return redirect("talk", talk.public_id)
    all_cells, all_items = choices(talk.unit)
    cells = [each for each in all_cells if each.before is None or each.before.pk != talk.pk]
    items = [each for each in all_items if each.before is None or each.before.pk != talk.pk]
    sent = request.POST if request.method == "POST" else None
    form = FactsForm(cells, items, sent, initial={"version": talk.version})
    if request.method == "POST" and form.is_valid():
        try:
            talk_facts_add(
                actor=request.actor,
                talk=talk,
                version=form.cleaned_data["version"] if form.cleaned_data["version"] is not None else -1,
                lines=form.lines,
                items=form.chosen_items,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已补充事实。")
            return redirect("talk", talk.public_id)
    context = {"talk": talk, "unit": talk.unit, "form": form, "cells": cells, "items": items}
    return render(
        request, "duties/talks/facts_more.html", context | _ticked(form), status=422 if form.errors else 200
    )


def _choose(request: access.PortalRequest, office: Unit) -> HttpResponse:
    name = request.GET.get("name", "").replace("\x00", "").strip()[:60]
    found = units_to_choose(office, name, MOST_UNITS + 1)
    context = {"units": found[:MOST_UNITS], "more": len(found) > MOST_UNITS, "name": name}
    return render(request, "duties/talks/choose.html", context)


def _unit(request: access.PortalRequest, asked: str) -> Unit:
    try:
        return access.readable_unit_or_404(request.actor, uuid.UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _first(request: access.PortalRequest) -> dict[str, object]:
    """What is ticked before anybody has ticked: what the address names."""
    return {
        "cells": request.GET.getlist("cell"),
        "items": request.GET.getlist("item"),
        "token": uuid.uuid4(),
    }


def _ticked(form: FactsForm) -> dict[str, object]:
    return {"ticked_cells": form["cells"].value() or [], "ticked_items": form["items"].value() or []}
