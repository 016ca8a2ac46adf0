"""The calendar of working days: kept by the office at the top or the system administrator."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal import access, clock
from portal.forms.channels import CalendarDaysForm
from portal.models import CalendarDay, CalendarYear, Role
from portal.services.calendar_days import (
    FIRST,
    LAST,
    calendar_day_drop,
    calendar_days_set,
    calendar_year_settle,
    may_keep_calendar,
)
from portal.working_days import calendar_gaps, is_packaged


@access.roles(Role.OFFICE, Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def working_days(request: access.PortalRequest) -> HttpResponse:
    """The days of a year that differ from the packaged calendar; `?year=` chooses it."""
    keeps, year = may_keep_calendar(request.actor), _year(request.GET.get("year", ""))
    form = CalendarDaysForm(request.POST if request.method == "POST" else None, initial={"works": "no"})
    if form.is_bound:
        if not keeps:
            raise PermissionDenied
        if form.is_valid() and _set(request, form):
            return _back(form.cleaned_data["first"].year)
    today = clock.today()
    context = {
        "form": form if keeps else None,
        "year": year,
        "years": sorted({*range(today.year - 1, today.year + 3), year}),
        "days": list(CalendarDay.objects.filter(day__year=year)),
        "packaged": is_packaged(year),
        "settled": CalendarYear.objects.filter(year=year).select_related("settled_by").first(),
        "gaps": calendar_gaps(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/channels/working_days.html", context, status=status)


@access.roles(Role.OFFICE, Role.SYSTEM_ADMIN)
@require_POST
def working_day_drop(request: access.PortalRequest, day: str) -> HttpResponse:
    """Take a day out of the table."""
    try:
        found = dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if calendar_day_drop(actor=request.actor, day=found):
        messages.success(request, f"已删去{found.month}月{found.day}日的安排,改按平台自带日历计算。")
    return _back(found.year)


@access.roles(Role.OFFICE, Role.SYSTEM_ADMIN)
@require_POST
def working_year_settle(request: access.PortalRequest, year: int) -> HttpResponse:
    """Say that all days of a year are in the table."""
    if not FIRST <= year <= LAST:
        raise Http404
    try:
        calendar_year_settle(actor=request.actor, year=year)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, f"已确认{year}年的安排录全。")
    return _back(year)


def _year(told: str) -> int:
    """The year that is asked for, if it is one; else this one."""
    asked = int(told) if told.isascii() and told.isdigit() and len(told) == 4 else 0
    return asked if FIRST <= asked <= LAST else clock.today().year


def _set(request: access.PortalRequest, form: CalendarDaysForm) -> bool:
    """Keep the days of the form; False, with the fault told, where that cannot be."""
    values = form.cleaned_data
    last = values["last"] or values["first"]
    try:
        number = calendar_days_set(
            actor=request.actor, first=values["first"], last=last, works=values["works"], note=values["note"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, f"已登记{number}天。")
    return True


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('working-days')}?year={year}")
