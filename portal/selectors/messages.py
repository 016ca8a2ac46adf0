"""Reading the inbox."""

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


def inbox(account: Account) -> QuerySet[Message]:
    """The messages of an account, latest first."""
    return Message.objects.filter(account=account)
