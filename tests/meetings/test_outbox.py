"""What a device sends from its outbox and keeps for work without network: answers, owner, own unit alone, once each."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Entry, EntryState
from meetings.services.entries import entry_plan
from portal.models import Unit
from portal.services.device import device_key, owner_of
from tests.access_walk import signed_in
from tests.meetings.world import SITTING, World, content, sent


@pytest.fixture
def clerk(world: World) -> Client:
    return signed_in(world.actors["clerk"].account)  # type: ignore[arg-type]


def post(client: Client, world: World, by: str = "clerk", url: str = "", **values: Any) -> Any:
    return client.post(
        url or reverse("entry-new"), sent(world, **values), headers={"X-Outbox": owner_of(world.actors[by])}
    )


def test_what_is_sent_is_answered_with_its_place(world: World, clerk: Client) -> None:
    told = post(clerk, world).json()
    entry = Entry.objects.get()
    assert told["done"] == reverse("entry", args=[entry.public_id])
    assert (told["repeated"], entry.state) == (False, EntryState.SUBMITTED)
    assert told["said"][0] == "已提交并计入台账,待主持人演示-书记确认。"


def test_what_was_said_to_the_outbox_is_not_said_again_on_the_next_page(world: World, clerk: Client) -> None:
    post(clerk, world)
    assert "已提交并计入台账" not in clerk.get(reverse("entries")).content.decode()


def test_what_is_sent_twice_is_entered_once(world: World, clerk: Client) -> None:
    token = str(uuid.uuid4())
    first, second = (post(clerk, world, token=token).json() for _ in range(2))
    assert (second["done"], second["repeated"]) == (first["done"], True)
    assert Entry.objects.count() == 1


def test_faults_come_by_field(world: World, clerk: Client) -> None:
    answer = post(clerk, world, occurred_on="2099-01-01", **{"agenda-0-text": "长" * 201})
    told = answer.json()
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert "年份有误" in told["faults"]["occurred_on"][0]
    assert "最多 200 字" in told["faults"]["agenda-0-text"][0]
    assert (told["version"], told["present"]) == (None, "")


def test_a_plan_that_a_colleague_changed_is_told_and_may_then_be_overwritten(
    world: World, clerk: Client
) -> None:
    actor = world.actors["clerk"]
    day = {"occurred_on": SITTING.replace(month=10)}
    plan = entry_plan(actor=actor, unit=world.unit, content=content(world, **day), token=uuid.uuid4())
    entry_plan(
        actor=world.actors["colleague"], unit=world.unit, content=content(world, place="另一处", **day),
        token=plan.token, entry=plan, version=plan.version,
    )  # fmt: skip
    url = reverse("entry-edit", args=[plan.public_id])
    values = {"url": url, "occurred_on": "2026-10-18", "action": "plan", "token": str(plan.token)}
    told = post(clerk, world, **values, version=str(plan.version)).json()
    assert "修改了这份登记单" in told["faults"]["__all__"][0]
    assert (told["version"], told["present"]) == (
        str(plan.version + 1),
        reverse("entry", args=[plan.public_id]),
    )
    assert "done" in post(clerk, world, **values, version=told["version"]).json()
    assert Entry.objects.get().place == "机关三楼会议室"


def test_what_another_account_or_post_wrote_is_never_sent_under_this_name(
    world: World, clerk: Client
) -> None:
    for foreign in ("colleague", "stranger"):
        assert post(clerk, world, by=foreign).status_code == 409
    assert Entry.objects.count() == 0


def test_arrived_forms_are_named_to_who_may_read_them(world: World, clerk: Client) -> None:
    token = str(uuid.uuid4())
    post(clerk, world, token=token)
    asked = {"token": [token, str(uuid.uuid4()), "无"]}
    found = clerk.get(reverse("outbox-received"), asked).json()
    assert found == {token: reverse("entry", args=[Entry.objects.get().public_id])}
    stranger = signed_in(world.actors["stranger"].account)  # type: ignore[arg-type]
    assert stranger.get(reverse("outbox-received"), asked).json() == {}


# --- Copies ------------------------------------------------------------------------------------------------------------


def copies(client: Client) -> dict[str, str]:
    """Each page that the device keeps, by the address that it stands for."""
    pages = client.get(reverse("offline")).json()["pages"]
    return {address: client.get(copy).content.decode() for address, copy in pages.items()}


def test_copies_are_there_for_every_kind_and_the_outbox(clerk: Client) -> None:
    kinds = {"meeting", "visit", "household_contact", "document", "report", "disclosure"}
    addresses = clerk.get(reverse("offline")).json()["pages"].keys()
    assert {f"/entries/new/?kind={kind}" for kind in kinds} | {"/outbox/"} <= addresses


def test_copies_hold_the_own_unit_alone(world: World, clerk: Client) -> None:
    pages = copies(clerk)
    whole = "".join(pages.values())
    assert "演示-团长" in pages["/entries/new/?kind=meeting"]
    assert world.units["L"].name in pages["/entries/new/?kind=visit"]
    for foreign in (world.units["T2"].name, "演示-外人"):
        assert foreign not in whole


def test_copies_say_that_they_are_and_offer_nothing_that_needs_the_portal(
    world: World, clerk: Client
) -> None:
    post(clerk, world)
    page = copies(clerk)["/entries/new/?kind=meeting"]
    assert "data-copy" in page
    assert 'action="/entries/new/"' in page
    for online in ("沿用", "从材料预填", "换单位"):
        assert online not in page


def test_copies_do_not_take_the_messages_of_the_next_page(world: World, clerk: Client) -> None:
    clerk.post(reverse("entry-new"), sent(world))
    copies(clerk)
    assert "已提交并计入台账" in clerk.get(reverse("entries")).content.decode()


def test_nothing_of_it_is_stored_on_the_way(clerk: Client) -> None:
    for name in ("offline", "offline-outbox", "outbox", "outbox-received", "device"):
        assert "no-store" in clerk.get(reverse(name))["Cache-Control"], name


def test_a_kind_that_is_none_has_no_copy(clerk: Client) -> None:
    assert clerk.get(reverse("offline-form", args=["none"])).status_code == 404


def test_owner_and_key_are_those_of_the_account_in_its_post(world: World, clerk: Client) -> None:
    actor = world.actors["clerk"]
    told = clerk.get(reverse("device")).json()
    assert told["owner"] == clerk.get(reverse("offline")).json()["owner"] == owner_of(actor)
    assert told["key"] == device_key(actor) != device_key(world.actors["colleague"])
    assert json.loads(Client().get(reverse("device")).content)["key"] == ""


def test_the_unit_of_a_copy_is_the_post_s(world: World) -> None:
    below = signed_in(world.actors["stranger"].account)  # type: ignore[arg-type]
    page = copies(below)["/entries/new/?kind=meeting"]
    assert Unit.objects.get(code="T2").name in page
    assert "演示-团长" not in page
