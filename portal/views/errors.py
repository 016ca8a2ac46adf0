"""Pages that say in Chinese what went wrong and what to do next; below the interface's addresses, problems instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.api.problems import PREFIX, plain_answer
from portal.services.changes import log_access

HELP = {"help_page": "error"}
"""Their help is their own, whatever page was asked for."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read."""
    if request.path.startswith(PREFIX):
        return plain_answer(request, "malformed-request")
    return render(request, "400.html", HELP, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the present post may not do this. The refusal is in the access log."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.account is not None:
        log_access(
            actor=actor,
            action="refusal",
            target_ref=request.path[:200],
            address=request.META.get("REMOTE_ADDR") or None,
            succeeded=False,
        )
    return render(request, "403.html", HELP, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not in one's scope."""
    if request.path.startswith(PREFIX):
        return plain_answer(request, "not-found")
    return render(request, "404.html", HELP | {"plain_url": _plain(request)}, status=404)


def _plain(request: HttpRequest) -> str:
    """The address of the page itself, where what is not there, or not in one's scope, is only asked for in its query.

    So an address that somebody shared, of a unit that one may not read, leads on to what one may.
    """
    match = request.resolver_match
    asked = request.method == "GET" and request.GET
    if match is None or match.args or match.kwargs or not asked or request.GET.get("view") == "":
        return ""
    return f"{request.path}?view="


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of the portal; rendered without the context, which may be what failed."""
    if request.path.startswith(PREFIX):
        return plain_answer(request, "internal-error")
    return HttpResponse(render(None, "500.html").content, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", HELP, status=403)
