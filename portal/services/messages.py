"""Telling people: the lines of their inbox.

A message is written once for its `key`, whoever writes it and however often. It repeats what other rows already say,
so that the change log has no row for it.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection

from portal import clock
from portal.access import Actor
from portal.models import Account, Message
from portal.selectors.messages import unread

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


def shortened(title: str) -> str:
    """A title that fits into its column."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
