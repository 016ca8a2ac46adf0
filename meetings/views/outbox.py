"""Entries that a device has kept in its outbox: the door by which they come.

They come by the addresses of the form itself (`X-Outbox` names the account and post that they were written for), with
the same checks; the answers are short and for a script, so that what is refused can be shown where it was written.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meetings.access import CLERKS, visible_entries
from meetings.forms.base import EntryForm
from meetings.models import Entry
from portal import access
from portal.services.device import owner_of
from portal.views.background import background

HEADER, REPEATED = "X-Outbox", "X-Repeated"
ROWS = (("agenda", "agenda"), ("decisions", "decision"), ("problems", "problem"))
"""Parts of a form that are lists of lines, and how their fields are called."""
MOST_TOKENS = 50

FormView = Callable[..., HttpResponse]


def outbox_door(view: FormView) -> FormView:
    """Let a form's view answer an outbox too, and refuse what was written for another account or post (409)."""

    @functools.wraps(view)
    def answer(request: access.PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        owner = request.headers.get(HEADER)
        if owner is None:
            return view(request, *args, **kwargs)
        if owner != owner_of(request.actor):
            return JsonResponse({"reason": "这份登记属于其他账号或岗位。"}, status=409)
        response = view(request, *args, **kwargs)
        return _done(request, response) if isinstance(response, HttpResponseRedirect) else response

    return answer


def is_from_outbox(request: access.PortalRequest) -> bool:
    """Whether a script sends what was kept on a device, instead of a person who looks at the form."""
    return HEADER in request.headers


def repeated(response: HttpResponse) -> HttpResponse:
    """Mark the answer to a form that had arrived before."""
    response[REPEATED] = "yes"
    return response


def refused(form: EntryForm) -> JsonResponse:
    """What is wrong, by field; the version that knowingly overwrites, and where a colleague's version can be seen."""
    faults = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    for part, prefix in ROWS:
        for row in getattr(form, part, []):
            if row.errors:
                faults[f"{prefix}-{row.number}-text"] = [str(text) for text in row.errors]
    told = {
        "faults": faults,
        "version": form["version"].value() if form.present else None,
        "present": reverse("entry", args=[form.present.public_id]) if form.present else "",
    }
    return JsonResponse(told, status=422)


def _done(request: access.PortalRequest, response: HttpResponseRedirect) -> JsonResponse:
    """Where the entry is now, and what a page would have said of it."""
    said = [str(message) for message in get_messages(request)]
    return JsonResponse({"done": response.url, "said": said, "repeated": REPEATED in response})


@access.roles(*CLERKS)
@require_GET
@never_cache
@background
def received(request: access.PortalRequest) -> JsonResponse:
    """Which of the forms named by `?token=` have arrived, each with the address of its entry."""
    tokens = [token for token in map(_token, request.GET.getlist("token")[:MOST_TOKENS]) if token]
    rows = visible_entries(request.actor).filter(token__in=tokens).only("token", "public_id")
    return JsonResponse({str(entry.token): _address(entry) for entry in rows})


def _address(entry: Entry) -> str:
    return reverse("entry", args=[entry.public_id])


def _token(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
