"""The inbox: what the apps put there, and messages with their read marks."""

import uuid
from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.models import Account, Message, Role
from portal.selectors.messages import inbox, inbox_kinds
from portal.services.messages import message_read

PAGE = 20


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows that have been counted already."""

    def __init__(self, rows: QuerySet[Message], size: int, number: int) -> None:
        super().__init__(rows, size)
        self.number = number

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.number


@access.roles(*Role)
@require_GET
def message_list(request: access.PortalRequest) -> HttpResponse:
    """One's own inbox; `?kind=` narrows the messages to a word of `registry.message_kinds`, `?unread=1` to what is unread."""
    account = cast(Account, request.actor.account)
    words, only_unread = inbox_kinds(account), request.GET.get("unread") == "1"
    word = request.GET.get("kind", "")
    word = word if word in words else ""
    listed = [words[word]] if word else list(words.values())
    found = inbox(account, words[word].kinds if word else (), only_unread=only_unread)
    number = sum(each.unread if only_unread else each.all for each in listed)
    page = Counted(found, PAGE, number).get_page(request.GET.get("page"))
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
