"""Telling people: the lines of their inbox, and what leaves the portal at once because it is urgent.

A message is written once for its `key`, whoever writes it and however often. It repeats what other rows already say,
so that the change log has no row for it. What is not urgent leaves the portal with the next daily digest.
"""

import dataclasses
import uuid
from collections.abc import Iterable, Sequence
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
SELECT gen_random_uuid(), a.id, m.key, %(kind)s, m.title, m.text, m.url, %(sent_at)s
FROM unnest(%(accounts)s::bigint[], %(keys)s::text[], %(titles)s::text[], %(texts)s::text[], %(urls)s::text[])
     AS m (account, key, title, text, url)
JOIN portal_account a ON a.id = m.account AND a.is_active
ORDER BY a.id
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
RETURNING id
"""


@dataclasses.dataclass(frozen=True)
class Note:
    """One line for the inbox of one account (by id); `url` is a path of the portal."""

    account: int
    key: str
    title: str
    text: str = ""
    url: str = ""


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
    """Put the same line into the inbox of each of `accounts` that is active; gives how many lines were written.

    An account that has a line with this `key` already gets no second one. `url` is a path of the portal. An urgent
    one also leaves at once by the ways that the account has chosen, after its quiet hours; others with the next digest.
    """
    notes = [Note(account.pk, key, title, text, url) for account in accounts]
    return messages_send(notes=notes, kind=kind, urgent=urgent)


@transaction.atomic
def messages_send(*, notes: Sequence[Note], kind: str, urgent: bool = False) -> int:
    """Put each of `notes` into its inbox as `message_send` does; constant queries for any number of them."""
    parameters: dict[str, Any] = {
        "accounts": [note.account for note in notes],
        "keys": [note.key for note in notes],
        "titles": [shortened(note.title) for note in notes],
        "texts": [note.text for note in notes],
        "urls": [note.url for note in notes],
        "kind": kind,
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
