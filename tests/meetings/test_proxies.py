"""代录: where the office allows it the clerk of the unit above logs, it counts at once, and the unit confirms or returns."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_enter
from meetings.services.proxies import proxies_set
from portal import access
from portal.access import Actor
from portal.models import Account, Change, Message, Role
from portal.services.appointments import appointment_grant
from tests.meetings.conftest import As
from tests.meetings.world import FOUNDED, World, content, sent


def allow(world: World, *names: str) -> int:
    units = [world.units[name] for name in ("T", "T2")]
    allowed = [world.units[name] for name in names]
    return proxies_set(actor=world.actors["office"], units=units, allowed=allowed)


@pytest.fixture
def upper(world: World) -> Actor:
    """The clerk of the division, who can sign in as `upper`."""
    account = Account.objects.create(username="upper", name="演示-师经办")
    appointment_grant(
        actor=access.SYSTEM,
        account=account,
        role=Role.CLERK,
        unit=world.units["S"],
        started_on=dt.date.fromisoformat(FOUNDED),
    )
    actor = Actor(account=account, post=access.posts_of(account)[0])
    world.actors["upper"] = actor
    return actor


def logged(world: World, upper: Actor) -> Entry:
    allow(world, "T")
    given = content(world, forms=["study_session"], leader=None)
    return entry_enter(actor=upper, unit=world.unit, content=given, token=uuid.uuid4())


def test_the_office_sets_for_whom_and_each_change_is_logged(world: World, as_: As) -> None:
    answer = as_("office").post("/entries/proxies/", {"allowed": [str(world.unit.public_id)]}, follow=True)
    assert "变更1个单位" in answer.content.decode()
    row = Change.objects.get(action="entry_proxy")
    assert row.after is not None
    assert (row.unit, row.after["allowed"]) == (world.unit, True)
    assert allow(world, "T") == 0
    assert allow(world) == 1


@pytest.mark.parametrize("name", ["foreign_office", "clerk", "auditor"])
def test_nobody_else_sets_it(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        proxies_set(actor=world.actors[name], units=[world.unit], allowed=[world.unit])


def test_without_leave_nobody_logs_for_another_unit(world: World, upper: Actor, as_: As) -> None:
    with pytest.raises(PermissionDenied):
        entry_enter(actor=upper, unit=world.unit, content=content(world), token=uuid.uuid4())
    assert as_("upper").get("/entries/new/", {"unit": world.unit.public_id}).status_code == 404
    assert as_("upper").get("/entries/new/", {"unit": "x"}).status_code == 404


def test_with_leave_it_counts_at_once_and_both_units_are_told(world: World, upper: Actor, as_: As) -> None:
    allow(world, "T")
    page = as_("upper").get("/entries/new/", {"unit": world.unit.public_id}).content.decode()
    assert "代录:为演示27团登记" in page
    values = sent(world, unit=str(world.unit.public_id))
    shown = as_("upper").post("/entries/preview/", values).content.decode()
    assert "将计入 1 项" in shown
    as_("upper").post("/entries/new/", values)
    entry = Entry.objects.get()
    assert (entry.unit, entry.entered_from, entry.state) == (world.unit, world.units["S"], "submitted")
    told = set(Message.objects.values_list("account__username", flat=True))
    assert told == {"secretary", "clerk", "colleague"}


def test_the_unit_confirms_what_was_logged_for_it(world: World, upper: Actor, as_: As) -> None:
    entry = logged(world, upper)
    url = reverse("entry", args=[entry.public_id])
    assert "由演示二师代录,待演示27团确认" in as_("clerk").get(url).content.decode()
    assert "代录待确认 1" in as_("clerk").get(reverse("mine")).content.decode()
    assert as_("clerk").post(reverse("entry-accept", args=[entry.public_id])).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.settled_by) == (EntryState.CONFIRMED, world.actors["clerk"].account)


def test_the_unit_returns_it_and_whoever_logged_it_mends_it(world: World, upper: Actor, as_: As) -> None:
    entry = logged(world, upper)
    url = reverse("entry-refuse", args=[entry.public_id])
    assert as_("clerk").post(url, {"reason": ""}).status_code == 422
    as_("clerk").post(url, {"reason": "日期不对。"})
    entry.refresh_from_db()
    assert (entry.state, Record.objects.get().state) == (EntryState.RETURNED, "returned")
    assert "日期不对" in Message.objects.get(account=upper.account).text
    assert as_("upper").post(reverse("entry-correct", args=[entry.public_id])).status_code == 302


@pytest.mark.parametrize("name", ["upper", "stranger"])
def test_nobody_else_confirms_for_the_unit(world: World, upper: Actor, as_: As, name: str) -> None:
    entry = logged(world, upper)
    assert as_(name).post(reverse("entry-accept", args=[entry.public_id])).status_code == 404


def test_an_entry_of_the_unit_itself_is_not_the_clerks_to_confirm(world: World, as_: As) -> None:
    own = entry_enter(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    assert as_("colleague").post(reverse("entry-accept", args=[own.public_id])).status_code == 404


def test_leave_for_one_level_reaches_no_further(world: World, upper: Actor, as_: As) -> None:
    proxies_set(actor=world.actors["office"], units=[world.units["L"]], allowed=[world.units["L"]])
    assert as_("upper").get("/entries/new/", {"unit": world.units["L"].public_id}).status_code == 404
    assert as_("clerk").get("/entries/new/", {"unit": world.units["L"].public_id}).status_code == 200
