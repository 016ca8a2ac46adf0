"""Reading the inbox."""

import dataclasses
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal import registry
from portal.models import Account, Message


def unread(account: Account) -> list[QuerySet[Any]]:
    """What is unread in the inbox, one queryset a table: messages, and the lines that the apps put beside them."""
    messages = Message.objects.filter(account=account, read_at__isnull=True)
    return [messages, *registry.unread_lines(account)]


def unread_count(account: Account) -> int:
    """How many lines of the inbox are unread; one query."""
    first, *others = [rows.order_by().values("pk") for rows in unread(account)]
    return first.union(*others, all=True).count() if others else first.count()


OTHER = "其他"
"""The word of kinds that no app has named."""


def inbox(account: Account, kinds: Collection[str] = (), *, only_unread: bool = False) -> QuerySet[Message]:
    """The messages of an account, latest first; of some kinds, and of what is unread, where that is asked for."""
    found = Message.objects.filter(account=account)
    if kinds:
        found = found.filter(kind__in=kinds)
    return found.filter(read_at__isnull=True) if only_unread else found


@dataclasses.dataclass
class Kinds:
    """The kinds of messages under one word: how many there are, and how many of them are unread."""

    kinds: list[str] = dataclasses.field(default_factory=list)
    all: int = 0
    unread: int = 0


def inbox_kinds(account: Account) -> dict[str, Kinds]:
    """The words of the kinds that an account has messages of; one query."""
    known = registry.message_kinds()
    words: dict[str, Kinds] = {}
    counted = Message.objects.filter(account=account).order_by("kind").values_list("kind")
    for kind, number, new in counted.annotate(n=Count("pk"), new=Count("pk", filter=Q(read_at=None))):
        found = words.setdefault(known.get(kind, OTHER), Kinds())
        found.kinds.append(kind)
        found.all += number
        found.unread += new
    return words
