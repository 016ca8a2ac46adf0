"""Several entries confirmed with one button: those that cannot be are named with the reason, the others are confirmed."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from duties.services.period_locks import period_lock
from meetings.models import Entry, EntryState
from meetings.services.confirming import entries_confirm
from meetings.services.settling import entry_withdraw
from tests.meetings.conftest import As
from tests.meetings.world import World, counted, entered

CONFIRM, AWAITING = "/entries/awaiting/confirm/", "/entries/awaiting/"
JUNE = dt.date(2026, 6, 18)


def said(client: Client, *ids: object) -> list[str]:
    """What the page says after these were ticked and sent."""
    answer = client.post(CONFIRM, {"entry": [str(each) for each in ids]})
    assert (answer.status_code, answer["Location"]) == (302, AWAITING)
    return [str(message) for message in get_messages(answer.wsgi_request)]


def states(*entries: Entry) -> list[str]:
    return [Entry.objects.get(pk=entry.pk).state for entry in entries]


def test_what_is_ticked_is_confirmed_and_nothing_else(world: World, as_: As) -> None:
    first, second, third = (entered(world, title=f"第{number}次") for number in "一二三")
    assert said(as_("secretary"), first.public_id, third.public_id) == ["已确认2份登记。"]
    assert states(first, second, third) == ["confirmed", "submitted", "confirmed"]
    assert counted(world) == 3


def test_those_that_cannot_be_are_named_and_hold_up_nobody(world: World, as_: As) -> None:
    good, gone = entered(world, title="好会"), entered(world, title="废会")
    foreign = entered(world, title="他会", leader=world.people["团长"], forms=["administrative_executive"])
    locked = entered(world, title="锁会", occurred_on=JUNE)
    entry_withdraw(actor=world.actors["clerk"], entry=gone, reason="重复。")
    period_lock(actor=world.actors["office"], unit=world.unit, period="2026Q2", reason="年度考核")
    ids = [entry.public_id for entry in (locked, gone, foreign, good)]
    told = said(as_("secretary"), *ids, uuid.uuid4(), "nonsense")
    assert told[0] == "已确认1份登记。"
    assert [line.split("”")[0] for line in told[1:]] == ["“废会", "“他会", "“锁会"]
    assert "已撤回,不能确认" in told[1]
    assert "不由您确认" in told[2]
    assert "台账已锁定(年度考核)" in told[3]
    assert states(good, gone, foreign, locked) == ["confirmed", "withdrawn", "submitted", "submitted"]


def test_nothing_ticked_and_what_is_out_of_sight(world: World, as_: As) -> None:
    entry = entered(world)
    assert "没有勾选" in said(as_("secretary"))[0]
    assert "没有勾选" in said(as_("foreign_official"), entry.public_id)[0]
    assert states(entry) == [EntryState.SUBMITTED]


def test_an_error_of_another_kind_is_not_swallowed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("meetings.services.confirming.entry_confirm", broken)
    with pytest.raises(RuntimeError):
        entries_confirm(actor=world.actors["secretary"], entries=[entered(world)])


def test_the_service_refuses_for_others(world: World) -> None:
    entry = entered(world)
    for name in ("head", "clerk", "office"):
        assert entries_confirm(actor=world.actors[name], entries=[entry]).refused == [(entry, "不由您确认")]


def test_the_page_offers_the_boxes_only_where_something_waits(world: World, as_: As) -> None:
    client = as_("secretary")
    assert "data-tick-bar" not in client.get(AWAITING).content.decode()
    entry = entered(world)
    page = client.get(AWAITING).content.decode()
    assert f'value="{entry.public_id}" form="confirm-ticked"' in page
    assert reverse("entries-confirm") in page
