"""Pages of values: the list, and one figure with all that was ever known of it."""

import uuid
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.statistics import CorrectForm
from assessment.listings.statistics import ValueList
from assessment.models import StatisticIndicator
from assessment.selectors.statistics import (
    READERS,
    WRITERS,
    Revision,
    history_of,
    indicator_or_404,
    own_indicators,
)
from assessment.services.statistics import value_correct
from assessment.statistics.numbers import plain
from duties.periods import Period, parse
from portal import access
from portal.lists.pages import list_page
from portal.models import Unit


@access.roles(*READERS)
@require_safe
def value_list(request: access.PortalRequest) -> HttpResponse:
    """The values of one's scope."""
    context = {"may_write": request.actor.role in WRITERS}
    return list_page(
        request, ValueList(request.actor, request.GET), "assessment/statistics/values.html", context
    )


@access.roles(*READERS)
@require_http_methods(["GET", "POST"])
def value_detail(
    request: access.PortalRequest, public_id: uuid.UUID, unit_id: uuid.UUID, period: str
) -> HttpResponse:
    """One figure: its value, its earlier values with reasons and sources; an office may correct it here."""
    indicator = indicator_or_404(request.actor, public_id)
    unit = access.readable_unit_or_404(request.actor, unit_id)
    found, revisions = _figure_or_404(indicator, unit, period)
    may_correct = (
        request.actor.role in WRITERS
        and revisions[0].until is None
        and own_indicators(request.actor).filter(pk=indicator.pk).exists()
    )
    if request.method == "POST":
        access.require(request.actor, *WRITERS)
    sent = request.POST if request.method == "POST" else None
    form = CorrectForm(sent, initial=_known(revisions[0])) if may_correct else None
    if form is not None and form.is_valid():
        try:
            value_correct(
                actor=request.actor, indicator=indicator, unit=unit, period=found, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已更正;原值留在修订记录中。")
            return redirect(request.path)
    context = {
        "indicator": indicator,
        "unit": unit,
        "period": found,
        "revisions": revisions,
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "assessment/statistics/value.html", context, status=status)


def _figure_or_404(indicator: StatisticIndicator, unit: Unit, period: str) -> tuple[Period, list[Revision]]:
    try:
        found = parse(period)
    except ValueError as error:
        raise Http404 from error
    revisions = history_of(indicator, unit, found.name)
    if not revisions:
        raise Http404
    return found, revisions


def _known(revision: Revision) -> dict[str, str | Decimal]:
    return {"value": plain(revision.value.value), "before": revision.value.value}
