"""Rounds of households: ticked by number, walked to or contacted, counted once each, without pictures or words."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import DjangoAssertNumQueries

from duties.models import HouseholdContact, Obligation, Record
from meetings.forms.household_contact import HouseholdContactForm
from meetings.models import Entry, Evidence
from meetings.services.contents import EntryContent
from meetings.services.entries import entry_enter, entry_save
from meetings.services.stored import content_of
from portal.services.files import file_store
from tests.meetings.conftest import As
from tests.meetings.field_world import NUMBERS, Field, reached, registered
from tests.meetings.world import World
from tests.portal.uploads.samples import image

DAY = dt.date(2026, 9, 10)
FORM = "/entries/new/?kind=household_contact"


@pytest.fixture
def field(field: Field, world: World) -> Field:
    world.actors["company"] = field.clerk
    registered(field)
    return field


def round_of(field: Field, count: int = 30, **values: Any) -> EntryContent:
    given: dict[str, Any] = {
        "kind": "household_contact",
        "occurred_on": DAY,
        "leader": field.secretary,
        "households": list(field.company.households.order_by("number")[:count]),
        "details": {"way": "走访"},
    }
    return EntryContent(**(given | values))


def entered(field: Field, **values: Any) -> Entry:
    return entry_enter(
        actor=field.clerk, unit=field.company, content=round_of(field, **values), token=uuid.uuid4()
    )


def counted(field: Field) -> int:
    return Obligation.objects.get(unit=field.company, rule__code="a9.2.households", period="2026").counted


def sent(field: Field, **values: Any) -> dict[str, Any]:
    given = {
        "kind": "household_contact",
        "token": str(uuid.uuid4()),
        "occurred_on": str(DAY),
        "leader": str(field.secretary.pk),
        "way": "走访",
        "households": NUMBERS[:3],
        "action": "submit",
    }
    return {name: value for name, value in (given | values).items() if value is not None}


def test_thirty_households_are_one_record_and_thirty_credits(field: Field) -> None:
    entry = entered(field)
    assert (entry.records.count(), HouseholdContact.objects.count(), counted(field)) == (1, 30, 30)
    assert entry.title == "2026年9月10日入户走访联系"


@pytest.mark.parametrize(
    ("values", "name", "why"),
    [
        ({"households": []}, "households", "请勾选"),
        ({"details": {}}, "way", "走访还是联系"),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    field: Field, values: dict[str, Any], name: str, why: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        entered(field, **values)
    assert why in refused.value.message_dict[name][0]


def test_no_picture_is_kept_with_a_round(field: Field) -> None:
    photo = file_store(actor=field.clerk, name="照片.jpg", content=b"x", content_type="image/jpeg")
    with pytest.raises(ValidationError, match="不附照片"):
        entered(field, files=[photo])


def test_a_household_of_another_company_is_refused(field: Field) -> None:
    strange = field.other.households.create(number="Z-1")
    with pytest.raises(ValidationError, match="这些户不在"):
        entered(field, households=[strange])


def test_the_form_asks_for_nothing_about_a_household(world: World) -> None:
    asked = set(HouseholdContactForm.base_fields)
    assert asked == {
        "token", "version", "forms", "occurred_on", "leader", "for_period", "reason", "way", "households",
    }  # fmt: skip


def test_the_form_enters_a_round_by_contact(field: Field, as_: As) -> None:
    answer = as_("company").post(FORM, sent(field, way="联系"), follow=True)
    page = answer.content.decode()
    assert ("3 户" in page, "A-03" in page, counted(field)) == (True, True, 3)
    assert Entry.objects.get().details == {"way": "联系"}
    [grid] = as_("company").get(f"/households/{field.company.public_id}/").context["grids"]
    assert {cell.means for cell in grid["cells"] if cell.state == "counted"} == {"联系"}


def test_a_picture_that_a_browser_sends_all_the_same_is_not_kept(field: Field, as_: As) -> None:
    photo = SimpleUploadedFile("照片.jpg", image(size=(64, 64)))
    as_("company").post(FORM, sent(field) | {"evidence": photo})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"households": ["Z-9"]}, "Z-9 不在本连队"),
        ({"households": None}, "请勾选走访或者联系过的户"),
        ({"way": None}, "请选择是走访还是联系"),
        ({"way": "飞"}, "请选择是走访还是联系"),
        ({"occurred_on": "2026-09-21"}, "不能晚于今天"),
    ],
)
def test_a_faulty_form_is_kept_with_its_ticks(
    field: Field, as_: As, values: dict[str, Any], why: str
) -> None:
    answer = as_("company").post(FORM, sent(field, **values))
    text = answer.content.decode()
    assert (answer.status_code, why in text) == (422, True)
    assert ('value="A-01" checked' in text) == (values.get("households", "") == "")
    assert not Record.objects.exists()


def test_the_form_says_who_is_left_this_year(field: Field, as_: As) -> None:
    reached(field, NUMBERS[:4], dt.date(2026, 3, 1))
    form = as_("company").get(FORM).context["form"]
    assert (len(form.ticks), form.left) == (30, 26)
    assert form.ticks[0].reached == dt.date(2026, 3, 1)
    assert str(form["leader"].value()) == str(field.secretary.pk)


def test_the_preview_counts_only_households_that_are_new(field: Field, as_: As) -> None:
    reached(field, NUMBERS[:2], dt.date(2026, 3, 1))
    page = as_("company").post("/entries/preview/", sent(field)).content.decode()
    assert "2/30 → 3/30" in page


def test_the_preview_says_why_a_deputys_round_does_not_count(field: Field, as_: As) -> None:
    page = as_("company").post("/entries/preview/", sent(field, leader=str(field.deputy.pk))).content.decode()
    assert "不计入" in page
    assert counted(field) == 0


def test_another_day_brings_the_register_of_that_day(field: Field, as_: As) -> None:
    page = as_("company").post("/entries/seats/", sent(field, occurred_on="2026-09-01")).content.decode()
    assert 'id="households"' in page
    assert 'value="A-01" checked' in page


def test_a_draft_comes_back_as_it_was(field: Field) -> None:
    content = round_of(field, 5)
    entry = entry_save(actor=field.clerk, unit=field.company, content=content, token=uuid.uuid4())
    assert content_of(entry).households == content.households
    assert content_of(entry).details == {"way": "走访"}


def test_a_company_without_households_is_led_to_its_register(field: Field, world: World, as_: As) -> None:
    page = as_("clerk").get(FORM).content.decode()
    assert "先登记户编号" in page


def test_form_and_grid_take_few_queries_however_many_households(
    field: Field, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reached(field, NUMBERS[:20], dt.date(2026, 3, 1))
    client = as_("company")
    client.get(FORM)
    with django_assert_max_num_queries(34):
        client.get(FORM)
    with django_assert_max_num_queries(20):
        client.get(f"/households/{field.company.public_id}/")
