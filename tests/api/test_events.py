"""The feed: what happened, in order, to whom it may be told; handed to other systems, signed."""

import base64
import json
from typing import Any

import pytest
from pytest_django import Settings

from meetings.services.entries import entry_save
from meetings.services.settling import entry_confirm
from portal import access, clock
from portal.models import Account, Adapter, ChangeEvent, Delivery, Endpoint
from portal.services.changes import log_change
from portal.services.deliveries import send_waiting
from portal.services.events import events_number
from portal.services.sealing import seal
from portal.webhooks.shapes import signature
from tests.api.conftest import Program, Programs
from tests.meetings.world import World, content, entered
from tests.portal.webhooks.server import WebhookServer

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


def feed(by: Program, after: str = "now", limit: int = 50) -> dict[str, Any]:
    """A stretch of the feed."""
    answer = by.get(f"events/?after={after}&limit={limit}")
    assert answer.status_code == 200, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def types(told: dict[str, Any]) -> list[str]:
    """What happened."""
    return [each["type"] for each in told["items"]]


@pytest.fixture
def begun(world: World) -> str:
    """The number from which on something happens."""
    events_number()
    return str(ChangeEvent.objects.latest("pk").pk)


def test_what_happened_is_told_in_order_with_its_object(program: Programs, world: World, begun: str) -> None:
    entry = entered(world)
    entry_confirm(actor=world.actors["secretary"], entry=entry)
    assert types(feed(program("clerk"), begun)) == []
    events_number()
    told = feed(program("clerk"), begun)
    assert types(told) == [
        "record.registered", "entry.submitted", "record.confirmed", "entry.confirmed",
    ]  # fmt: skip
    last = told["items"][-1]
    assert last["object"]["url"] == f"/api/v1/entries/{entry.public_id}/"
    assert (last["unit"]["code"], told["next"], told["more"]) == ("T", last["id"], False)
    assert program("clerk").get(last["object"]["url"]).status_code == 200


def test_a_feed_goes_on_where_it_ended(program: Programs, world: World, begun: str) -> None:
    for _ in range(2):
        entered(world)
    events_number()
    clerk = program("clerk")
    first = feed(clerk, begun, limit=3)
    rest = feed(clerk, first["next"], limit=3)
    assert (first["more"], rest["more"]) == (True, False)
    assert types(first) + types(rest) == ["record.registered", "entry.submitted"] * 2
    assert feed(clerk, rest["next"])["items"] == []
    assert int(feed(clerk)["next"]) >= int(rest["next"])


def test_only_what_one_may_read_is_told(program: Programs, world: World, begun: str) -> None:
    entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=access.SYSTEM.request_id
    )
    entered(world)
    events_number()
    for name in ("clerk", "office", "auditor"):
        assert types(feed(program(name), begun)) == ["record.registered", "entry.submitted"]
    stranger = feed(program("stranger"), begun)
    assert stranger["items"] == []
    assert int(stranger["next"]) > int(begun)


def test_other_systems_are_handed_what_happened_in_their_area(
    world: World, begun: str, settings: Settings
) -> None:
    server = WebhookServer()
    server.start()
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = [f"127.0.0.1:{server.port}"], ["127.0.0.0/8"]
    for code in ("S", "T2"):
        Endpoint.objects.create(
            unit=world.units[code], name=code, adapter=Adapter.EVENTS, host="127.0.0.1",
            sealed_url=seal(f"http://127.0.0.1:{server.port}/{code}"), sealed_secret=seal(SECRET),
            made_by=Account.objects.first(), made_at=clock.now(),
        )  # fmt: skip
    entry = entered(world)
    events_number()
    events_number()
    send_waiting()
    server.stop()
    (taken,) = [each for each in server.taken if each.path in {"/S", "/T2"}]
    told = json.loads(taken.body)
    assert (taken.path, told["type"]) == ("/S", "events")
    assert [each["type"] for each in told["events"]] == ["record.registered", "entry.submitted"]
    assert told["events"][-1]["object"]["id"] == str(entry.public_id)
    sent = Delivery.objects.get(endpoint__isnull=False)
    expected = signature(secret=SECRET, public_id=sent.public_id, seconds=told["timestamp"], body=taken.body)
    assert taken.headers["webhook-signature"] == expected


def test_an_event_is_the_same_in_the_feed_and_in_the_call(
    program: Programs, world: World, begun: str
) -> None:
    endpoint = Endpoint.objects.create(
        unit=world.units["S"], name="x", adapter=Adapter.EVENTS, host="x", sealed_url="x", sealed_secret="x",
        made_by=Account.objects.first(), made_at=clock.now(),
    )  # fmt: skip
    entered(world)
    events_number()
    handed = json.loads(Delivery.objects.get(endpoint=endpoint).text)
    assert handed == feed(program("office"), begun)["items"]


def test_a_change_without_a_place_in_the_feed_is_not_told(
    program: Programs, world: World, begun: str
) -> None:
    log_change(actor=world.actors["clerk"], action="preference_save", target=world.actors["clerk"].account)
    events_number()
    assert feed(program("clerk"), begun)["items"] == []
