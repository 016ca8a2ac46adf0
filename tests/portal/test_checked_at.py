"""Every dashboard says when the alerts were last checked, or that they were not yet."""

import datetime as dt

import pytest
from django.urls import reverse

from portal import clock
from portal.models import Installation, Role
from tests.access_walk import signed_in
from tests.portal.desk import account_at, make_desk

pytestmark = pytest.mark.django_db
PAGES = {
    "board": Role.OFFICE,
    "mine": Role.OFFICIAL,
    "messages": Role.CLERK,
    "supervision": Role.OFFICE,
    "health": Role.OFFICE,
}


@pytest.mark.parametrize("name", PAGES)
def test_it_says_when_alerts_were_checked(name: str) -> None:
    actor = account_at(make_desk().division, PAGES[name], "reader")
    assert actor.account is not None
    client = signed_in(actor.account)
    assert "预警最近核对" in client.get(reverse(name)).content.decode()
    at = dt.datetime(2026, 11, 24, 9, 20, tzinfo=clock.SHANGHAI)
    Installation.objects.update_or_create(pk=1, defaults={"last_flagged_at": at})
    assert "11月24日 09:20" in client.get(reverse(name)).content.decode()
