"""The menu of saved views on a page whose state is in its address (docs/lists.md)."""

from typing import Any

from django import template
from django.template import Context

from portal.access import PortalRequest
from portal.selectors.saved_views import address_of_view, kept, may_share
from portal.views.saved_views import views_of_request

register = template.Library()


@register.inclusion_tag("components/saved_views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """The views of this page, the one that it shows marked, and the form to keep its state as a view."""
    request: PortalRequest = context["request"]
    match = request.resolver_match
    state, found = kept(request.GET), views_of_request(request)
    views = [(each, address_of_view(each), each.query == state) for each in found]
    return {
        "page": match.url_name if match else "",
        "plain": f"{request.path}?view=",
        "state": state,
        "views": views,
        "current": next((each for each, _, shown in views if shown), None),
        "has_default": any(each.opens for each in found),
        "may_share": may_share(request.actor),
        "own": request.actor.account,
        "csrf_token": context.get("csrf_token"),
    }
