"""Contact points and resident teams: entered, ended, passed on; coverage, hand-over, visits that are due."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from duties.models import Link, Obligation
from duties.services.links import link_pass
from duties.services.records import Content, record_add
from meetings.selectors.contacts import link_rows, links_of
from portal import access
from portal.models import Person
from portal.selectors.vocabulary import vocabulary
from portal.services.handover import seat_hand_over
from tests.meetings.conftest import As
from tests.meetings.field_world import START, Field, linked
from tests.meetings.world import World

TODAY = dt.date(2026, 9, 20)


def counted(world: World, rule: str, role: str) -> int:
    return Obligation.objects.get(unit=world.unit, rule__code=rule, role=role, period="2026").counted


def form(field: Field, **values: str) -> dict[str, str]:
    given = {
        "kind": "contact_point",
        "role": "party_secretary",
        "target": "演示一连",
        "started_on": "2026-03-01",
    }
    return given | values


def rows_of(world: World, name: str, show: str = "") -> list[Any]:
    actor = world.actors[name]
    return link_rows(actor, list(links_of(actor, show)), vocabulary())


def test_the_clerk_enters_a_contact_point_and_it_counts(world: World, field: Field, as_: As) -> None:
    answer = as_("clerk").post("/links/new/", form(field, target="", chosen="F-C1"), follow=True)
    assert "计入“定点联系连队”" in answer.content.decode()
    assert counted(world, "a8.6.contact", "party_secretary") == 1


def test_the_office_enters_for_a_unit_of_its_area(world: World, field: Field, as_: As) -> None:
    address = f"/links/new/?unit={world.unit.public_id}"
    page = as_("office").get(address).content.decode()
    assert '<option value="F-C1">演示一连</option>' in page
    as_("office").post(address, form(field))
    assert Link.objects.get().unit == world.unit
    assert as_("foreign_office").post(address, form(field)).status_code == 404


def test_a_target_outside_the_rule_is_kept_and_said_not_to_count(world: World, field: Field, as_: As) -> None:
    answer = as_("clerk").post("/links/new/", form(field, target="演示帮扶局"), follow=True)
    assert "不计入台账" in answer.content.decode()
    assert counted(world, "a8.6.contact", "party_secretary") == 0


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"target": "没有这个单位"}, "没有代码或全称"),
        ({"target": ""}, "请选择联系对象"),
        ({"chosen": "nowhere", "target": ""}, "请从列表中选择联系对象"),
        ({"target": "\0"}, "空字符"),
        ({"role": "king"}, "请从列表中选择席位"),
        ({"kind": "x"}, "请从列表中选择类别"),
        ({"started_on": "昨天"}, "有效的日期"),
        ({"ended_on": "2026-02-01"}, "终止日必须晚于起始日"),
    ],
)
def test_a_faulty_form_is_kept_and_told(
    world: World, field: Field, as_: As, values: dict[str, str], why: str
) -> None:
    answer = as_("clerk").post("/links/new/", form(field, **values))
    assert (answer.status_code, why in answer.content.decode(), Link.objects.count()) == (422, True, 0)


def test_the_same_target_is_not_entered_twice(world: World, field: Field, as_: As) -> None:
    linked(world.unit, "party_secretary", field.company)
    answer = as_("clerk").post("/links/new/", form(field))
    assert (answer.status_code, "不必重复登记" in answer.content.decode()) == (422, True)


def change(world: World, as_: As, name: str, link: Link, **values: str) -> Any:
    address = reverse("link-edit", args=[link.unit.public_id])
    return as_(name).post(address, {"ref": link.ref, "reason": "演示"} | values, follow=True)


def test_a_link_that_ends_takes_its_credit_with_it(world: World, field: Field, as_: As) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    assert counted(world, "a8.6.contact", "party_secretary") == 1
    answer = change(world, as_, "clerk", link, deed="end", day="2026-09-01")
    assert "已终止联系演示一连" in answer.content.decode()
    assert counted(world, "a8.6.contact", "party_secretary") == 0
    assert [row.link.target for row in rows_of(world, "clerk", "ended")] == [field.company]


def test_another_seat_goes_on_with_it(world: World, field: Field, as_: As) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    change(world, as_, "office", link, deed="pass", day="2026-09-01", role="administrative_head")
    seats = Link.objects.known().order_by("started_on").values_list("role", "started_on", "ended_on")
    assert list(seats) == [
        ("party_secretary", START, dt.date(2026, 9, 1)),
        ("administrative_head", dt.date(2026, 9, 1), None),
    ]
    assert counted(world, "a8.6.contact", "administrative_head") == 1


def test_what_was_wrong_is_corrected_or_taken_back(world: World, field: Field, as_: As) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    change(world, as_, "clerk", link, deed="correct", started_on="2026-01-01", ended_on="")
    fresh = Link.objects.known().get()
    assert fresh.started_on == dt.date(2026, 1, 1)
    change(world, as_, "clerk", fresh, deed="drop")
    assert not Link.objects.known().exists()
    assert Link.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "请选择怎样办理"),
        ({"deed": "end", "day": ""}, "请填写日期"),
        ({"deed": "end", "day": "2019-01-01"}, "终止日必须晚于起始日"),
        ({"deed": "pass", "day": "2026-09-01"}, "由哪个席位"),
        ({"deed": "drop", "reason": ""}, "请填写此项"),
    ],
)
def test_a_faulty_change_is_told(
    world: World, field: Field, as_: As, values: dict[str, str], why: str
) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    answer = change(world, as_, "clerk", link, **values)
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert Link.objects.get().pk == link.pk


def test_the_service_refuses_to_pass_to_the_same_seat(world: World, field: Field) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    with pytest.raises(ValidationError, match="本来就由此席位"):
        link_pass(actor=access.SYSTEM, link=link, role="party_secretary", day=TODAY, reason="演示")


def test_who_may_not_enter_finds_nothing(world: World, field: Field, as_: As) -> None:
    link = linked(field.support, "", field.company, kind="resident_team")
    assert change(world, as_, "clerk", link, deed="drop").status_code == 404
    assert as_("secretary").get("/links/new/").status_code == 403
    unknown = reverse("link-edit", args=[world.unit.public_id])
    assert as_("clerk").get(unknown, {"ref": "none"}).status_code == 404


def test_a_successor_goes_on_and_is_shown_until_he_was_there(world: World, field: Field) -> None:
    linked(world.unit, "party_secretary", field.company, dt.date(2026, 1, 1))
    new = Person(code="新书记", name="演示-新书记")
    seat_hand_over(
        actor=access.SYSTEM, day=dt.date(2026, 9, 1), unit=world.unit, role="party_secretary",
        successor=new, reason="演示",
    )  # fmt: skip
    [row] = rows_of(world, "office", "handover")
    assert row.holding.note == "由新任演示-新书记自2026-09-01起接续"
    record_add(
        actor=access.SYSTEM,
        content=Content(
            unit=world.unit, kind="visit", occurred_on=dt.date(2026, 9, 10), forms=["research"],
            leader=Person.objects.get(code="新书记"), target=field.company, on_topic=True,
        ),
    )  # fmt: skip
    assert rows_of(world, "office", "handover") == []
    assert rows_of(world, "office")[0].holding.note.startswith("由新任")


def test_a_vacant_seat_is_shown_as_to_be_handed_over(world: World, field: Field) -> None:
    linked(world.unit, "party_secretary", field.company)
    seat_hand_over(
        actor=access.SYSTEM, day=dt.date(2026, 9, 1), unit=world.unit, role="party_secretary", reason="演示"
    )
    [row] = rows_of(world, "clerk", "handover")
    assert row.holding.note == "席位自2026-09-01起空缺,联系由继任者接续"


def test_a_team_of_a_unit_is_never_handed_over(world: World, field: Field) -> None:
    linked(field.support, "", field.company, kind="resident_team")
    assert rows_of(world, "office", "handover") == []
    assert [row.link.role for row in rows_of(world, "office")] == [""]


def test_visits_that_are_due_are_those_of_the_ledger(world: World, field: Field) -> None:
    division = world.actors["office"].post.unit
    person = world.people["师长"]
    linked(division, "administrative_head", world.unit, dt.date(2026, 1, 1))
    for day, on_topic in (
        (dt.date(2026, 3, 1), True),
        (dt.date(2026, 5, 1), True),
        (dt.date(2026, 6, 1), False),
    ):
        content = Content(
            unit=division, kind="visit", occurred_on=day, forms=["research"], leader=person, target=world.unit,
            on_topic=on_topic,
        )  # fmt: skip
        record_add(actor=access.SYSTEM, content=content)
    [row] = rows_of(world, "office")
    assert (row.reached.count, row.reached.last_on) == (2, dt.date(2026, 5, 1))
    assert (row.due.obligation.counted, row.due.obligation.required, row.left) == (2, 4, 2)


def test_coverage_says_who_has_none_since_when(world: World, field: Field, as_: As) -> None:
    link = linked(world.unit, "party_secretary", field.company, dt.date(2026, 1, 1))
    change(world, as_, "clerk", link, deed="end", day="2026-08-01")
    linked(world.unit, "administrative_head", field.other, dt.date(2026, 2, 1))
    rows = {
        row.line.obligation.role: row
        for row in as_("office").get("/links/coverage/").context["list"].page.rows
        if row.line.obligation.unit_id == world.unit.pk
    }
    assert rows["party_secretary"].since == dt.date(2026, 8, 1)
    assert (rows["administrative_head"].targets, rows["administrative_head"].since) == (
        ["演示二连"],
        dt.date(2026, 2, 1),
    )
    missing = as_("office").get("/links/coverage/?show=missing").context["list"].page.rows
    assert all(row.line.obligation.counted == 0 for row in missing)
    assert {row.line.obligation.unit for row in missing} >= {world.unit, field.support}


def test_a_company_sees_who_is_linked_to_it(world: World, field: Field, as_: As) -> None:
    linked(world.unit, "party_secretary", field.company)
    world.actors["company"] = field.official
    page = as_("company").get("/links/")
    assert [link.unit for link in page.context["to_us"]] == [world.unit]


def test_the_list_takes_few_queries_however_long(
    world: World, field: Field, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for role in ("party_secretary", "administrative_head", "deputy"):
        linked(world.unit, role, field.company)
        linked(world.unit, role, field.other)
    linked(world.actors["office"].post.unit, "administrative_head", world.unit)
    client = as_("office")
    client.get("/links/")
    with django_assert_max_num_queries(20):
        client.get("/links/")
    with django_assert_max_num_queries(20):
        client.get("/links/coverage/")


def test_ones_own_page_leads_to_the_form_with_seat_and_kind(world: World, field: Field, as_: As) -> None:
    page = as_("clerk").get("/mine/").content.decode()
    assert "/links/new/?kind=contact_point&amp;role=party_secretary" in page
    assert "登记定点联系点" in page
    world.actors["support"] = field.support_clerk
    assert "/links/new/?kind=resident_team" in as_("support").get("/mine/").content.decode()
    form = as_("support").get("/links/new/?kind=resident_team").context["form"]
    assert form["role"].value() == "-"
