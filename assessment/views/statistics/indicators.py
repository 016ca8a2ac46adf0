"""Pages of indicators: the list, one with its latest values, adding, changing, taking out of use."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.forms.statistics import IndicatorForm
from assessment.listings.statistics import IndicatorList, indicator_mark
from assessment.models import StatisticIndicator
from assessment.selectors.statistics import READERS, WRITERS, indicator_or_404, own_indicator_or_404
from assessment.services.statistics import indicator_retire, indicator_save
from assessment.views.seen import seen_version
from portal import access
from portal.lists.pages import list_page


def is_own(actor: access.Actor, indicator: StatisticIndicator) -> bool:
    """Whether the actor's office may change it."""
    return actor.role in WRITERS and actor.post is not None and actor.post.unit.pk == indicator.owner_id


@access.roles(*READERS)
@require_safe
def indicator_list(request: access.PortalRequest) -> HttpResponse:
    """The indicators that concern the reader."""
    context = {"may_write": request.actor.role in WRITERS}
    return list_page(
        request,
        IndicatorList(request.actor, request.GET),
        "assessment/statistics/indicators.html",
        context,
    )


@access.roles(*READERS)
@require_safe
def indicator_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One indicator: what it means and whose it is."""
    indicator = indicator_or_404(request.actor, public_id)
    context = {
        "indicator": indicator,
        "mark": indicator_mark(indicator),
        "is_own": is_own(request.actor, indicator),
    }
    return render(request, "assessment/statistics/indicator.html", context)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def indicator_new(request: access.PortalRequest) -> HttpResponse:
    """The form of a new indicator."""
    return _form(request, None)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def indicator_edit(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form of one of the office's own indicators."""
    indicator = own_indicator_or_404(request.actor, public_id)
    return _form(request, indicator)


def _form(request: access.PortalRequest, indicator: StatisticIndicator | None) -> HttpResponse:
    form = IndicatorForm(request.POST if request.method == "POST" else None, instance=indicator)
    if form.is_valid():
        try:
            saved = indicator_save(
                actor=request.actor, indicator=indicator, version=seen_version(request), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已保存指标“{saved.name}”。")
            return redirect("statistic-indicator", saved.public_id)
    context = {"form": form, "indicator": indicator}
    return render(
        request, "assessment/statistics/indicator_form.html", context, status=422 if form.is_bound else 200
    )


@access.roles(*WRITERS)
@require_POST
def retire(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take one out of use, or into use again."""
    indicator = own_indicator_or_404(request.actor, public_id)
    changed = indicator_retire(actor=request.actor, indicator=indicator)
    told = "已停用;原有数值仍可查看,可随时恢复使用。" if changed.retired_at else "已恢复使用。"
    messages.success(request, f"指标“{changed.name}”{told}")
    return redirect("statistic-indicator", public_id)
