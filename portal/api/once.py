"""Writes that are done once, however often they are sent: the answer is kept by the Idempotency-Key (RFC draft of IETF).

Key, write and answer stand in one transaction. A second request with the key waits for the first; then it gets the
first's answer, or does the work itself where the first failed within the portal.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal import clock
from portal.api.problems import ProblemError
from portal.models import ApiReply, ApiToken

if TYPE_CHECKING:
    from portal.api.views import ApiView

KEY = re.compile(r"[A-Za-z0-9._:-]{8,64}")
KEPT_HEADERS = ("ETag", "Location", "Content-Language", "Vary", "Cache-Control")
REPLAYED = "Idempotency-Replayed"


def once(view: "ApiView", request: Request, work: Callable[[], Response]) -> Response:
    """The answer to a write: done now, or kept from before. Raises ProblemError without a key, or for a key used otherwise."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise ProblemError("key-required")
    token, told = view.caller.token, fingerprint(request)
    try:
        with transaction.atomic():
            reply = ApiReply(token=token, key=key, fingerprint=told, made_at=clock.now())
            reply.save(force_insert=True)
            return _kept(reply, _done(view, work))
    except IntegrityError:
        return _again(token, key, told)


def fingerprint(request: Request) -> str:
    """What tells a repeat from another request: method, address, version and body."""
    matched = request.headers.get("If-Match", "")
    head = "\n".join((str(request.method), request.get_full_path(), matched)).encode()
    return hashlib.sha256(head + b"\n" + request._request.body).hexdigest()


def _done(view: "ApiView", work: Callable[[], Response]) -> Response:
    """The answer of the work; where it was refused nothing of it stays but the refusal."""
    try:
        with transaction.atomic():
            return work()
    except IntegrityError as error:
        raise UnforeseenError from error
    except Exception as error:  # noqa: BLE001 - what is none of our problems is raised again by the framework
        return view.handle_exception(error)


class UnforeseenError(Exception):
    """A constraint of the database that no service had foreseen: a fault of the portal, not a repeat."""


def _kept(reply: ApiReply, response: Response) -> Response:
    reply.status = response.status_code
    reply.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    reply.headers |= {"Content-Type": response.content_type} if response.content_type else {}
    reply.body = JSONRenderer().render(response.data).decode()
    reply.save(update_fields=["status", "headers", "body"])
    return response


def _again(token: ApiToken, key: str, told: str) -> Response:
    reply = ApiReply.objects.get(token=token, key=key)
    if reply.fingerprint != told:
        raise ProblemError("key-reused")
    headers = dict(reply.headers)
    media_type = headers.pop("Content-Type", None)
    data = json.loads(reply.body) if reply.body else None
    return Response(data, reply.status, headers=headers | {REPLAYED: "true"}, content_type=media_type)
