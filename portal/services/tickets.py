"""Tickets: sealed words by which a form carries files that are stored already but belong to nothing yet."""

from collections.abc import Sequence

from django.core import signing

from portal.access import Actor
from portal.models import StoredFile

SALT = "portal.upload"
KEPT_FOR = 7 * 24 * 3600
"""So long a form, or the outbox of a device, may carry them."""


def ticket(file: StoredFile, actor: Actor) -> str:
    """A sealed word by which this account's form keeps a stored file until it is sent."""
    return signing.dumps([file.pk, actor.account.pk if actor.account else None], salt=SALT)


def kept_files(tickets: Sequence[str], actor: Actor) -> tuple[list[StoredFile], list[str]]:
    """The files behind tickets of this account, and what is said where one is outdated, forged or another's."""
    keys = []
    for sealed in tickets:
        try:
            key, account = signing.loads(sealed, salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            continue
        if actor.account is not None and account == actor.account.pk:
            keys.append(key)
    files = list(StoredFile.objects.filter(pk__in=keys).order_by("pk"))
    lost = len(set(tickets)) - len(files)
    return files, [f"有 {lost} 个先前上传的文件已失效,请重新选择。"] if lost > 0 else []
