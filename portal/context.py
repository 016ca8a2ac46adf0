"""What every page needs: installation, actor and posts, navigation, unread messages, words."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal import registry
from portal.access import ADMINISTRATORS, BUSINESS, Actor
from portal.middleware import prolonged_after
from portal.selectors.installation import installation_of
from portal.selectors.messages import unread_count
from portal.selectors.vocabulary import vocabulary
from portal.services.device import owner_of, static_version

MOST_IN_BAR = 9
"""How many entries stand on one line at 1440 px beside name, search and account; the others are under 更多."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the page frame; constant in queries."""
    actor = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "installation": installation_of(request),
        "vocabulary": SimpleLazyObject(vocabulary),
    }
    if actor is None or actor.account is None:
        return context
    pages = [*_desk(actor), *registry.navigation(request, actor)]
    shown = len(pages) if len(pages) <= MOST_IN_BAR + 1 else MOST_IN_BAR
    return (
        context
        | {
            "actor": actor,
            "session_seconds": settings.SESSION_COOKIE_AGE - prolonged_after(),
            "device_owner": owner_of(actor),
            "outbox_url": registry.outbox(actor),
            "may_have_tokens": actor.role in BUSINESS,
            "static_version": static_version(),
            "posts": request.posts,  # type: ignore[attr-defined]
            "navigation": pages,
            "navigation_bar": pages[:shown],
            "navigation_more": pages[shown:],
            "unread": unread_count(actor.account),
        }
    )


def _desk(actor: Actor) -> list[dict[str, Any]]:
    """The way back to the administrators' site from the pages that they share with all."""
    if actor.role not in ADMINISTRATORS:
        return []
    return [{"label": "管理事项", "url": reverse("admin:index"), "active": False, "tab": True}]
