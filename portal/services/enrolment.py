"""Accounts as the system administrator keeps them: made and disabled here, given no right here."""

from typing import Any

from django.db import transaction

from portal.access import Actor
from portal.models import Account
from portal.services.changes import log_change, state_of


@transaction.atomic
def account_enrol(*, actor: Actor, account: Account, password: str) -> Account:
    """Add an account with the password of its slip, to be changed at the first sign-in; it has no post yet."""
    account.set_password(password)
    account.must_change_password = True
    account.full_clean()
    account.save(force_insert=True)
    log_change(actor=actor, action="account_enrol", target=account, after=state_of(account))
    return account


@transaction.atomic
def account_amend(*, actor: Actor, account: Account, **values: Any) -> Account:
    """Change name, person, phone, mail or whether the account is enabled; raises ValidationError."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    before = state_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["password"])
    row.save(update_fields=list(values))
    log_change(actor=actor, action="account_amend", target=row, before=before, after=state_of(row))
    return row
