"""Pages of the audit export: ask for it, and find the unit in question."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from duties.forms.export import ExportForm, first_values, quick_periods
from duties.services.audit_export import EXPORT_JOB, EXPORTERS, export_ask
from portal import access, clock
from portal.access import Actor
from portal.marks import JOB_MARKS, Mark
from portal.models import Job, Unit
from portal.selectors.jobs import own_jobs
from portal.views.session import address_of

UNITS = 8
RECENT = 5
KEPT = ("as_of", "known_at", "periods")
"""What the form says that stays where another period is chosen."""


@access.roles(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def export_new(request: access.PortalRequest) -> HttpResponse:
    """Choose unit, period and day; the job that makes the files shows its progress."""
    return asked_page(request, ExportForm, export_ask, _page)


def asked_page(
    request: access.PortalRequest,
    form_class: type[ExportForm],
    ask: Callable[..., Job],
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """A form of unit, days and moment, filled in from the address; once it is right `ask` makes the job whose page follows.

    `page` is given request, form, the form's values and, where something is wrong, the status.
    """
    if request.method == "GET":
        assert request.actor.post is not None
        asked = {name: request.GET.get(name, "") for name in ("unit", "first", "last", *KEPT)}
        values = first_values(request.actor.post.unit, asked)
        return page(request, form_class(initial=values, actor=request.actor), values)
    form = form_class(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            job = ask(
                actor=request.actor,
                unit=form.cleaned_data["unit"],
                asked=form.asked,
                token=form.cleaned_data["token"],
                address=address_of(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("job", job.public_id)
    return page(request, form, request.POST.dict(), status=422)


@access.roles(*EXPORTERS)
@require_GET
def export_units(request: access.PortalRequest) -> HttpResponse:
    """The part of the form that lists units in scope by name or code, the chosen one first."""
    context = units_context(request, request.GET.dict())
    return render(request, "duties/export/units.html", context)


def units_context(request: access.PortalRequest, values: dict[str, Any]) -> dict[str, Any]:
    """The chosen unit and one page of those that fit what was typed; three queries."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    units = access.readable_units(request.actor).order_by("code")
    if typed:
        units = units.filter(name__icontains=typed) | units.filter(code__icontains=typed)
    page = Paginator(units, UNITS).get_page(request.GET.get("page"))
    return {"q": typed, "units": page, "page": page, "chosen": _chosen(request, values)}


def kept_values(values: dict[str, Any]) -> str:
    """What the address of another period keeps of `values`."""
    return "".join(f"&{urlencode({name: values[name]})}" for name in KEPT if values.get(name))


def recent_jobs(actor: Actor, kind: str) -> list[tuple[Job, Mark]]:
    """The actor's latest jobs of `kind`, each with the mark of its state; one query."""
    return [(job, JOB_MARKS[job.state]) for job in own_jobs(actor).filter(kind=kind)[:RECENT]]


def _chosen(request: access.PortalRequest, values: dict[str, Any]) -> Unit | None:
    """The unit that `values` name; one that has left the area since only where they name days on which it was there."""
    try:
        found = Unit.objects.filter(public_id=uuid.UUID(str(values.get("unit", "")))).first()
    except ValueError:
        return None
    if found is None or access.may_read(request.actor, found):
        return found
    form = ExportForm(values, actor=request.actor)
    return found if form.is_valid() else None


def _page(
    request: access.PortalRequest, form: ExportForm, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "quick": quick_periods(clock.today()),
        "kept": kept_values(values),
        "recent": recent_jobs(request.actor, EXPORT_JOB),
        **units_context(request, values),
    }
    return render(request, "duties/export/new.html", context, status=status)
