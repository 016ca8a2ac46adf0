"""The guided reorganisations of the system administrator: form, then what it would change, then the deed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal import access
from portal.forms.deed import DeedForm
from portal.forms.reorganisation import DEEDS
from portal.models import Role
from portal.services.deed import Deed

SHOWN = 100
"""So many written facts are shown; more are counted."""
CHANGED = "核对以后情况有变,尚未办理。请重新核对下面的内容。"


@access.roles(Role.SYSTEM_ADMIN)
@require_GET
def reorganisation_list(request: access.PortalRequest) -> HttpResponse:
    """What can be done."""
    return render(request, "portal/reorganisation/list.html", {"deeds": DEEDS.items()})


@access.roles(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def reorganise(request: access.PortalRequest, deed: str) -> HttpResponse:
    """One reorganisation, step by step."""
    kind = DEEDS.get(deed)
    if kind is None:
        raise Http404
    if request.method == "GET":
        return _form_page(request, kind(initial={"unit": request.GET.get("unit", "")[:120]}))
    form, step = kind(request.POST), request.POST.get("step")
    if step == "edit":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if step == "confirm" and form.cleaned_data["reason"].strip():
        return _carry_out(request, form)
    shown = form.look(request.actor)
    if shown is None:
        return _form_page(request, form, status=422)
    if step == "confirm":
        form.add_error("reason", "请写明办理原因。")
    return _look_page(request, form, shown)


def _carry_out(request: access.PortalRequest, form: DeedForm) -> HttpResponse:
    done = form.carry_out(request.actor)
    if done is None:
        return _form_page(request, form, status=422)
    deed, kept = done
    if not kept:
        return _look_page(request, form, deed, CHANGED)
    changed = "、".join(
        f"{kind}{number}行" for told in deed.consequences for kind, number in told.counts if number
    )
    messages.success(
        request, f"已办理:{form.title}。{f'履职台账{changed}。' if changed else '履职台账没有变化。'}"
    )
    return redirect("reorganisation")


def _form_page(request: access.PortalRequest, form: DeedForm, status: int = 200) -> HttpResponse:
    return render(request, "portal/reorganisation/form.html", {"form": form}, status=status)


def _look_page(request: access.PortalRequest, form: DeedForm, deed: Deed, notice: str = "") -> HttpResponse:
    lines = deed.lines
    context = {
        "form": form,
        "deed": deed,
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
        "notice": notice,
    }
    status = 422 if form.errors else 409 if notice else 200
    return render(request, "portal/reorganisation/look.html", context, status=status)
