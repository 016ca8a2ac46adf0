"""Calendar feeds: read by calendar programs without signing in, by an address that nobody can guess."""

import logging
import uuid

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from portal import access, clock
from portal.feeds import entries_of, written
from portal.models import Unit
from portal.selectors.feeds import FeedOwner, feed_owner
from portal.services.changes import log_access
from portal.services.throttle import too_many

READS, WINDOW = 60, 600
"""So often in so many seconds a feed is read at most; calendars ask once in an hour or a quarter of one."""
DAY_SECONDS = 24 * 3600

logger = logging.getLogger(__name__)


@access.public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """One's own duties and plans."""
    owner = _owner_or_404(token)
    if _often(owner):
        return _slow_down()
    _keep(request, owner, "")
    return _answer(written(f"{owner.name}履职日历", entries_of(owner.actors)))


@access.public
@require_safe
def unit_feed(request: HttpRequest, token: str, public_id: uuid.UUID) -> HttpResponse:
    """What a unit owes and plans, for whoever may read that unit."""
    owner = _owner_or_404(token)
    if _often(owner):
        return _slow_down()
    unit = Unit.objects.filter(public_id=public_id).first()
    actors = [actor for actor in owner.actors if unit is not None and access.may_read(actor, unit)]
    if unit is None or not actors:
        raise Http404
    _keep(request, owner, str(unit.public_id))
    return _answer(written(f"{unit.name}履职日历", entries_of(actors[:1], unit)))


def _owner_or_404(token: str) -> FeedOwner:
    owner = feed_owner(token)
    if owner is None:
        raise Http404
    return owner


def _often(owner: FeedOwner) -> bool:
    return too_many(name="feed", address=owner.number.hex, limit=READS, seconds=WINDOW)


def _slow_down() -> HttpResponse:
    return HttpResponse(
        "读取过于频繁,请稍后再试。",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(WINDOW)},
    )


def _keep(request: HttpRequest, owner: FeedOwner, unit: str) -> None:
    """Log the reading, once a day for each address it is read from: a calendar program asks every hour."""
    address = request.META.get("REMOTE_ADDR") or None
    try:
        first = cache.add(f"feed:{owner.number.hex}:{unit}:{address}:{clock.today()}", 1, timeout=DAY_SECONDS)
    except (RedisError, OSError) as error:
        logger.warning("feed readings are logged each: %s", error)
        first = True
    if first:
        log_access(actor=owner.actors[0], action="feed_read", target_ref=unit, address=address)


def _answer(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="duties.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response
