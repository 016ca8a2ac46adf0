"""督办台账: the board of ages and the list of items."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from duties.listings.supervision import SupervisionList
from duties.selectors.supervision import board
from portal import access
from portal.lists.pages import list_page


@access.roles(*access.BUSINESS)
@require_GET
def supervision_list(request: access.PortalRequest) -> HttpResponse:
    """The items that one may see: who has the ball, how long, how much time is left."""
    context = {
        "wanted": board.asked(request.GET.dict()),
        "lots": list(board.lots(request.actor).items()),
        "waiting": board.waiting_count(request.actor),
    }
    listing = SupervisionList(request.actor, request.GET)
    return list_page(request, listing, "duties/supervision/list.html", context)
