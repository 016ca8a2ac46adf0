"""Puts the actor of a request beside its user."""

import uuid
from collections.abc import Callable
from typing import cast

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal import access
from portal.models import Account

SESSION_POST = "post"


def _actor(request: HttpRequest, request_id: uuid.UUID) -> access.Actor:
    if not request.user.is_authenticated:
        return access.Actor(account=None, post=None, request_id=request_id)
    account = cast(Account, request.user)
    posts = access.posts_of(account)
    chosen = request.session.get(SESSION_POST)
    post = next((post for post in posts if str(post.public_id) == chosen), posts[0] if posts else None)
    return access.Actor(account=account, post=post, request_id=request_id)


class ActorMiddleware:
    """Sets `request.actor`, read only when a view asks for it; every log line carries the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        request_id = uuid.uuid4()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(request_id))
        request.actor = SimpleLazyObject(lambda: _actor(request, request_id))  # type: ignore[attr-defined]
        return self.get_response(request)
