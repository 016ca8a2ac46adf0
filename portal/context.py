"""What every page needs: installation, actor and posts, navigation, unread messages, words."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal import registry
from portal.access import ADMINISTRATORS, BUSINESS, Actor
from portal.selectors.installation import installation_of
from portal.selectors.messages import unread_count
from portal.selectors.vocabulary import vocabulary
from portal.services.device import owner_of, static_version


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the page frame; constant in queries."""
    actor = getattr(request, "actor", None)
    context: dict[str, Any] = {"installation": installation_of(request), "vocabulary": SimpleLazyObject(vocabulary)}
    if actor is None or actor.account is None:
        return context
    return context | {
        "actor": actor,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "device_owner": owner_of(actor),
        "outbox_url": registry.outbox(actor),
        "may_have_tokens": actor.role in BUSINESS,
        "static_version": static_version(),
        "posts": request.posts,  # type: ignore[attr-defined]
        "navigation": [*_desk(actor), *registry.navigation(request, actor)],
        "unread": unread_count(actor.account),
    }


def _desk(actor: Actor) -> list[dict[str, Any]]:
    """The way back to the administrators' site from the pages that they share with all."""
    if actor.role not in ADMINISTRATORS:
        return []
    return [{"label": "管理事项", "url": reverse("admin:index"), "active": False, "tab": True}]
