"""Walking the portal's addresses and asking them as each of the cast."""

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal import clock
from portal.access import posts_of
from portal.models import Account, ApiToken
from portal.selectors.api_tokens import digest_of
from portal.services.api_tokens import SCOPES
from tests.access_cast import Cast
from tests.access_matrix import FACTORIES, Row

API = "api-"
"""How the names of the interface's addresses begin."""
API_HEADERS: dict[str, Any] = {
    "content_type": "application/json",
    "headers": {"Idempotency-Key": "matrix-0001", "If-Match": "*"},
}

BACKEND = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


def addresses(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every named address with its view; the admin's unnamed catch-alls only lead to named ones."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield space + pattern.name, pattern.callback
        else:
            yield from addresses(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def signed_in(account: Account) -> Client:
    """A browser of that account, without the work and the log rows of a real sign-in."""
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
    )
    session.save()
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def ask(name: str, row: Row, cast: Cast, account: Account | None, place: str = "own") -> HttpResponseBase:
    """The answer to one row for one account (or a stranger) at one place."""
    arguments = FACTORIES[row.at](cast, cast.units[place]) if row.at else dict(row.arguments)
    url = reverse(name, kwargs=arguments) + row.query
    if name.startswith(API):
        answer = api_client(account).generic(row.method, url, json.dumps(row.data), **API_HEADERS)
        close(answer)
        return answer
    client = signed_in(account) if account else Client(raise_request_exception=False)
    answer = client.post(url, dict(row.data)) if row.method == "POST" else client.generic(row.method, url)
    close(answer)
    return answer


def lacks_help(answer: HttpResponseBase) -> bool:
    """Whether it is a whole page without a panel of help."""
    if not isinstance(answer, HttpResponse) or not answer.headers.get("Content-Type", "").startswith(
        "text/html"
    ):
        return False
    return b"</html>" in answer.content and b'id="help"' not in answer.content


def client_of(name: str, account: Account) -> Client:
    """A browser of the account; for an address of the interface, a program with its token."""
    return api_client(account) if name.startswith(API) else signed_in(account)


def api_client(account: Account | None) -> Client:
    """A program that holds a token of the account for all that there is; one of an account without a post has none."""
    client = Client(raise_request_exception=False)
    post = posts_of(account)[:1] if account else []
    if account and post:
        secret = f"{account.username}-{uuid.uuid4()}"
        ApiToken.objects.create(
            account=account,
            role=post[0].role,
            unit=post[0].unit,
            name="演示程序",
            beginning=secret[:10],
            digest=digest_of(secret),
            scopes=sorted(SCOPES),
            made_at=clock.now(),
            expires_on=clock.today(),
            last_used_at=clock.now(),
        )
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def close(answer: HttpResponseBase) -> None:
    """Read a file to its end, which closes it."""
    if isinstance(answer, StreamingHttpResponse):
        b"".join(answer.streaming_content)
