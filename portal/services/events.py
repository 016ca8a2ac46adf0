"""Numbering changes for the feed, after their commit and one run at a time, so that no number comes in behind another.

What was numbered is handed to the endpoints of other systems in the same transaction: each event once, or not at all.
"""

import json
import uuid
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Q

from portal import access, clock
from portal.access import Actor, Post
from portal.models import Area, ChangeEvent, Endpoint, Role
from portal.selectors.channels import event_endpoints
from portal.selectors.events import Event, event_deeds, told_of, written
from portal.services.deliveries import Parcel, deliveries_add

LOCK = 74230
"""The advisory lock of whoever numbers."""
BATCH = 20_000
TOGETHER = 100
"""So many events are handed over in one call at most."""

NUMBER = """
WITH moved AS (
    DELETE FROM portal_changeoutbox
    WHERE change_id IN (SELECT change_id FROM portal_changeoutbox ORDER BY change_id LIMIT %s)
    RETURNING change_id
), numbered AS (
    INSERT INTO portal_changeevent (change_id) SELECT change_id FROM moved ORDER BY change_id RETURNING id
)
SELECT count(*), min(id), max(id) FROM numbered
"""


@transaction.atomic
def events_number() -> int:
    """Give the changes that were committed since the last run their numbers; gives how many, none while another runs.

    What is still being written is not seen here, and gets a later number once it is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(NUMBER, [BATCH])
        count, first, last = cursor.fetchone()
    if count:
        deliveries_add(parcels=_parcels(first, last))
    return int(count)


def _parcels(first: int, last: int) -> Iterator[Parcel]:
    """What the endpoints are told of the events from `first` to `last`."""
    for endpoint in event_endpoints():
        events = _told_to(endpoint, first, last)
        for start in range(0, len(events), TOGETHER):
            yield _parcel(endpoint, events[start : start + TOGETHER])


def _told_to(endpoint: Endpoint, first: int, last: int) -> list[Event]:
    """The events of the area of an endpoint's unit whose objects an office there may read."""
    area = Area.objects.filter(ancestor=endpoint.unit, during__contains=clock.today()).values("unit")
    named = Q(change__action__in=event_deeds(), change__unit__in=area)
    rows = ChangeEvent.objects.filter(named, pk__range=(first, last)).select_related("change__unit")
    return told_of(_office_at(endpoint), list(rows.order_by("pk")))


def _office_at(endpoint: Endpoint) -> Actor:
    post = Post(uuid.uuid4(), Role.OFFICE, endpoint.unit)
    return Actor(account=None, post=post, label=access.SYSTEM.label)


def _parcel(endpoint: Endpoint, events: Sequence[Event]) -> Parcel:
    return Parcel(
        account_id=None,
        key=f"events:{events[0].number}-{events[-1].number}",
        subject=f"变更通知 {len(events)} 条",
        text=json.dumps([written(each) for each in events], ensure_ascii=False),
        endpoint_id=endpoint.pk,
    )
