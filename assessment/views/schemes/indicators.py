"""The editor of the tree: add, change, move, take out an indicator, each at an address of its own."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.forms.schemes.indicators import NEW, IndicatorForm, first_values
from assessment.models import Indicator, Scheme
from assessment.scheme_states import Action
from assessment.scoring.kinds import BESIDE, MEANING, QUANTITATIVE, Kind
from assessment.selectors.schemes.acting import open_acts
from assessment.selectors.schemes.rules import rules_of
from assessment.services.schemes.indicators import (
    indicator_add,
    indicator_change,
    indicator_move,
    indicator_remove,
)
from assessment.views.schemes.finding import actable_scheme_or_404, indicator_or_404, say
from assessment.views.seen import seen_version
from portal import access
from portal.models import Role


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def indicator_new(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose a kind of scoring, then fill in the indicator; `parent` in the address is the group that it is added to."""
    scheme = actable_scheme_or_404(request.actor, public_id, Action.EDIT)
    if Action.EDIT not in open_acts(request.actor, scheme):
        return _refused(request, scheme)
    asked = request.GET.get("parent", "")
    parent = indicator_or_404(scheme, asked) if asked else None
    chosen = request.GET.get("kind", "")
    if chosen != "group" and chosen not in set(Kind):
        kinds = [
            (kind, MEANING[kind], kind in QUANTITATIVE)
            for kind in Kind
            if parent is None or kind not in BESIDE
        ]
        context = {"scheme": scheme, "parent": parent, "kinds": kinds}
        return render(request, "assessment/schemes/kinds.html", context)
    kind = None if chosen == "group" else Kind(chosen)
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        rules=rules_of(scheme),
        initial={**NEW, "version": scheme.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            indicator_add(
                actor=request.actor, scheme=scheme, version=form.seen, parent=parent, content=form.content
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已增加指标。")
            return redirect("scheme", public_id)
    return _page(request, scheme, form, kind, parent, None)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def indicator(request: access.PortalRequest, public_id: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    """Change an indicator of a draft."""
    scheme, found = _found(request, public_id, ref)
    if Action.EDIT not in open_acts(request.actor, scheme):
        return _refused(request, scheme)
    kind = Kind(found.kind) if found.kind else None
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        rules=rules_of(scheme),
        initial={**first_values(found), "version": scheme.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            indicator_change(
                actor=request.actor, scheme=scheme, version=form.seen, indicator=found, content=form.content
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已修改指标。")
            return redirect("scheme", public_id)
    return _page(request, scheme, form, kind, found.parent, found)


@access.roles(Role.OFFICE)
@require_POST
def indicator_drop(request: access.PortalRequest, public_id: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    """Take an indicator out, with those below it."""
    scheme, found = _found(request, public_id, ref)
    try:
        indicator_remove(actor=request.actor, scheme=scheme, version=seen_version(request), indicator=found)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, f"已删去“{found.name}”。")
    return redirect("scheme", public_id)


@access.roles(Role.OFFICE)
@require_POST
def indicator_shift(request: access.PortalRequest, public_id: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    """Let an indicator change places with its neighbour: `way` is up or down."""
    scheme, found = _found(request, public_id, ref)
    try:
        indicator_move(
            actor=request.actor,
            scheme=scheme,
            version=seen_version(request),
            indicator=found,
            up=request.POST.get("way") == "up",
        )
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    return redirect("scheme", public_id)


def _found(request: access.PortalRequest, public_id: uuid.UUID, ref: uuid.UUID) -> tuple[Scheme, Indicator]:
    scheme = actable_scheme_or_404(request.actor, public_id, Action.EDIT)
    return scheme, indicator_or_404(scheme, ref)


def _refused(request: access.PortalRequest, scheme: Scheme) -> HttpResponse:
    messages.warning(request, f"考核现为「{scheme.get_state_display()}」,方案不能修改。")
    return redirect("scheme", scheme.public_id)


def _page(
    request: access.PortalRequest,
    scheme: Scheme,
    form: IndicatorForm,
    kind: Kind | None,
    parent: Indicator | None,
    found: Indicator | None,
) -> HttpResponse:
    context = {
        "scheme": scheme,
        "form": form,
        "kind": kind,
        "meaning": MEANING[kind] if kind else "分组不直接计分,权重等于下级指标权重之和。",
        "parent": parent,
        "indicator": found,
    }
    return render(request, "assessment/schemes/indicator.html", context, status=422 if form.errors else 200)
