"""Counting requests of one address, for pages that are open to strangers."""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

from portal import clock

logger = logging.getLogger(__name__)


def too_many(*, name: str, address: str | None, limit: int, seconds: int) -> bool:
    """Count one request of `address` and say whether it is beyond `limit` in the present `seconds`.

    With the cache down nobody is counted: the page must answer, and what it guards cannot be guessed anyway.
    """
    window = int(clock.now().timestamp()) // seconds
    key = f"throttle:{name}:{address}:{window}"
    try:
        cache.add(key, 0, timeout=seconds)
        return int(cache.incr(key)) > limit
    except (RedisError, OSError, ValueError) as error:
        logger.warning("requests are not counted: %s", error)
        return False
