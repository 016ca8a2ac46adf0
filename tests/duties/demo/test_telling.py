"""Ways of being told in a demonstration."""

import pytest

from duties.demo.telling import add_preferences
from portal.access import SYSTEM
from portal.models import Account, Change, Preference, Role
from portal.services.appointments import appointment_grant
from tests.access_cast import START, make_cast

pytestmark = pytest.mark.django_db


def test_two_accounts_have_chosen_and_twice_changes_nothing() -> None:
    add_preferences()
    assert not Preference.objects.exists()
    unit = make_cast().units["own"]
    for username, role in (("jingban27", Role.CLERK), ("shuji27", Role.OFFICIAL)):
        account = Account.objects.create(username=username, name="演示")
        appointment_grant(actor=SYSTEM, account=account, role=role, unit=unit, started_on=START)
    for _ in range(2):
        add_preferences()
    assert Preference.objects.get(account__username="jingban27").digest_hour == 9
    assert Preference.objects.get(account__username="shuji27").feed is not None
    assert Change.objects.filter(action__in=["preference_save", "feed_renew"]).count() == 2
