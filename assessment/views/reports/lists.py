"""Lists about reports: the reports, who below has reported, the obligations behind a figure; the sums of lower reports."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from assessment.listings.report_rows import ReportRowList
from assessment.listings.reporting import ReportingList
from assessment.listings.reports import ReportList
from assessment.selectors.reports.offers import offers_of, pressing
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.wording import period_cn


@access.roles(*access.BUSINESS)
@require_GET
def report_list(request: access.PortalRequest) -> HttpResponse:
    """The reports that one may see; above them what is due and not begun."""
    offers = offers_of(request.actor)
    context = {
        "may_draft": request.actor.role in {Role.CLERK, Role.OFFICE},
        "offers": pressing(offers),
        "tab": "reports",
        "sees_below": request.actor.role in access.READS_BELOW,
    }
    return list_page(request, ReportList(request.actor, request.GET), "assessment/reports/list.html", context)


@access.roles(*access.READS_BELOW)
@require_GET
def reporting(request: access.PortalRequest) -> HttpResponse:
    """Who of the units directly below has reported, who is late; the office urges."""
    context = {"tab": "reporting", "sees_below": True}
    return list_page(
        request, ReportingList(request.actor, request.GET), "assessment/reports/reporting.html", context
    )


@access.roles(*access.BUSINESS)
@require_GET
def rows(request: access.PortalRequest) -> HttpResponse:
    """The obligations that a figure of a report counts, as they stood at its moment."""
    listing = ReportRowList(request.actor, request.GET)
    context = {"report": listing.report, "period": period_cn(listing.report.period)}
    return list_page(request, listing, "assessment/reports/rows.html", context)
