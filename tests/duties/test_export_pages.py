"""Pages of the export: find a unit, choose days, ask; what cannot be read is said at its field."""

import datetime as dt
import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal import access, clock
from portal.models import Access, Job, Placement
from portal.services.structure import tree_fact_change
from tests.access_walk import BACKEND
from tests.duties.shared import once
from tests.portal.desk import Desk, make_desk

pytestmark = pytest.mark.django_db


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


def enter(desk: Desk, who: str = "auditor") -> Client:
    client = Client()
    client.force_login(desk.actors[who].account, backend=BACKEND)
    return client


def ask(desk: Desk, **values: str) -> HttpResponse:
    given = {
        "unit": str(desk.division.public_id),
        "first": "2026-01-01",
        "last": "2026-03-31",
        "as_of": "2026-04-01",
        "token": str(uuid.uuid4()),
    }
    return enter(desk).post(reverse("export-new"), given | values)


def test_own_unit_and_the_last_quarter_are_chosen(desk: Desk) -> None:
    page = enter(desk).get(reverse("export-new")).content.decode()
    assert f'value="{desk.division.public_id}" checked' in page
    assert f'value="{clock.today().isoformat()}"' in page


def test_asking_makes_a_job_and_a_line_in_the_log(desk: Desk) -> None:
    answer = ask(desk)
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.public_id])
    assert job.parameters["first"] == "2026-01-01"
    assert Access.objects.filter(action="ledger_export").count() == 1
    assert job.title in enter(desk).get(reverse("export-new")).content.decode()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"last": "2025-12-31"}, "末日早于首日"),
        ({"last": "2037-01-01"}, "不应超过十年"),
        ({"first": "昨天"}, "请按"),
        ({"as_of": str(dt.date(2099, 1, 1))}, "不能晚于今天"),
        ({"known_at": "2099-01-01T00:00"}, "的时刻不能晚于现在"),
        ({"known_at": "去年"}, "请写明日期和时刻"),
        ({"periods": "x"}, "请从两项中选择一项"),
        ({"unit": ""}, "请选择单位"),
        ({"unit": "x"}, "请从列表中选择单位"),
        ({"unit": str(uuid.UUID(int=0))}, "不在您的查看范围"),
    ],
)
def test_bad_input_is_said_at_the_field_and_the_rest_kept(
    desk: Desk, values: dict[str, str], message: str
) -> None:
    answer = ask(desk, **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert values.keys() & {"first"} or 'value="2026-01-01"' in page
    assert not Job.objects.exists()


def test_the_address_of_a_past_board_fills_the_form_in(desk: Desk) -> None:
    query = {"as_of": "2026-04-01", "known_at": "2026-04-15T18:00", "periods": "closing"}
    page = enter(desk).get(reverse("export-new"), query).content.decode()
    assert 'value="2026-04-15T18:00"' in page
    assert re.search(r'value="closing"[^>]*checked', page)
    assert (
        'name="known_at" value='
        not in enter(desk).get(reverse("export-new"), {"known_at": "x"}).content.decode()
    )


def test_what_is_asked_is_kept_with_the_job(desk: Desk) -> None:
    ask(desk, known_at="2026-04-15T18:00", periods="closing")
    parameters = Job.objects.get().parameters
    assert (parameters["known_at"], parameters["periods"]) == ("2026-04-15T18:00:00+08:00", "closing")
    page = enter(desk).get(parameters["page"]).content.decode()
    assert 'value="2026-04-15T18:00"' in page


def test_a_unit_that_has_left_is_exported_as_of_a_day_on_which_it_was_there(desk: Desk) -> None:
    place = Placement.objects.present().get(unit=desk.regiment)
    tree_fact_change(actor=access.SYSTEM, fact=place, unit=desk.regiment, ended_on=dt.date(2026, 3, 1))
    unit = str(desk.regiment.public_id)
    assert "不在您的查看范围" in ask(desk, unit=unit, as_of="2026-04-01").content.decode()
    assert ask(desk, unit=unit, as_of="2026-02-28").status_code == 302
    shown = enter(desk).get(reverse("export-new"), {"unit": unit, "as_of": "2026-02-28"}).content.decode()
    assert f'value="{unit}" checked' in shown


def test_a_unit_above_is_refused(desk: Desk) -> None:
    assert "不在您的查看范围" in ask(desk, unit=str(desk.corps.public_id)).content.decode()


def test_units_are_found_by_name_within_the_area(desk: Desk) -> None:
    url = reverse("export-units")
    found = enter(desk).get(url, {"q": "27团", "unit": str(desk.division.public_id)}).content.decode()
    assert "演示27团一连" in found
    assert f'value="{desk.division.public_id}" checked' in found
    assert "演示兵团" not in enter(desk).get(url, {"q": "演示"}).content.decode()
    assert "没有名称或代码含「没有」" in enter(desk).get(url, {"q": "没有"}).content.decode()
    assert enter(desk).get(url, {"q": "x", "page": "9", "unit": "y"}).status_code == 200
    assert enter(desk).get(url, {"q": "\x00"}).status_code == 200


def test_a_quick_period_fills_the_days(desk: Desk) -> None:
    page = enter(desk).get(reverse("export-new"), {"first": "2025-01-01", "last": "2025-12-31"})
    assert 'value="2025-01-01"' in page.content.decode()
