"""Live refresh: a page that shows what stands now carries a stamp, and asks by it whether anything has changed."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duties.periods import period_of
from duties.selectors.live import changed_since, stamp_now
from duties.views.choice import unit_of_request
from portal import access, clock

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def live(view: View) -> View:
    """Decorate a view whose page stays up to date: the stamp is taken before it reads, the tag `live` writes it.

    A past view never changes; it gets none.
    """

    @functools.wraps(view)
    def stamped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("as_of") or request.GET.get("known_at")
        request.live_stamp = "" if asked else stamp_now()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return cast(View, stamped)


@access.roles(*access.BUSINESS)
@require_safe
@never_cache
def changed(request: access.PortalRequest) -> HttpResponse:
    """200 where something of the area of `unit` has changed since `stamp`, 204 where nothing has; both without words."""
    unit = unit_of_request(request, period_of("quarter", clock.today()))
    return HttpResponse(status=200 if changed_since(request.GET.get("stamp", ""), unit) else 204)
