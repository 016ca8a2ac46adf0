"""What the addresses of board and unit pages choose: period, unit, numbers of pages."""

import uuid

from django.http import Http404

from duties.ledger.past import standing
from duties.periods import Period
from duties.selectors.board.board import last_read_day
from duties.selectors.board.choice import chosen_period, last_closed_quarter
from duties.selectors.moment import reading_day
from duties.selectors.scope import readable_between
from portal.access import PortalRequest
from portal.models import Unit

MOST_WITHIN = 5
"""A line of the board stands under fewer units than this."""


def period_of_request(request: PortalRequest) -> tuple[Period, str]:
    """The period asked for; where it cannot be shown, the default with the name that was asked for."""
    name, today = request.GET.get("period", ""), reading_day()
    found = chosen_period(name, today) if name else None
    return found or last_closed_quarter(today), "" if found else name


def unit_of_request(request: PortalRequest, period: Period) -> Unit:
    """The unit asked for, or one's own; 404 where it has not lain in the actor's scope since the day that is shown."""
    return other_unit(request, "unit", period)


def other_unit(request: PortalRequest, name: str, period: Period) -> Unit:
    """The same of the unit that the address calls `name`."""
    post = request.actor.post
    assert post is not None
    try:
        wanted = uuid.UUID(request.GET[name]) if request.GET.get(name) else post.unit.public_id
    except ValueError:
        raise Http404 from None
    if wanted == post.unit.public_id:
        # A past view names the unit as it was called then.
        return post.unit if standing().is_stored else Unit.objects.get(pk=post.unit.pk)
    units = readable_between(request.actor, last_read_day(period), reading_day())
    found = units.filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found


def units_within(request: PortalRequest) -> list[Unit]:
    """The units named by code in whose areas the obligations asked for lie too: 404 for a code that is none.

    They narrow what the actor may read, so that any may be named.
    """
    asked = (list_of_request(request, "within") or [])[:MOST_WITHIN]
    found = list(Unit.objects.filter(code__in=asked)) if asked else []
    if len(found) < len(set(asked)):
        raise Http404
    return found


def list_of_request(request: PortalRequest, name: str) -> list[str] | None:
    """The words of a list in the address; None where it is not there at all."""
    value = request.GET.get(name)
    return None if value is None else [word for word in value.split(",") if word]


def number_of_request(request: PortalRequest, name: str) -> int:
    """The number of a page in the address; 1 for anything that is none."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 1
