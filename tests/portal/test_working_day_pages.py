"""The calendar of working days is kept by the office at the top or the system administrator."""

import datetime as dt

import pytest
from django.test import Client

from portal.access import SYSTEM
from portal.models import Account, CalendarDay, CalendarYear, Change, Role
from portal.services.appointments import appointment_grant
from portal.working_days import is_working_day
from tests.access_cast import START, Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

HOLIDAY = {"first": "2031-01-29", "last": "2031-02-04", "works": "no", "note": "春节"}


made = once(make_cast)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


@pytest.fixture
def top(cast: Cast) -> Client:
    """The office of the unit above which there is none."""
    account = Account.objects.create(username="top", name="演示-办公室")
    appointment_grant(
        actor=SYSTEM, account=account, role=Role.OFFICE, unit=cast.units["above"], started_on=START
    )
    return signed_in(account)


def test_a_holiday_and_the_day_worked_for_it(top: Client) -> None:
    assert top.post("/working-days/", HOLIDAY)["Location"] == "/working-days/?year=2031"
    top.post("/working-days/", {"first": "2031-01-26", "works": "yes", "note": "春节调休"})
    assert CalendarDay.objects.count() == 8
    assert not is_working_day(dt.date(2031, 1, 30))
    assert is_working_day(dt.date(2031, 1, 26))
    page = top.get("/working-days/?year=2031").content.decode()
    assert "2031年1月26日(星期日)" in page
    assert "春节调休" in page


def test_a_day_is_changed_by_entering_it_again_and_dropped(top: Client) -> None:
    top.post("/working-days/", HOLIDAY)
    top.post("/working-days/", {"first": "2031-02-04", "works": "yes"})
    assert CalendarDay.objects.get(day="2031-02-04").works
    assert top.post("/working-days/2031-02-04/drop/")["Location"] == "/working-days/?year=2031"
    assert not CalendarDay.objects.filter(day="2031-02-04").exists()
    assert top.post("/working-days/2031-02-04/drop/").status_code == 302
    assert Change.objects.filter(action="calendar_day_drop").count() == 1


def test_a_year_is_settled_once_it_has_days(top: Client) -> None:
    top.post("/working-days/2031/settle/")
    assert not CalendarYear.objects.exists()
    top.post("/working-days/", HOLIDAY)
    top.post("/working-days/2031/settle/")
    assert CalendarYear.objects.get().year == 2031
    assert "确认录全" in top.get("/working-days/?year=2031").content.decode()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"last": "2031-01-01"}, "结束日期不能早于开始日期"),
        ({"last": "2031-12-31"}, "一次最多登记31天"),
        ({"first": "0031-01-29", "last": ""}, "请核对年份"),
        ({"first": "x"}, "日期"),
        ({"works": "maybe"}, "maybe"),
        ({"note": "长" * 61}, "60"),
    ],
)
def test_bad_input_is_told(top: Client, more: dict[str, str], told: str) -> None:
    answer = top.post("/working-days/", HOLIDAY | more)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("path", ["/working-days/2031-02-30/drop/", "/working-days/99999/settle/"])
def test_what_is_no_day_or_year_is_not_found(top: Client, path: str) -> None:
    assert top.post(path).status_code == 404


@pytest.mark.parametrize("query", ["?year=x", "?year=1", "?year=²²²²"])
def test_any_year_is_answered(top: Client, query: str) -> None:
    assert top.get(f"/working-days/{query}").status_code == 200


def test_an_office_below_reads_only(cast: Cast) -> None:
    client = signed_in(cast.accounts[Role.OFFICE])
    assert "登记</button>" not in client.get("/working-days/").content.decode()
    assert client.post("/working-days/", HOLIDAY).status_code == 403
    assert client.post("/working-days/2031-01-29/drop/").status_code == 403
