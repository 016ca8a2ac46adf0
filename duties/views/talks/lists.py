"""The list of talks."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from duties.listings.talks import TalkList
from portal import access
from portal.lists.pages import list_page
from portal.models import Role


@access.roles(*access.BUSINESS)
@require_GET
def talk_list(request: access.PortalRequest) -> HttpResponse:
    """The talks that one may see, by group and name; what waits longest first."""
    context = {"may_propose": request.actor.role == Role.OFFICE}
    return list_page(request, TalkList(request.actor, request.GET), "duties/talks/list.html", context)
