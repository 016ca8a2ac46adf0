"""Reading the inbox."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

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


def inbox_kinds(account: Account) -> dict[str, list[str]]:
    """The words of the kinds that an account has messages of, each with these kinds; one query."""
    known = registry.message_kinds()
    words: dict[str, list[str]] = {}
    for kind in (
        Message.objects.filter(account=account).order_by("kind").values_list("kind", flat=True).distinct()
    ):
        words.setdefault(known.get(kind, OTHER), []).append(kind)
    return words
