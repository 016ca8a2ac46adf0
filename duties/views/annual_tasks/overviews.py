"""The lists of tasks: one by one, by unit and year, and by unit for one rule."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from duties.listings.annual_tasks import ServingList, TaskListing, TaskListListing
from duties.naming import article_name
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from portal import access
from portal.lists.pages import list_page


@access.roles(*access.BUSINESS)
@require_GET
def tasks(request: access.PortalRequest) -> HttpResponse:
    """The tasks that one may read, by how they go."""
    context = {"may_draft": request.actor.role in DRAFTING_ROLES}
    listing = TaskListing(request.actor, request.GET)
    return list_page(request, listing, "duties/annual_tasks/tasks.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def task_lists(request: access.PortalRequest) -> HttpResponse:
    """The lists that one may read, one a unit and year."""
    context = {"may_draft": request.actor.role in DRAFTING_ROLES}
    listing = TaskListListing(request.actor, request.GET)
    return list_page(request, listing, "duties/annual_tasks/lists.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def task_serving(request: access.PortalRequest) -> HttpResponse:
    """For one rule (`regulation`, `rule`) every unit of the scope that bears it, those without a task too."""
    listing = ServingList(request.actor, request.GET)
    if listing.reading is None:
        raise Http404
    article = article_name(listing.reading.rule.article)
    context = {"reading": listing.reading, "year": listing.year, "article": article}
    return list_page(request, listing, "duties/annual_tasks/serving.html", context)
