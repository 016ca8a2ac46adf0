"""The inbox: what the apps put there, and messages with their read marks."""

import uuid
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.models import Account, Role
from portal.selectors.deliveries import unsent_in
from portal.selectors.messages import inbox
from portal.services.deliveries import delivery_retry
from portal.services.messages import message_read

PAGE = 20


@access.roles(*Role)
@require_GET
def message_list(request: access.PortalRequest) -> HttpResponse:
    """One's own inbox."""
    page = Paginator(inbox(cast(Account, request.actor.account)), PAGE).get_page(request.GET.get("page"))
    parts = registry.parts("messages", request, request.actor)
    return render(request, "portal/messages.html", {"page": page, "parts": parts})


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


@access.roles(Role.OFFICE)
@require_POST
def delivery_again(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a mail of the office's area be sent again."""
    mails = unsent_in(access.readable_units(request.actor))
    delivery_retry(actor=request.actor, delivery=get_object_or_404(mails, public_id=public_id))
    messages.success(request, "已重新排入发送,几分钟内发出。")
    return redirect("messages")
