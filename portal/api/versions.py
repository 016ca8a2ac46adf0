"""Versions of objects: the ETag that a reader gets, the If-Match without which nothing is changed."""

import hashlib

from rest_framework.request import Request

from portal.api.problems import ProblemError


def etag(*parts: object) -> str:
    """A strong ETag of what makes up the version of an object."""
    told = "\x1f".join(map(str, parts))
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def require_match(request: Request, present: str) -> None:
    """Raise ProblemError where If-Match is missing, or does not name the `present` version; `*` names any."""
    asked = request.headers.get("If-Match", "").strip()
    if not asked:
        raise ProblemError("version-required")
    if asked != "*" and present not in {each.strip() for each in asked.split(",")}:
        raise ProblemError("changed-meanwhile")
