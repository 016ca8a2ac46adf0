"""Calendar feeds: a secret address, its owner's posts, limits, and what RFC 5545 asks of the text."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from portal import feeds
from portal.clock import SHANGHAI
from portal.feeds import CalendarEntry, written
from portal.models import Access, Account, Appointment, Change, Preference, Role
from portal.selectors.feeds import token_of
from portal.views.feeds import READS
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)


made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def renewed(account: Account) -> str:
    """The address of the feed after its owner asked for a new one."""
    assert signed_in(account).post("/preferences/feed/", {"do": "renew"}).status_code == 302
    feed = Preference.objects.get(account=account).feed
    assert feed is not None
    return f"/feeds/{token_of(feed)}.ics"


def status(url: str) -> int:
    """What a calendar program is answered."""
    return Client().get(url).status_code


def test_a_feed_is_read_without_signing_in_and_kept_to_oneself(cast: Cast) -> None:
    url = renewed(cast.accounts[Role.CLERK])
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["X-WR-CALNAME"]) == "演示-经办人履职日历"
    assert Client().post(url).status_code == 405


def test_the_page_shows_the_address_and_the_log_does_not(cast: Cast) -> None:
    url = renewed(cast.accounts[Role.CLERK])
    page = signed_in(cast.accounts[Role.CLERK]).get("/preferences/").content.decode()
    assert url in page
    logged = str(list(Change.objects.values("before", "after", "target_ref")))
    assert url[7:39] not in logged.replace("-", "")
    assert str(Preference.objects.get().feed) not in logged


def test_a_new_address_ends_the_former_and_a_feed_can_be_ended(cast: Cast) -> None:
    clerk = cast.accounts[Role.CLERK]
    first, second = renewed(clerk), renewed(clerk)
    assert first != second
    assert (status(first), status(second)) == (404, 200)
    signed_in(clerk).post("/preferences/feed/", {"do": "revoke"})
    assert status(second) == 404
    assert list(Change.objects.filter(action__startswith="feed").values_list("action", flat=True)) == [
        "feed_renew",
        "feed_renew",
        "feed_revoke",
    ]


@pytest.mark.parametrize("change", [{"is_active": False}, {}])
def test_a_closed_account_or_one_without_a_post_has_none(cast: Cast, change: dict[str, bool]) -> None:
    clerk = cast.accounts[Role.CLERK]
    url = renewed(clerk)
    if change:
        Account.objects.filter(pk=clerk.pk).update(**change)
    else:
        Appointment.objects.filter(account=clerk).update(ended_on=NOW.date())
    assert status(url) == 404


def test_nobody_guesses_an_address(cast: Cast, settings: Settings) -> None:
    url = renewed(cast.accounts[Role.CLERK])
    token = url[7:-4]
    number, mark = token[:32], token[32:]
    for wrong in (number + "0" * 32, number, mark + number, "x" * 64, number + mark.upper()):
        assert status(f"/feeds/{wrong}.ics") == 404
    settings.SECRET_KEY = "another key of this installation"
    assert status(url) == 404


def test_readings_are_limited_and_logged_once_a_day(cast: Cast) -> None:
    url = renewed(cast.accounts[Role.CLERK])
    answers = [Client().get(url) for _ in range(READS + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "600"
    (row,) = Access.objects.filter(action="feed_read")
    assert (row.account, row.address) == (cast.accounts[Role.CLERK], "127.0.0.1")


def test_a_units_feed_is_for_whoever_may_read_the_unit(cast: Cast) -> None:
    own = renewed(cast.accounts[Role.CLERK]).removesuffix(".ics")
    area = renewed(cast.accounts[Role.OFFICE]).removesuffix(".ics")
    administrator = renewed(cast.accounts[Role.SYSTEM_ADMIN]).removesuffix(".ics")
    reached = {
        place: (status(f"{own}/{unit.public_id}.ics"), status(f"{area}/{unit.public_id}.ics"))
        for place, unit in cast.units.items()
    }
    assert reached == {"own": (200, 200), "below": (404, 200), "above": (404, 404), "sibling": (404, 404)}
    assert status(f"{administrator}/{cast.units['own'].public_id}.ics") == 404


def test_an_event_has_all_that_the_standard_asks(settings: Settings) -> None:
    settings.SITE_URL = "https://portal.example.invalid"
    entries = [
        CalendarEntry(
            ref="a8", day=dt.date(2026, 12, 31), title="制定计划,逾期;一" + "长" * 90, text="两行\n文字", url="/cell/1/",
            alarm_on=dt.date(2026, 12, 1),
        ),
        CalendarEntry(
            ref="plan-1", day=dt.date(2026, 11, 30), title="专题会", place="会议室",
            starts_at=dt.time(9, 30), ends_at=dt.time(11), alarm_on=dt.date(2026, 11, 24),
        ),
    ]  # fmt: skip
    text = written("演示", entries)
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(text)
    assert str(calendar["VERSION"]) == "2.0"
    assert "METHOD" not in calendar  # PUBLISH would ask for an ORGANIZER (RFC 5546)
    whole_day, sitting = calendar.walk("VEVENT")
    assert str(whole_day["UID"]) == "a8@portal.example.invalid"
    assert str(whole_day["SUMMARY"]) == entries[0].title
    assert str(whole_day["DESCRIPTION"]) == "两行\n文字"
    assert whole_day["DTSTAMP"].dt == NOW
    assert (whole_day["DTSTART"].dt, whole_day["DTEND"].dt) == (dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert str(whole_day["URL"]) == "https://portal.example.invalid/cell/1/"
    (alarm,) = whole_day.walk("VALARM")
    assert alarm["TRIGGER"].dt == dt.datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    assert str(alarm["ACTION"]) == "DISPLAY"
    assert sitting["DTSTART"].dt == dt.datetime(2026, 11, 30, 9, 30, tzinfo=SHANGHAI)
    assert sitting["DTEND"].dt == dt.datetime(2026, 11, 30, 11, tzinfo=SHANGHAI)
    assert sitting.walk("VALARM") == []


def test_events_come_once_by_day_and_from_near_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [NOW.date() + dt.timedelta(days=offset) for offset in (500, 3, -200, 1)]
    part = [CalendarEntry(ref=str(day), day=day, title="x") for day in days]
    monkeypatch.setattr(feeds, "_parts", [lambda actor, unit: part, lambda actor, unit: part])
    assert [entry.day for entry in feeds.entries_of([])] == []
    found = feeds.entries_of([None, None])  # type: ignore[list-item]
    assert [entry.day for entry in found] == [days[3], days[1]]
