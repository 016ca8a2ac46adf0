"""Telling people: the lines of their inbox, and what leaves the portal at once because it is urgent.

A message is written once for its `key`, whoever writes it and however often. It repeats what other rows already say,
so that the change log has no row for it. What is not urgent leaves the portal with the next daily digest.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from portal import clock
from portal.access import Actor
from portal.models import Account, Message
from portal.selectors.channels import ways_of
from portal.selectors.installation import installation
from portal.selectors.messages import unread
from portal.services.deliveries import Parcel, deliveries_add
from portal.wording import shortened

SEND = """
INSERT INTO portal_message (public_id, account_id, key, kind, title, text, url, sent_at)
SELECT gen_random_uuid(), a.id, %(key)s, %(kind)s, %(title)s, %(text)s, %(url)s, %(sent_at)s
FROM portal_account a WHERE a.id = ANY (%(accounts)s) AND a.is_active
ORDER BY a.id
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
RETURNING id
"""


@transaction.atomic
def message_send(
    *,
    accounts: Iterable[Account],
    key: str,
    kind: str,
    title: str,
    text: str = "",
    url: str = "",
    urgent: bool = False,
) -> int:
    """Put one line into the inbox of each of `accounts` that is active; gives how many lines were written.

    An account that has a line with this `key` already gets no second one. `url` is a path of the portal. An urgent
    one also leaves at once by the ways that the account has chosen, after its quiet hours; others with the next digest.
    """
    parameters: dict[str, Any] = {
        "accounts": [account.pk for account in accounts],
        "key": key,
        "kind": kind,
        "title": shortened(title),
        "text": text,
        "url": url,
        "sent_at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SEND, parameters)
        written = [pk for (pk,) in cursor.fetchall()]
    if urgent and written:
        _send_on(written)
    return len(written)


def _send_on(written: Iterable[int]) -> None:
    """Store deliveries of new messages for all who have a way; the digest leaves these out."""
    messages = list(Message.objects.filter(pk__in=written).select_related("account"))
    ways = ways_of(message.account for message in messages)
    frame = {"site": settings.SITE_URL, "demo": installation().demo}
    parcels = [
        parcel
        for message in messages
        for parcel in _parcels(
            message, frame, ways[message.account_id].by_email, ways[message.account_id].gateway
        )
    ]
    deliveries_add(parcels=parcels)
    told = {parcel.account_id for parcel in parcels}
    Message.objects.filter(pk__in=written, account__in=told).update(digested_at=clock.now())


def _parcels(message: Message, frame: dict[str, Any], by_email: bool, gateway: int | None) -> list[Parcel]:
    public_id = uuid.uuid4()
    url = message.url or reverse("messages")
    context = frame | {"message": message, "path": url, "number": public_id.hex[:8].upper()}
    found = []
    if by_email:
        mark = "[演示数据] " if frame["demo"] else ""
        text = render_to_string("portal/mail/message.txt", context)
        html = render_to_string("portal/mail/message.html", context)
        found.append(
            Parcel(
                message.account_id, message.key, mark + message.title, text, html, url, public_id=public_id
            )
        )
    if gateway is not None:
        found.append(
            Parcel(message.account_id, message.key, message.title, message.text, url=url, endpoint_id=gateway)
        )
    return found


def message_read(*, actor: Actor, public_ids: Iterable[uuid.UUID] | None = None) -> int:
    """Mark what is in the actor's own inbox as read; gives how many lines were unread.

    Without `public_ids` all of it is marked, the lines of the other apps too.
    """
    if actor.account is None:
        return 0
    now = clock.now()
    if public_ids is None:
        return sum(rows.update(read_at=now) for rows in unread(actor.account))
    chosen = Message.objects.filter(
        account=actor.account, read_at__isnull=True, public_id__in=list(public_ids)
    )
    return chosen.update(read_at=now)
