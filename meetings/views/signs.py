"""请核对: questions about entries, the units' answers, what the office found, and the thresholds."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetings.forms.signs import AnswerForm, ClosingSignForm, ThresholdsForm
from meetings.models import Sign, SignKind, SignState
from meetings.selectors import signs as selectors
from meetings.services.sign_limits import thresholds
from meetings.services.signs import sign_answer, sign_close, thresholds_set
from meetings.sign_access import ANSWERERS, READERS, may_answer, may_close, may_set_thresholds
from portal import access
from portal.models import Role

PAGE = 30


@access.roles(*READERS)
@require_GET
def sign_list(request: access.PortalRequest) -> HttpResponse:
    """The questions of one's scope, the latest first; `?kind=` and `?state=` narrow them."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", SignState.OPEN.value)
    kind = kind if kind in SignKind.values else ""
    state = state if state in SignState.values or state == "all" else SignState.OPEN.value
    rows = selectors.signs_of(request.actor, kind, "" if state == "all" else state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": selectors.asked(request.actor, page),
        "kind": kind,
        "state": state,
        "kinds": SignKind.choices,
        "counts": selectors.counts(request.actor, kind),
        "sets_thresholds": may_set_thresholds(request.actor),
    }
    return render(request, "meetings/signs/list.html", context)


@access.roles(*READERS)
@require_GET
def sign(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One question: what it is about, what was answered, and what one may do."""
    return _page(request, selectors.sign_or_404(request.actor, public_id))


def _page(request: access.PortalRequest, found: Sign, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, is_open = request.actor, found.state != SignState.CLOSED
    context = {
        "asked": selectors.asked(actor, [found])[0],
        "pictures": selectors.pictures_of(actor, found),
        "answers": list(found.answers.select_related("unit", "answered_by")),
        "answer_form": AnswerForm() if is_open and may_answer(actor, found) else None,
        "closing_form": ClosingSignForm() if is_open and may_close(actor, found) else None,
    }
    return render(request, "meetings/signs/detail.html", context | more, status=status)


@access.roles(*ANSWERERS)
@require_POST
def answer(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer for one's unit."""
    found, form = selectors.sign_or_404(request.actor, public_id), AnswerForm(request.POST)
    if form.is_valid():
        try:
            sign_answer(actor=request.actor, sign=found, text=form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "答复已保存;关闭前可以再改。")
            return redirect("sign", public_id)
    return _page(request, selectors.sign_or_404(request.actor, public_id), status=422, answer_form=form)


@access.roles(Role.OFFICE)
@require_POST
def close(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close a question with what the office found."""
    found, form = selectors.sign_or_404(request.actor, public_id), ClosingSignForm(request.POST)
    if form.is_valid():
        try:
            sign_close(actor=request.actor, sign=found, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已关闭。")
            return redirect("sign", public_id)
    return _page(request, selectors.sign_or_404(request.actor, public_id), status=422, closing_form=form)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def thresholds_page(request: access.PortalRequest) -> HttpResponse:
    """What is asked about: read by every office, set by the one at the top."""
    may_set = may_set_thresholds(request.actor)
    form = ThresholdsForm(request.POST or None, initial=thresholds())
    if request.method == "POST":
        if not may_set:
            raise PermissionDenied
        if form.is_valid():
            values = dict(form.cleaned_data)
            changed = thresholds_set(actor=request.actor, reason=values.pop("reason"), values=values)
            messages.success(request, f"已调整{changed}项,对此后的查找生效。" if changed else "没有变更。")
            return redirect("sign-thresholds")
    context = {"form": form, "may_set": may_set, "last": selectors.last_threshold_change()}
    return render(request, "meetings/signs/thresholds.html", context, status=422 if form.errors else 200)
