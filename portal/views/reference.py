"""The reference of the interface for other programs, read from its description; and the description itself."""

import functools
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import access
from portal.api.problems import KINDS
from portal.api.reading import operations_of, shapes_of
from portal.models import Role

FILE = Path(__file__).resolve().parent.parent / "api" / "openapi.json"
"""Made by `manage.py spectacular`; a test holds it to the code."""


@functools.cache
def _description() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return described


@access.roles(*Role)
@require_safe
def reference(request: access.PortalRequest) -> HttpResponse:
    """Every address with its parameters, bodies, examples and answers; the problems there are."""
    context = {
        "groups": operations_of(_description()),
        "shapes": shapes_of(_description()),
        "problems": [(code, kind.status, kind.title[0], kind.detail[0]) for code, kind in KINDS.items()],
        "site": settings.SITE_URL,
        "rate": settings.API_REQUESTS_A_MINUTE,
    }
    return render(request, "portal/api/reference.html", context)


@access.roles(*Role)
@require_safe
def description(request: access.PortalRequest) -> HttpResponse:
    """The description (OpenAPI 3.1) as a file."""
    return HttpResponse(FILE.read_bytes(), content_type="application/json; charset=utf-8")
