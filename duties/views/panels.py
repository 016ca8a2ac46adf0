"""Panels beside the board: the same address is a page of its own, and a fragment where HTMX asks for it."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from portal.access import PortalRequest

PANELS = frozenset({"cell", "bearers"})
"""The addresses that may stand in the panel of the board."""


def panel(request: PortalRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """The panel alone for HTMX, with the board's own address kept in step; else a page called `title` around it."""
    context = context | {"panel_template": template, "page_title": title}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "duties/panel_page.html", context)
    board = _board_behind(request)
    if board is None:
        return render(request, template, context | {"in_panel": True})
    bare, with_panel = board
    response = render(request, template, context | {"in_panel": True, "close_url": bare})
    response["HX-Push-Url"] = with_panel
    return response


def _board_behind(request: PortalRequest) -> tuple[str, str] | None:
    """The board's address without and with this panel; None where the panel was not asked for from the board."""
    current = urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    if current.path != reverse("board"):
        return None
    kept = [(key, value) for key, value in parse_qsl(current.query) if key != "panel"]
    opened = [*kept, ("panel", request.get_full_path())]
    return f"{current.path}?{urlencode(kept)}", f"{current.path}?{urlencode(opened)}"


def panel_of(request: PortalRequest) -> str:
    """The panel that the board's address asks for; empty where it is none of ours."""
    wanted = request.GET.get("panel", "")
    path = urlsplit(wanted)
    if path.scheme or path.netloc or not path.path.startswith("/"):
        return ""
    try:
        name = resolve(path.path).url_name
    except Resolver404:
        return ""
    return wanted if name in PANELS else ""
