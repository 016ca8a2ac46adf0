"""Puts the actor of a request beside its user, and keeps out what no address holds."""

import contextlib
import ipaddress
import uuid
from collections.abc import Callable
from typing import Any, cast

import structlog
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from portal import access, clock

SESSION_POST = "post"
SESSION_ASKED = "asked"
"""When somebody asked for something, in seconds of the epoch."""

OPEN_BEFORE_PASSWORD = frozenset(
    {
        "password-change",
        "logout",
        "login",
        "lock",
        "unlock",
        "device",
        "manifest",
        "worker",
        "healthz",
        "readyz",
    }
)
"""Addresses that an account may use before it has set a password of its own."""


def _actor(request: HttpRequest, request_id: uuid.UUID) -> access.Actor:
    if not request.user.is_authenticated:
        return access.Actor(account=None, post=None, request_id=request_id)
    posts = cast(access.PortalRequest, request).posts
    chosen = request.session.get(SESSION_POST)
    post = next((post for post in posts if str(post.public_id) == chosen), posts[0] if posts else None)
    return access.Actor(account=request.user, post=post, request_id=request_id)


def _posts(request: HttpRequest) -> list[access.Post]:
    return access.posts_of(request.user) if request.user.is_authenticated else []


class ActorMiddleware:
    """Sets `request.actor` and `request.posts`, read only when asked for; every log line carries the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        request_id = uuid.uuid4()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(request_id))
        request.posts = SimpleLazyObject(lambda: _posts(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request, request_id))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send an account that still has the password of its slip to the page where it sets its own."""
        match = request.resolver_match
        if match is not None and (
            match.view_name in OPEN_BEFORE_PASSWORD or match.view_name.startswith("api-")
        ):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("password-change")
        return None


def prolonged_after() -> int:
    """So many seconds pass before a session that is in use is written again: a minute of thirty."""
    return settings.SESSION_COOKIE_AGE // 30


class AskedSessions(SessionMiddleware):
    """Sessions that are prolonged by what somebody asks for, and not by what a page asks for by itself (`X-Unasked`).

    A session is written at most once in `prolonged_after` seconds, so that reading a page writes nothing; it ends at most
    so much earlier than it would if each request were written.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Leave session and cookie as they are after a request that nobody made and that changed nothing in it."""
        session = request.session
        if request.headers.get("X-Unasked") and not session.modified:
            patch_vary_headers(response, ("Cookie",))
            return response
        if session.accessed and not session.is_empty() and _is_stale(session.get(SESSION_ASKED)):
            session[SESSION_ASKED] = int(clock.now().timestamp())
        return super().process_response(request, response)


def _is_stale(asked: int | None) -> bool:
    """Whether a session that was last prolonged then is to be prolonged."""
    passed = clock.now().timestamp() - (asked or 0)
    return not 0 <= passed < prolonged_after()


class PagesCompressed(GZipMiddleware):
    """Pages go out compressed (docs/decisions/0020); files, and answers of the interface with their ETags, as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress HTML where the browser takes it."""
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No address holds a NUL, which PostgreSQL cannot take: a path with one is not found, in a query it is dropped."""

    def handle(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        return get_response(request)

    return handle


def client_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Behind a reverse proxy the address of the client is what the proxy says last; without one, nobody is believed."""
    if not settings.BEHIND_PROXY:
        raise MiddlewareNotUsed

    def handle(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        with contextlib.suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told))
        return get_response(request)

    return handle
