"""What every page needs: installation, actor, navigation, unread messages."""

from typing import Any

from django.http import HttpRequest

from portal import registry
from portal.selectors.installation import installation
from portal.selectors.messages import unread_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the page frame; constant in queries."""
    actor = getattr(request, "actor", None)
    context: dict[str, Any] = {"installation": installation()}
    if actor is None or actor.account is None:
        return context
    return context | {
        "actor": actor,
        "navigation": registry.navigation(request, actor),
        "unread": unread_count(actor.account),
    }
