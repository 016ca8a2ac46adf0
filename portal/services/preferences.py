"""How a person wants to be told, and the secret address of his or her calendar feed."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.models import Account, Preference
from portal.services.changes import log_change

CHOSEN = ("digest_hour", "by_email", "by_gateway", "is_quiet", "quiet_from", "quiet_to")


@transaction.atomic
def preference_save(*, actor: Actor, values: Mapping[str, Any]) -> Preference:
    """Keep how the actor wants to be told; `values` by the columns of `CHOSEN`. Raises ValidationError by field."""
    row = _own(actor)
    before = {name: getattr(row, name) for name in CHOSEN}
    for name in CHOSEN:
        setattr(row, name, values[name])
    row.full_clean(validate_unique=False)
    after = {name: getattr(row, name) for name in CHOSEN}
    if after != before:
        row.save()
        log_change(actor=actor, action="preference_save", target=row.account, before=before, after=after)
    return row


@transaction.atomic
def feed_renew(*, actor: Actor) -> Preference:
    """Give the actor's calendar feed a new secret address; the former one leads nowhere from now on."""
    row = _own(actor)
    row.feed, row.feed_at = uuid.uuid4(), clock.now()
    row.save()
    log_change(actor=actor, action="feed_renew", target=row.account)
    return row


@transaction.atomic
def feed_revoke(*, actor: Actor) -> Preference:
    """End the actor's calendar feed."""
    row = _own(actor)
    if row.feed is not None:
        row.feed, row.feed_at = None, None
        row.save()
        log_change(actor=actor, action="feed_revoke", target=row.account)
    return row


def _own(actor: Actor) -> Preference:
    assert actor.account is not None, "a person chooses"
    Account.objects.select_for_update(no_key=True).get(pk=actor.account.pk)
    return Preference.objects.filter(pk=actor.account.pk).first() or Preference(account=actor.account)
