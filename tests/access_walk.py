"""Walking the portal's addresses and asking them as each of the cast."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.models import Account
from tests.access_cast import Cast
from tests.access_matrix import FACTORIES, Row

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


def ask(name: str, row: Row, cast: Cast, account: Account | None, place: str = "own") -> HttpResponseBase:
    """The answer to one row for one account (or a stranger) at one place."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account, backend=BACKEND)
    arguments = FACTORIES[row.at](cast, cast.units[place]) if row.at else dict(row.arguments)
    url = reverse(name, kwargs=arguments)
    answer = client.post(url, dict(row.data)) if row.method == "POST" else client.get(url)
    if isinstance(answer, StreamingHttpResponse):
        b"".join(answer.streaming_content)
    return answer
