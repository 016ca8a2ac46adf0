"""Changing one's own password."""

from django.db import transaction

from portal.access import Actor
from portal.models import Account
from portal.services.changes import log_change


@transaction.atomic
def password_change(*, actor: Actor, account: Account, password: str) -> Account:
    """Set a password that a form has validated; what was printed on the slip is spent. The log keeps no password."""
    before = {"must_change_password": account.must_change_password}
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    log_change(
        actor=actor,
        action="password_change",
        target=account,
        before=before,
        after={"must_change_password": False},
    )
    return account
