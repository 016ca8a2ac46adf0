"""Households of a company: which are reached in a year, the register of their numbers, and who keeps it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from duties.services.households import (
    household_drop,
    household_restore,
    households_register,
    households_remove,
)
from meetings.field_access import KEEPERS, may_keep_register, require_keeping
from meetings.forms.households import OneNumberForm, RegisterForm, RemoveForm
from meetings.listings.households import RegisterList
from meetings.selectors.households import (
    APART,
    COUNTED,
    LEFT,
    contacts_of,
    coverages,
    day_of_year,
    keeps_register,
    register_unit_or_404,
    registrations,
    years,
)
from portal import access, clock
from portal.access import PortalRequest
from portal.lists.pages import list_page
from portal.models import Unit

SHOWN = {LEFT: "未联系", COUNTED: "已走访联系", APART: "有联系、未计入"}


@access.roles(*access.BUSINESS)
@require_GET
def household_list(request: PortalRequest) -> HttpResponse:
    """How far each company of one's scope has come this year; a company's own people go straight to theirs."""
    post = request.actor.post
    assert post is not None
    if request.actor.role not in access.READS_BELOW and keeps_register(post.unit):
        return redirect("households-of", post.unit.public_id)
    return list_page(request, RegisterList(request.actor, request.GET), "meetings/households/list.html")


@access.roles(*access.BUSINESS)
@require_GET
def household_grid(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """One cell a household; `?show=` leaves some out, `?number=` tells of one."""
    found, day = register_unit_or_404(request.actor, unit), day_of_year(request.GET.get("year", ""))
    number, show = request.GET.get("number", "").replace("\0", ""), request.GET.get("show", "")
    grids = [
        {
            "coverage": coverage,
            "cells": [cell for cell in coverage.cells if show not in SHOWN or cell.state == show],
            "counts": [(state, word, coverage.numbered(state)) for state, word in SHOWN.items()],
        }
        for coverage in coverages(request.actor, found, day)
    ]
    context = {
        "unit": found,
        "grids": grids,
        "show": show if show in SHOWN else "",
        "year": day.year,
        "years": years(),
        "number": number,
        "contacts": contacts_of(found, number) if number else [],
        "may_keep": may_keep_register(request.actor, found),
    }
    return render(request, "meetings/households/grid.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def household_register_page(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """The register, with the forms of its keeper."""
    return _register(request, register_unit_or_404(request.actor, unit))


@access.roles(*KEEPERS)
@require_POST
def household_add(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """Put numbers on the register, pasted or from a file."""
    found = _kept(request, unit)
    form = RegisterForm(request.POST, request.FILES)
    if form.is_valid():
        day = form.cleaned_data["registered_on"]
        try:
            done = households_register(
                actor=request.actor, unit=found, numbers=form.all_numbers, registered_on=day
            )
        except ValidationError as error:
            take_faults(form, error)
        else:
            there = f";{len(done.there)} 户原已在册,没有变动" if done.there else ""
            messages.success(request, f"已登记 {len(done.added)} 户{there}。")
            return redirect("household-register", found.public_id)
    return _register(request, found, add=form, status=422)


@access.roles(*KEEPERS)
@require_POST
def household_remove(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """Take the ticked numbers off the register from a day on."""
    found = _kept(request, unit)
    form = RemoveForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            count = households_remove(
                actor=request.actor,
                unit=found,
                numbers=values["numbers"],
                removed_on=values["removed_on"],
                reason=values["reason"],
            )
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, f"已移出 {count} 户;误移的可在名单末尾恢复。")
            return redirect("household-register", found.public_id)
    return _register(request, found, remove=form, status=422)


@access.roles(*KEEPERS)
@require_POST
def household_undo(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """Undo a removal (`deed=restore`) or a registration that was a mistake (`deed=drop`)."""
    found = _kept(request, unit)
    form, drop = OneNumberForm(request.POST), request.POST.get("deed") == "drop"
    if form.is_valid():
        undo = household_drop if drop else household_restore
        number = form.cleaned_data["number"]
        try:
            undo(actor=request.actor, unit=found, number=number, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, f"{number} 已{'撤销登记' if drop else '恢复在册'}。")
            return redirect("household-register", found.public_id)
    return _register(request, found, undo=form, status=422)


def _kept(request: PortalRequest, public_id: uuid.UUID) -> Unit:
    found = register_unit_or_404(request.actor, public_id)
    require_keeping(request.actor, found)
    return found


def _register(request: PortalRequest, unit: Unit, *, status: int = 200, **forms: Any) -> HttpResponse:
    rows, today = registrations(unit), clock.today()
    standing = [row for row in rows if row.ended_on is None or row.ended_on > today]
    context = {
        "unit": unit,
        "standing": standing,
        "removed": [row for row in rows if row.ended_on is not None],
        "may_keep": may_keep_register(request.actor, unit),
        "add": forms.get("add") or RegisterForm(initial={"registered_on": today if rows else None}),
        "remove": forms.get("remove") or RemoveForm(initial={"removed_on": today}),
        "undo": forms.get("undo"),
        "ticked": request.POST.getlist("numbers"),
    }
    return render(request, "meetings/households/register.html", context, status=status)


def take_faults(form: Any, error: ValidationError) -> None:
    """Put what a service refused beside the fields that it names, the rest on top of the form."""
    named = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, texts in named.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
