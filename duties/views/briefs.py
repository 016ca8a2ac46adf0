"""简报: the briefs of one's area, one of them as a page and as PDF, making one at once, and how often each is made."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duties.briefs.days import next_due
from duties.briefs.facts import Facts
from duties.briefs.paper import Room, context_of
from duties.forms.briefs import BriefForm, ScheduleForm
from duties.forms.moment import written
from duties.selectors.briefs import (
    MAKERS,
    briefed_units,
    readable_brief_or_404,
    readable_briefs,
    schedules,
)
from duties.services.briefs import brief_ask, brief_schedule_set
from duties.views.moment import with_query
from portal import access, clock
from portal.models import Role
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.views.session import address_of

PAGE = 30
ON_SCREEN = Room(places=40, matters=8, settled=8)
"""On screen there is room for all that is kept."""


@access.roles(*access.READS_BELOW)
@require_GET
def briefs(request: access.PortalRequest) -> HttpResponse:
    """The briefs of one's area, the latest first."""
    return _list(request, None)


@access.roles(*MAKERS)
@require_POST
def brief_new(request: access.PortalRequest) -> HttpResponse:
    """Have one made at once; the job shows its progress."""
    form = BriefForm(briefed_units(request.actor), request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        job = brief_ask(
            actor=request.actor,
            unit=form.chosen_unit,
            period=form.chosen_period,
            token=form.cleaned_data["token"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _list(request, form, status=422)
    return redirect("job", job.public_id)


@access.roles(*access.READS_BELOW)
@require_GET
def brief(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One brief as a page; every figure leads to what it is of, as it stood then."""
    found = readable_brief_or_404(request.actor, public_id)
    facts = Facts.of(found.facts)
    moment = {"as_of": facts.day, "known_at": written(found.read_at)}
    context = {
        "brief": found,
        **context_of(facts, ON_SCREEN),
        "board_query": with_query("", {"unit": facts.unit_id, "period": facts.period, **moment}),
        "moment_query": with_query("", moment),
        "at_desk": request.actor.role in {Role.OFFICE, Role.APPROVER},
    }
    return render(request, "duties/briefs/brief.html", context)


@access.roles(*access.READS_BELOW)
@require_GET
def brief_file(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """The brief as it was printed; reading it is in the access log."""
    found = readable_brief_or_404(request.actor, public_id)
    response = file_response(found.file, inline=request.GET.get("save") is None)
    log_access(
        actor=request.actor,
        action="brief_file",
        target_ref=f"{found.unit.code} {found.number} {found.file.sha256}",
        address=address_of(request),
    )
    return response


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def brief_settings(request: access.PortalRequest) -> HttpResponse:
    """How often the briefs of the own unit and of those right below are made by themselves."""
    units = briefed_units(request.actor)
    present = schedules(units)
    form = ScheduleForm(units, present, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _set(request, form):
        return redirect("briefs")
    today = clock.today()
    rows = [
        (
            form[f"every-{unit.pk}"],
            form[f"seen-{unit.pk}"],
            present.get(unit.pk),
            next_due(present[unit.pk].every, today) if unit.pk in present else None,
        )
        for unit in units
    ]
    status = 200 if request.method == "GET" else 422
    return render(request, "duties/briefs/settings.html", {"form": form, "rows": rows}, status=status)


def _set(request: access.PortalRequest, form: ScheduleForm) -> bool:
    """Set each unit that was changed; what cannot be set is told at its field."""
    changed = 0
    for unit, every, seen in form.wanted:
        try:
            changed += brief_schedule_set(actor=request.actor, unit=unit, every=every, seen=seen)
        except ValidationError as error:
            form.add_error(f"every-{unit.pk}", error)
    if form.errors:
        return False
    messages.success(request, f"已保存{changed}个单位的设定。" if changed else "设定没有变化。")
    return True


def _list(request: access.PortalRequest, form: BriefForm | None, status: int = 200) -> HttpResponse:
    units = briefed_units(request.actor)
    chosen = request.GET.get("unit", "")
    found = readable_briefs(request.actor)
    own = {str(unit.public_id): unit for unit in units}
    if chosen in own:
        found = found.filter(unit=own[chosen])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may_make = request.actor.role in MAKERS
    context: dict[str, Any] = {
        "page": page,
        "rows": [(each, Facts.of(each.facts)) for each in page],
        "units": units,
        "chosen": chosen if chosen in own else "",
        "form": (form or BriefForm(units)) if may_make else None,
        "may_set": request.actor.role == Role.OFFICE,
    }
    return render(request, "duties/briefs/list.html", context, status=status)
