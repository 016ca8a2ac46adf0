"""The button and the panel of help of the page at hand, and the offer of the first tour (docs/help.md)."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from portal.help.panels import Panel, panel_of
from portal.help.tours import tour_of
from portal.selectors.tours import is_tour_due

register = template.Library()


def _panel(context: Context) -> Panel | None:
    """By `help_page` where a page says it, else by the name of the address."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = context.get("help_page") or (match.view_name if match else "")
    return panel_of(name)


@register.inclusion_tag("components/help_button.html", takes_context=True)
def help_button(context: Context) -> dict[str, Any]:
    """The button in the frame; nothing where the page has no help. Without scripts it leads to the manual."""
    panel = _panel(context)
    return {"panel": panel, "manual": _manual(context, panel)}


@register.inclusion_tag("components/help_panel.html", takes_context=True)
def help_panel(context: Context) -> dict[str, Any]:
    """The panel that the button opens; `tour` says whether the reader's role has a tour to begin from there."""
    panel, actor = _panel(context), context.get("actor")
    role = getattr(actor, "role", None)
    return {
        "panel": panel,
        "steps": panel.steps_for(role) if panel else (),
        "manual": _manual(context, panel),
        "tour": bool(tour_of(role)) and not context.get("offline"),
    }


@register.inclusion_tag("components/tour_offer.html", takes_context=True)
def tour_offer(context: Context) -> dict[str, Any]:
    """The offer of the first tour, on the page where the reader's post begins, until it is answered; one query there.

    Not where something was asked of that page, e.g. a past day.
    """
    actor, pages = context.get("actor"), context.get("navigation")
    begins = pages[0]["url"] if pages else ""
    request = context.get("request")
    here = request.get_full_path() if request else ""
    if actor is None or here != begins or context.get("offline"):
        return {"due": False}
    return {"due": is_tour_due(actor), "role": actor.role}


def _manual(context: Context, panel: Panel | None) -> str:
    """The chapter of the manual, which opens to whoever is signed in."""
    return reverse("manual-chapter", args=[panel.chapter]) if panel and context.get("actor") else ""
