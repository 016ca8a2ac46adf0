"""Telling people: lines of their inbox, and mails that wait until the mail server has taken them.

A message and a mail are each written once for their `key`, whoever writes them and however often. They repeat what
other rows already say, so that the change log has no row for them.
"""

import dataclasses
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from portal import clock
from portal.access import Actor
from portal.models import Account, Delivery, Message

TITLE_LENGTH = 200

SEND = """
INSERT INTO portal_message (public_id, account_id, key, kind, title, text, url, sent_at)
SELECT gen_random_uuid(), a.id, %(key)s, %(kind)s, %(title)s, %(text)s, %(url)s, %(sent_at)s
FROM portal_account a WHERE a.id = ANY (%(accounts)s) AND a.is_active
ORDER BY a.id
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


def message_send(
    *, accounts: Iterable[Account], key: str, kind: str, title: str, text: str = "", url: str = ""
) -> int:
    """Put one line into the inbox of each of `accounts` that is active; gives how many lines were written.

    An account that has a line with this `key` already gets no second one. `url` is a path of the portal.
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
        return int(cursor.rowcount)


def message_read(*, actor: Actor, public_ids: Iterable[uuid.UUID] | None = None) -> int:
    """Mark messages of the actor's own inbox as read, all of them without `public_ids`; gives how many were unread."""
    unread = Message.objects.filter(account=actor.account, read_at__isnull=True)
    if public_ids is not None:
        unread = unread.filter(public_id__in=list(public_ids))
    return unread.update(read_at=clock.now())


@dataclasses.dataclass(frozen=True)
class Mail:
    """A mail to one account; `key` makes it unique for the account, `public_id` lets a repeat be recognised."""

    account_id: int
    key: str
    subject: str
    text: str
    html: str = ""
    public_id: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4)


@transaction.atomic
def deliveries_add(*, mails: Iterable[Mail]) -> int:
    """Store mails to be sent by the next run of `send_waiting`; gives how many were not stored before."""
    now = clock.now()
    rows = [
        Delivery(
            public_id=mail.public_id,
            account_id=mail.account_id,
            key=mail.key,
            subject=shortened(mail.subject),
            text=mail.text,
            html=mail.html,
            made_at=now,
            next_try_at=now,
        )
        for mail in sorted(mails, key=lambda mail: mail.account_id)
    ]
    made = Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return Delivery.objects.filter(public_id__in=[row.public_id for row in made]).count()


def shortened(title: str) -> str:
    """A title that fits into its column."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
