"""The inbox: what the apps put there, and messages with their read marks."""

import uuid
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.models import Account, Role
from portal.selectors.messages import inbox, inbox_kinds
from portal.services.messages import message_read

PAGE = 20


@access.roles(*Role)
@require_GET
def message_list(request: access.PortalRequest) -> HttpResponse:
    """One's own inbox; `?kind=` narrows the messages to a word of `registry.message_kinds`, `?unread=1` to what is unread."""
    account = cast(Account, request.actor.account)
    words, only_unread = inbox_kinds(account), request.GET.get("unread") == "1"
    word = request.GET.get("kind", "")
    word = word if word in words else ""
    found = inbox(account, words.get(word, ()), only_unread=only_unread)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    narrowed = bool(word) or only_unread
    parts = [] if narrowed else registry.parts("messages", request, request.actor)
    context = {"page": page, "parts": parts, "words": list(words), "word": word, "only_unread": only_unread}
    return render(request, "portal/messages.html", context | {"narrowed": narrowed})


@access.roles(*Role)
@require_POST
def message_open(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    message = get_object_or_404(inbox(cast(Account, request.actor.account)), public_id=public_id)
    message_read(actor=request.actor, public_ids=[message.public_id])
    return redirect(message.url or "messages")


@access.roles(*Role)
@require_POST
def message_read_all(request: access.PortalRequest) -> HttpResponse:
    """Mark all that is in the inbox as read."""
    message_read(actor=request.actor)
    return redirect("messages")


@access.roles(*Role)
@require_POST
def message_mark(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark one message as read and stay."""
    message = get_object_or_404(inbox(cast(Account, request.actor.account)), public_id=public_id)
    message_read(actor=request.actor, public_ids=[message.public_id])
    return redirect("messages")
