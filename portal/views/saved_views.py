"""Saved views: kept from any page with its state in its address, managed on a page of their own, opened by default."""

import functools
import uuid
from collections.abc import Callable
from itertools import groupby
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.access import PortalRequest
from portal.forms.saved_views import NewViewForm, ViewForm
from portal.models import Role, SavedView
from portal.selectors.saved_views import (
    address_of_view,
    may_change,
    may_share,
    offered_views,
    opens_for,
    view_or_404,
    views_of_page,
)
from portal.services.saved_views import view_change, view_choose, view_remove, view_save

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def opens_default(view: View) -> View:
    """Decorate a page with saved views (below its roles): asked for without any state it opens in the account's default.

    What it has read, the tag `saved_views` shows without asking again.
    """

    @functools.wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = views_of_request(cast(PortalRequest, request))
        if not request.GET and "HX-Request" not in request.headers:
            chosen = next((each for each in found if each.opens and each.query), None)
            if chosen is not None:
                return redirect(address_of_view(chosen))
        return view(request, *args, **kwargs)

    return cast(View, opened)


def views_of_request(request: PortalRequest) -> list[Any]:
    """The views of the page that is asked for, each with `opens`; read once a request."""
    if not hasattr(request, "saved_views"):
        match = request.resolver_match
        name = match.url_name if match and not match.kwargs and not match.args else ""
        request.saved_views = views_of_page(request.actor, name) if name else []  # type: ignore[attr-defined]
    return cast(list[Any], request.saved_views)  # type: ignore[attr-defined]


@access.roles(*Role)
@require_GET
def saved_view_list(request: PortalRequest) -> HttpResponse:
    """The views that are offered to one, page by page: to rename, share, open by default, remove."""
    return _page(request)


@access.roles(*Role)
@require_POST
def saved_view_new(request: PortalRequest) -> HttpResponse:
    """Keep the state of a page, and go back to it."""
    form = NewViewForm(request.POST)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, f"视图没有保存:{said[0]}")
        return redirect(_back(request))
    data = form.cleaned_data
    try:
        view = view_save(
            actor=request.actor,
            page=data["page"],
            query=data["query"],
            title=data["title"],
            shared=data["shared"],
        )
    except ValidationError as error:
        messages.error(request, f"视图没有保存:{''.join(error.messages)}")
        return redirect(_back(request))
    shared = f",已共享给{view.unit.name}辖区" if view.unit else ""
    messages.success(request, f"已保存视图「{view.title}」{shared};在本页「视图」中可随时打开。")
    return redirect(address_of_view(view))


@access.roles(*Role)
@require_POST
def saved_view_change(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Rename a view and say whether it is shared."""
    view = view_or_404(request.actor, public_id)
    form = ViewForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            view_change(
                actor=request.actor,
                view=view,
                version=data["version"] or 0,
                title=data["title"],
                shared=data["shared"],
            )
        except ValidationError as error:
            form.add_error(None, "".join(error.messages))
        else:
            messages.success(request, f"视图「{data['title']}」已保存。")
            return redirect("saved-views")
    return _page(request, form, view, status=422)


@access.roles(*Role)
@require_POST
def saved_view_choose(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the page of a view open in it, or (`opens` empty) as it is."""
    view = view_or_404(request.actor, public_id)
    opens = bool(request.POST.get("opens"))
    view_choose(actor=request.actor, view=view, opens=opens)
    said = f"打开该页时先显示「{view.title}」。" if opens else f"打开该页时不再先显示「{view.title}」。"
    messages.success(request, said)
    return redirect("saved-views")


@access.roles(*Role)
@require_POST
def saved_view_remove(request: PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Remove a view."""
    view = view_or_404(request.actor, public_id)
    version = request.POST.get("version", "")
    try:
        view_remove(actor=request.actor, view=view, version=int(version) if version.isdecimal() else 0)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, f"已删除视图「{view.title}」。")
    return redirect("saved-views")


def _back(request: PortalRequest) -> str:
    """The page from which a view was to be kept, in its state; the list of views where there is none such."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    return f"{reverse(page)}?{query[:2000]}" if opens_for(request.actor, page) else reverse("saved-views")


def _page(
    request: PortalRequest, form: ViewForm | None = None, of: SavedView | None = None, status: int = 200
) -> HttpResponse:
    found: list[Any] = [each for each in offered_views(request.actor) if opens_for(request.actor, each.page)]
    rows = [
        (each, address_of_view(each), may_change(request.actor, each), form if of == each else None)
        for each in found
    ]
    pages = [
        (registry.page_label(page), list(views)) for page, views in groupby(rows, lambda row: row[0].page)
    ]
    context = {"pages": pages, "may_share": may_share(request.actor)}
    return render(request, "portal/views/list.html", context, status=status)
