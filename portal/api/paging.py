"""Pages by cursor: a page begins behind the last row of the one before, so that what is added meanwhile moves nothing."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from portal.api.problems import Fault, ProblemError, language_of
from portal.api.serializers import Query

SALT = "portal.api.cursor"
USUAL, MOST = 50, 200
STALE = {
    "zh-CN": "游标无效,或不属于这一查询;请从第一页重新读取。",
    "en": "The cursor is not valid, or belongs to another query; begin at the first page.",
}


class PageQuery(Query):
    """How every list is paged."""

    after = serializers.CharField(required=False, max_length=2000, help_text="上一页的 next;不填为第一页。")
    limit = serializers.IntegerField(
        default=USUAL, min_value=1, max_value=MOST, help_text=f"每页条数,最多 {MOST}。"
    )


class _Plain:
    """Cursors as JSON with days and instants in ISO form."""

    def dumps(self, obj: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(obj).encode()

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def cursor(request: Request, values: Sequence[Any]) -> str:
    """The cursor of the row with these values in the order of this query."""
    return signing.dumps([_query(request), *values], salt=SALT, serializer=_Plain)


def position(request: Request, count: int) -> list[Any] | None:
    """The `count` values behind which the page begins; None for the first. Raises ProblemError for no cursor of this query."""
    told = request.query_params.get("after", "")
    if not told:
        return None
    try:
        query, *values = signing.loads(told, salt=SALT, serializer=_Plain)
    except (signing.BadSignature, ValueError, TypeError):
        query, values = None, []
    if query != _query(request) or len(values) != count:
        raise ProblemError("invalid-parameter", [Fault("after", STALE[language_of(request)])])
    return list(values)


def _query(request: Request) -> str:
    """What a cursor belongs to: the address with all that narrows it."""
    narrowed = sorted(
        (name, value)
        for name, values in request.query_params.lists()
        if name not in {"after", "limit"}
        for value in values
    )
    return hashlib.sha256(f"{request.path}?{urlencode(narrowed)}".encode()).hexdigest()[:16]


def behind(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The condition that a row comes behind the one with `values`, in `order` (names as of order_by, none of them null)."""
    found, same = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        found |= same & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{field: value})
    return found


def keyset_page(
    request: Request, rows: QuerySet[Any], order: Sequence[str], limit: int
) -> tuple[list[Any], str | None]:
    """The rows of one page in `order`, whose last name is unique, and the cursor of the next; one query."""
    begin = position(request, len(order))
    if begin is not None:
        try:
            rows = rows.filter(behind(order, begin))
        except (ValueError, ValidationError) as error:
            raise ProblemError("invalid-parameter", [Fault("after", STALE[language_of(request)])]) from error
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor(request, [value_of(found[limit - 1], name) for name in order])


def value_of(row: Model, name: str) -> Any:
    """The value of a row by a name of order_by."""
    value: Any = row
    for part in name.removeprefix("-").split("__"):
        value = getattr(value, part)
    return value


def page_data(
    request: Request, items: Sequence[Any], following: str | None, show: Callable[[Sequence[Any]], Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The body of a page and its headers: the next page is named in both."""
    headers = {}
    if following:
        asked = [
            (name, each)
            for name, values in request.query_params.lists()
            if name != "after"
            for each in values
        ]
        address = f"{settings.SITE_URL}{request.path}?{urlencode([*asked, ('after', following)])}"
        headers["Link"] = f'<{address}>; rel="next"'
    return {"items": show(items), "next": following}, headers
