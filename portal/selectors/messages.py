"""Reading the inbox."""

from portal.models import Account, Message


def unread_count(account: Account) -> int:
    """How many messages of the inbox are unread."""
    return Message.objects.filter(account=account, read_at__isnull=True).count()
