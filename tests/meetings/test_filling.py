"""How long a form was worked on: what is believed of a browser's word, and what each way of filling in leaves."""

import datetime as dt
import uuid
from typing import Any

import pytest

from meetings.models import Entry, EntryProxy, Filling
from meetings.services.entries import entry_correct, entry_enter, entry_save
from meetings.services.filling import Told
from portal import clock
from tests.meetings.conftest import As
from tests.meetings.test_batch import BATCH, COMMITTEE, EXECUTIVE, rows
from tests.meetings.world import World, content, entered, sent

NEW = "/entries/new/"


def at(seconds: float) -> str:
    """An instant so many seconds from now, as a browser writes it."""
    return (clock.now() + dt.timedelta(seconds=seconds)).isoformat()


def filled(world: World, as_: As, **told: str) -> Filling:
    """What is kept of a form sent with these hidden fields."""
    fields = {f"filling_{name}": value for name, value in told.items()}
    assert as_("clerk").post(NEW, sent(world, **fields)).status_code == 302
    return Filling.objects.get()


MEASURED: dict[str, tuple[float, str, int]] = {
    "as the browser says": (-300, "75", 75),
    "no more than passed": (-300, "9000", 300),
    "left open for a day": (-86_400, "86400", 4 * 3600),
    "no scripts": (-120, "", 120),
    "no scripts, left open": (-7200, "", 600),
    "no number": (-300, "-75", 300),
    "a number without end": (-300, "9" * 40, 300),
}


@pytest.mark.parametrize("case", MEASURED)
def test_seconds_are_held_within_bounds(world: World, as_: As, case: str) -> None:
    opened, seconds, kept = MEASURED[case]
    found = filled(world, as_, opened=at(opened), seconds=seconds).seconds
    assert found is not None
    assert kept <= found <= kept + 5


@pytest.mark.parametrize("opened", ["", "2026-13-40T99:00", "2026-09-20T14:59:00", "\0", "later"])
def test_what_cannot_be_is_not_measured_and_the_entry_is_entered(world: World, as_: As, opened: str) -> None:
    found = filled(world, as_, opened=at(600) if opened == "later" else opened, seconds="75")
    assert (found.seconds, found.opened_at, Entry.objects.count()) == (None, found.finished_at, 1)


def test_what_waited_on_a_device_is_dated_by_the_device(world: World, as_: As) -> None:
    found = filled(world, as_, opened=at(-90_000), closed=at(-89_800), seconds="120")
    assert (found.offline, found.seconds) == (True, 120)
    assert clock.now() - found.finished_at > dt.timedelta(hours=24)


@pytest.mark.parametrize(("opened", "closed"), [(-8_000_000, -7_999_900), (10_000, 10_100)])
def test_a_clock_that_is_wrong_dates_nothing(world: World, as_: As, opened: float, closed: float) -> None:
    found = filled(world, as_, opened=at(opened), closed=at(closed), seconds="60")
    assert clock.now() - found.finished_at < dt.timedelta(minutes=1)
    assert (found.offline, found.seconds) == (True, 60)


def test_a_form_sent_twice_is_measured_once(world: World, as_: As) -> None:
    form = sent(world, filling_opened=at(-60), filling_seconds="40")
    as_("clerk").post(NEW, form)
    as_("clerk").post(NEW, form)
    assert Filling.objects.count() == 1


def test_each_sitting_over_a_draft_counts_and_keeps_its_way(world: World) -> None:
    told = Told(opened_at=clock.now() - dt.timedelta(minutes=5), seconds=50, way=Filling.Way.COPY)
    given: dict[str, Any] = {"actor": world.actors["clerk"], "unit": world.unit, "content": content(world)}
    draft = entry_save(**given, token=uuid.uuid4(), told=told)
    again = Told(opened_at=clock.now() - dt.timedelta(minutes=5), seconds=30)
    entry_enter(**given, token=draft.token, entry=draft, version=1, told=again)
    kept = Filling.objects.order_by("pk").values_list("entry", "seconds", "way")
    assert list(kept) == [(draft.pk, 50, "copy"), (draft.pk, 30, "copy")]


def test_the_rows_of_a_table_share_its_time(world: World, as_: As) -> None:
    as_("clerk").post(BATCH, rows(COMMITTEE, EXECUTIVE, filling_opened=at(-300), filling_seconds="90"))
    assert sorted(Filling.objects.values_list("seconds", "way")) == [(45, "table"), (45, "table")]


def test_for_a_unit_below_it_is_the_time_of_the_unit_that_logs(world: World, as_: As) -> None:
    company = world.units["L"]
    office = world.actors["office"].account
    EntryProxy.objects.create(unit=company, allowed=True, changed_by=office, changed_at=clock.now())
    form = sent(
        world, unit=str(company.public_id), forms=["study_session"], leader="", filling_opened=at(-60)
    )
    as_("clerk").post(NEW, form | {"action": "draft"})
    found = Filling.objects.select_related("entry").get()
    assert (found.unit, found.entry.unit) == (world.unit, company)


def test_the_form_says_when_it_was_opened_and_keeps_it_when_it_comes_back(world: World, as_: As) -> None:
    opened = as_("clerk").get(NEW).context["filling"]
    assert opened["filling_opened"].startswith("2026-09-20T15:00")
    assert opened["filling_way"] == "form"
    wrong = sent(world, occurred_on="", filling_opened="2026-09-20T14:55:00+08:00", filling_seconds="33")
    back = as_("clerk").post(NEW, wrong)
    assert back.status_code == 422
    kept = back.context["filling"]
    assert (kept["filling_opened"], kept["filling_seconds"]) == ("2026-09-20T14:55:00+08:00", "33")


def test_a_copied_form_is_one(world: World, as_: As) -> None:
    copied = as_("clerk").get(NEW, {"copy": str(entered(world).public_id)})
    assert copied.context["filling"]["filling_way"] == "copy"


def test_the_correction_of_an_entry_takes_time_of_its_own(world: World, as_: As) -> None:
    draft = entry_correct(actor=world.actors["clerk"], entry=entered(world))
    form = sent(
        world, token=str(draft.token), version="1", reason="更正地点。", place="礼堂", filling_opened=at(-60)
    )
    assert as_("clerk").post(f"/entries/{draft.public_id}/edit/", form).status_code == 302
    assert Filling.objects.get().entry == draft
