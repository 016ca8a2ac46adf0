"""The page where a person chooses how to be told, and what follows from it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from portal.clock import SHANGHAI
from portal.models import Account, Adapter, Change, Delivery, Endpoint, Message, Preference, Role
from portal.services.deliveries import Parcel, deliveries_add, send_waiting
from portal.services.messages import message_send
from portal.services.sealing import seal
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

CHOICE = {"digest_hour": "9", "by_email": "on", "is_quiet": "on", "quiet_from": "20", "quiet_to": "8"}


made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


@pytest.fixture
def clerk(cast: Cast) -> Account:
    account = cast.accounts[Role.CLERK]
    account.email = "clerk@example.invalid"
    account.save()
    return account


def at(text: str) -> time_machine.travel:
    """The clock stands at this time in Shanghai."""
    return time_machine.travel(dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


def gateway(cast: Cast, place: str) -> Endpoint:
    """A gateway of the unit of a place."""
    return Endpoint.objects.create(
        unit=cast.units[place],
        name="演示网关",
        adapter=Adapter.JSON,
        host="127.0.0.1",
        sealed_url=seal("https://127.0.0.1/"),
        sealed_secret=seal("sixteen characters"),
        made_by=cast.accounts[Role.SYSTEM_ADMIN],
        made_at=dt.datetime.now(SHANGHAI),
    )


def test_a_choice_is_kept_and_logged_once(clerk: Account) -> None:
    client = signed_in(clerk)
    for _ in range(2):
        assert client.post("/preferences/", CHOICE)["Location"] == "/preferences/"
    row = Preference.objects.get(account=clerk)
    assert (row.digest_hour, row.by_email, row.by_gateway, row.quiet_from) == (9, True, True, 20)
    change = Change.objects.get(action="preference_save")
    assert change.before["digest_hour"] == 8
    assert change.after["digest_hour"] == 9


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"digest_hour": "8", "quiet_to": "9"}, "每日摘要的时间不能在免打扰时段内。"),
        ({"digest_hour": "3"}, "选择"),
        ({"quiet_from": "x"}, "选择"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_kept(clerk: Account, more: dict[str, Any], told: str) -> None:
    answer = signed_in(clerk).post("/preferences/", CHOICE | more)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Preference.objects.exists()


def test_a_gateway_is_offered_where_there_is_one(cast: Cast, clerk: Account) -> None:
    assert "消息接口" not in signed_in(clerk).get("/preferences/").content.decode()
    gateway(cast, "above")
    assert "发到单位的消息接口" in signed_in(clerk).get("/preferences/").content.decode()


def test_an_urgent_message_leaves_at_once_by_all_ways(cast: Cast, clerk: Account) -> None:
    gateway(cast, "above")
    near = gateway(cast, "own")
    message_send(
        accounts=[clerk], key="k", kind="document", title="请签收督办通知单", url="/documents/", urgent=True
    )
    mail, call = Delivery.objects.order_by("channel")
    assert (mail.channel, mail.subject) == ("email", "请签收督办通知单")
    assert mail.number in mail.text
    assert mail.number in mail.html
    assert (call.endpoint, call.account, call.url) == (near, clerk, "/documents/")
    assert Message.objects.get().digested_at is not None
    assert message_send(accounts=[clerk], key="k", kind="document", title="再来一次", urgent=True) == 0
    assert Delivery.objects.count() == 2


def test_who_wants_no_mail_gets_none_and_what_is_not_urgent_waits(cast: Cast, clerk: Account) -> None:
    Preference.objects.create(account=clerk, by_email=False)
    message_send(accounts=[clerk], key="1", kind="document", title="题", urgent=True)
    message_send(accounts=[clerk, cast.accounts[Role.OFFICIAL]], key="2", kind="document", title="题")
    assert not Delivery.objects.exists()
    assert Message.objects.filter(digested_at=None).count() == 3


@pytest.mark.parametrize(
    ("now", "waits_until"),
    [
        ("2026-11-24T06:59:00", "2026-11-24T07:00:00"),
        ("2026-11-24T07:00:00", None),
        ("2026-11-24T20:59:00", None),
        ("2026-11-24T21:00:00", "2026-11-25T07:00:00"),
        ("2026-12-31T23:59:59", "2027-01-01T07:00:00"),
        ("2028-02-29T22:00:00", "2028-03-01T07:00:00"),
    ],
)
def test_at_night_mails_wait_for_the_morning(clerk: Account, now: str, waits_until: str | None) -> None:
    with at(now):
        deliveries_add(parcels=[Parcel(clerk.pk, "k", "题", "文")])
        assert send_waiting().sent == (0 if waits_until else 1)
        mail = Delivery.objects.get()
    if waits_until:
        assert mail.next_try_at == dt.datetime.fromisoformat(waits_until).replace(tzinfo=SHANGHAI)
        assert (mail.state, mail.attempts) == ("waiting", 0)
        with at(waits_until):
            assert send_waiting().sent == 1


def test_ones_own_quiet_hours_hold_and_can_be_switched_off(clerk: Account) -> None:
    row = Preference.objects.create(account=clerk, digest_hour=10, quiet_from=19, quiet_to=9)
    with at("2026-11-24T19:30:00"):
        deliveries_add(parcels=[Parcel(clerk.pk, "k", "题", "文")])
        send_waiting()
        assert Delivery.objects.get().next_try_at == dt.datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
        Preference.objects.filter(pk=row.pk).update(is_quiet=False)
        Delivery.objects.update(next_try_at=dt.datetime(2026, 11, 24, 19, tzinfo=SHANGHAI))
        assert send_waiting().sent == 1


def test_the_way_there_stands_in_the_menu(clerk: Account) -> None:
    client: Client = signed_in(clerk)
    assert 'href="/preferences/">接收设置' in client.get("/messages/").content.decode()
