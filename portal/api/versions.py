"""Versions of what is read: the ETag that a reader gets, the If-Match without which nothing is changed."""

import hashlib

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.problems import ProblemError


def etag(*parts: object) -> str:
    """A strong ETag of what makes up the version of an object."""
    told = "\x1f".join(map(str, parts))
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def not_modified(request: Request, answer: Response) -> HttpResponseBase | None:
    """What is answered in place of what was read (rendered): 304 where If-None-Match names its version; None to keep it.

    Of what has no version of its own, the content is the version.
    """
    if "ETag" not in answer:
        answer["ETag"] = f"W/{etag(answer.content.decode())}"
    if "If-None-Match" not in request.headers:
        return None
    found: HttpResponseBase | None = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return found


def require_match(request: Request, present: str) -> None:
    """Raise ProblemError where If-Match is missing, or does not name the `present` version; `*` names any."""
    asked = request.headers.get("If-Match", "").strip()
    if not asked:
        raise ProblemError("version-required")
    if asked != "*" and present not in {each.strip() for each in asked.split(",")}:
        raise ProblemError("changed-meanwhile")
