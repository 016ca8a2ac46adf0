"""Telling offices of new questions about entries: one line of the inbox a day each, however many there are."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse

from meetings.models import Sign, SignState
from portal import clock
from portal.models import Account, Appointment, Message, Role
from portal.services.messages import message_send

KIND = "signs"
LOOKED_BACK = dt.timedelta(days=7)
"""What is older than this is told no more; it stands in the list."""


def signs_tell() -> int:
    """Tell each office how many open questions of its area came since it was last told; gives how many lines were written.

    Told once a day: what is found later that day is in the line of the next.
    """
    now, since = clock.now(), clock.now() - LOOKED_BACK
    rows = Sign.objects.filter(state=SignState.OPEN, found_at__gt=since)
    if not rows.exists():
        return 0
    offices = list(
        Appointment.objects.present()
        .filter(role=Role.OFFICE, account__is_active=True)
        .select_related("account")
    )
    reached = rows.filter(
        entries__unit__above__ancestor__in={post.unit_id for post in offices},
        entries__unit__above__during__contains=clock.today(),
    )
    signs = list(reached.values_list("entries__unit__above__ancestor", "found_at", "pk").distinct())
    told = _last_told({post.account_id for post in offices})
    fresh: Counter[Account] = Counter()
    for account, units in _units_of(offices).items():
        known = {
            key for unit, found_at, key in signs if unit in units and found_at > told.get(account.pk, since)
        }
        fresh[account] = len(known)
    return sum(_tell(account, number, now) for account, number in fresh.items() if number)


def _units_of(offices: Iterable[Appointment]) -> dict[Account, set[int]]:
    units: dict[Account, set[int]] = {}
    for post in offices:
        units.setdefault(post.account, set()).add(post.unit_id)
    return units


def _last_told(accounts: Iterable[int]) -> dict[int, dt.datetime]:
    lines = Message.objects.filter(account__in=accounts, kind=KIND)
    return dict(lines.values_list("account").annotate(Max("sent_at")))


def _tell(account: Account, number: int, now: dt.datetime) -> int:
    return message_send(
        accounts=[account],
        key=f"{KIND} {now.date()}",
        kind=KIND,
        title=f"新发现{number}项请核对",
        text="登记单之间有相近、重叠或集中之处,请核对;不是结论,不影响台账。",
        url=reverse("signs"),
    )
