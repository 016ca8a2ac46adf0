"""The list of assessments."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from assessment.listings.schemes import SchemeList
from assessment.selectors.schemes.units import assessable_kind
from portal import access
from portal.lists.pages import list_page
from portal.models import Role


@access.roles(*access.BUSINESS)
@require_GET
def scheme_list(request: access.PortalRequest) -> HttpResponse:
    """The assessments that one may see: one's own unit's, those below, and those in which one is assessed."""
    actor = request.actor
    may = actor.role == Role.OFFICE and actor.post is not None and bool(assessable_kind(actor.post.unit))
    return list_page(
        request, SchemeList(actor, request.GET), "assessment/schemes/list.html", {"may_draft": may}
    )
