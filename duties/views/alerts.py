"""预警 of an area: units by how much presses on them, or each obligation with the step that it has reached."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.listings.alerts import AlertLineList, AlertUnitList
from duties.selectors.alerts import pressing_in, waiting
from duties.selectors.ledger import ledger
from portal import access
from portal.lists.pages import list_page
from portal.selectors.installation import installation_of


@access.roles(*access.READS_BELOW)
@require_safe
def alerts(request: access.PortalRequest) -> HttpResponse:
    """What presses in the area of the post, by unit; with `unit` or `by=line` the obligations one by one."""
    assert request.actor.post is not None
    area, actor, query = request.actor.post.unit, request.actor, request.GET
    context: dict[str, Any] = {
        "waiting": waiting(installation_of(request).last_flagged_at),
        "pressing": pressing_in(area, ledger()),
    }
    if not (query.get("unit") or query.get("by") == "line"):
        return list_page(request, AlertUnitList(actor, query), "duties/alerts/list.html", context)
    listing = AlertLineList(actor, query)
    context |= {"unit": listing.unit(), "by_line": True}
    return list_page(request, listing, "duties/alerts/list.html", context)
