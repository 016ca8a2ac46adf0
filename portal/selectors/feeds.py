"""The secret addresses of calendar feeds: who is behind one, and with which posts.

The database keeps a number; the address carries it with a signature by SECRET_KEY, so that a copy of the database alone
opens no feed.
"""

import dataclasses
import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

from portal.access import Actor, posts_of
from portal.models import Preference

NUMBER, SIGNATURE = 32, 32
"""Hexadecimal characters of either part of a token."""


@dataclasses.dataclass(frozen=True)
class FeedOwner:
    """An active account and its posts of today, as actors; at least one."""

    actors: list[Actor]
    name: str
    number: uuid.UUID


def token_of(feed: uuid.UUID) -> str:
    """The secret part of a feed's address."""
    return feed.hex + _signature(feed)


def feed_owner(token: str) -> FeedOwner | None:
    """Who reads by this token; None for a wrong or revoked one, a closed account, an account without a post today."""
    if len(token) != NUMBER + SIGNATURE:
        return None
    try:
        feed = uuid.UUID(hex=token[:NUMBER])
    except ValueError:
        return None
    if not constant_time_compare(token, token_of(feed)):
        return None
    row = Preference.objects.filter(feed=feed, account__is_active=True).select_related("account").first()
    if row is None:
        return None
    actors = [Actor(account=row.account, post=post) for post in posts_of(row.account)]
    return FeedOwner(actors, row.account.name, feed) if actors else None


def _signature(feed: uuid.UUID) -> str:
    return salted_hmac("portal.feeds", feed.hex, algorithm="sha256").hexdigest()[:SIGNATURE]
