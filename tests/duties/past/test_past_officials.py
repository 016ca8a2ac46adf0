"""我的职责 of an official who moved: what was owed then, each opening, and nothing of the unit that was left since."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from duties.ledger.roll import ensure_fresh
from duties.rulebook import XPCC_2023
from portal import clock
from portal.models import Person, Role, Unit
from tests.access_walk import BACKEND
from tests.duties.load_world import load_world
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 24, 9, tzinfo=clock.SHANGHAI)
THEN = {"as_of": "2026-05-10", "known_at": "2026-05-10T18:00"}


@pytest.fixture
def client(db: None) -> Iterator[Client]:
    """A secretary of 演示27团 until July, of 演示28团 since, where the account's post is."""
    with time_machine.travel(TODAY, tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        tenure = {"role": "party_secretary", "person": "演示-甲"}
        load_world(
            {
                "units": [
                    {"code": code, "name": name, "kind": "regiment", "established_on": "2020-01-01"}
                    for code, name in (("甲", "演示27团"), ("乙", "演示28团"))
                ],
                "tenures": [
                    tenure | {"ref": "1", "unit": "甲", "started_on": "2024-01-01", "ended_on": "2026-07-01"},
                    tenure | {"ref": "2", "unit": "乙", "started_on": "2026-07-01"},
                ],
            },
            [],
        )
        ensure_fresh()
        actor = account_at(Unit.objects.get(code="乙"), Role.OFFICIAL, "shuji")
        assert actor.account is not None
        actor.account.person = Person.objects.get()
        actor.account.save(update_fields=["person"])
        client = Client()
        client.force_login(actor.account, backend=BACKEND)
        yield client


def test_what_was_owed_then_is_listed_and_opens(client: Client) -> None:
    page = client.get("/mine/", THEN).content.decode()
    assert "党委常委会会议" in page
    left = Unit.objects.get(code="甲").public_id
    cell = f"/cell/{left}/xpcc-2023/a8.2.standing_committee/2026Q2/"
    assert f'href="{cell}?as_of=2026-05-10' in page
    assert "演示27团" in client.get(cell, THEN).content.decode()


def test_the_unit_that_was_left_is_not_read_as_it_stands_now(client: Client) -> None:
    left = Unit.objects.get(code="甲").public_id
    assert client.get(f"/cell/{left}/xpcc-2023/a8.2.standing_committee/2026Q2/").status_code == 404
    assert client.get(f"/units/{left}/", THEN).status_code == 404
