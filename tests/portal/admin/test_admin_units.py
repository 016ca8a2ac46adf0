"""The system administrator's desk: units, the tree and seats; what contradicts a rule is told at the field."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal import access
from portal.models import Change, Existence, Person, Placement, Role, Tenure, Unit, Word
from portal.services.structure import tree_fact_add
from tests.access_cast import Cast, make_cast
from tests.access_walk import BACKEND

pytestmark = pytest.mark.django_db
WORDS = [
    ("units", "division", "师市", {"under": ["corps"]}),
    ("units", "regiment", "团场(镇)", {"under": ["division"]}),
    ("units", "company", "连队(村)", {"under": ["regiment"]}),
    ("roles", "party_secretary", "党委(党组织)主要负责人", {}),
    ("roles", "administrative_head", "行政主要负责人", {}),
    ("roles", "deputy", "领导班子成员", {"several": True}),
]


@pytest.fixture
def cast() -> Cast:
    for group, code, name, data in WORDS:
        Word.objects.create(group=group, code=code, name=name, data=data)
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.accounts[Role.SYSTEM_ADMIN], backend=BACKEND)
    return client


def errors(client: Client, path: str, data: dict[str, str]) -> dict[str, list[str]]:
    """What a form refuses, by field."""
    answer = client.post(path, data)
    assert answer.status_code == 200, answer.headers.get("Location")
    return dict(answer.context["adminform"].form.errors)


def founding(**values: str) -> dict[str, str]:
    return {
        "code": "NEW",
        "name": "演示新连",
        "kind": "company",
        "started_on": "2024-01-01",
        "parent_code": "M-own",
    } | values


def seat(**values: str) -> dict[str, str]:
    return {
        "ref": "T-1",
        "unit": "M-own",
        "role": "party_secretary",
        "person": "P1",
        "started_on": "2024-01-01",
    } | values


@pytest.fixture
def person() -> Person:
    return Person.objects.create(code="P1", name="演示-甲一")


def test_a_unit_is_founded_with_its_life_name_and_place(client: Client) -> None:
    answer = client.post("/admin/portal/unit/add/", founding())
    assert answer.status_code == 302
    unit = Unit.objects.get(code="NEW")
    assert Existence.objects.present().filter(unit=unit).count() == 1
    assert Placement.objects.present().get(unit=unit).parent.code == "M-own"
    assert Change.objects.filter(action="unit_found", unit=unit).count() == 1


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"code": "M-own"}, "code", "已存在"),
        ({"parent_code": "nowhere"}, "parent_code", "没有这个代码的单位"),
        ({"parent_code": ""}, "parent_code", "须填上级单位代码"),
        ({"started_on": "someday"}, "started_on", "日期"),
    ],
)
def test_a_founding_that_cannot_be_is_told_at_the_field(
    client: Client, given: dict[str, str], field: str, message: str
) -> None:
    found = errors(client, "/admin/portal/unit/add/", founding(**given))
    assert message in "".join(found[field])
    assert not Unit.objects.filter(code="NEW").exists()


def test_a_unit_under_the_wrong_kind_leaves_nothing_behind(client: Client) -> None:
    found = errors(client, "/admin/portal/unit/add/", founding(parent_code="M-above"))
    assert "连队(村)只能隶属于团场(镇)" in "".join(found["__all__"])
    assert not Unit.objects.filter(code="NEW").exists()
    assert not Change.objects.filter(action="unit_found", target_ref="NEW").exists()


def test_a_seat_is_filled_by_codes(client: Client, person: Person) -> None:
    assert client.post("/admin/portal/tenure/add/", seat()).status_code == 302
    tenure = Tenure.objects.get()
    assert (tenure.unit.code, tenure.person, tenure.several) == ("M-own", person, False)


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"unit": "nowhere"}, "unit", "没有这个代码"),
        ({"person": "nobody"}, "person", "没有这个人员代码"),
        ({"role": ""}, "role", "必填"),
        ({"started_on": ""}, "started_on", "任职必须有起始日"),
        ({"ended_on": "2023-01-01"}, "ended_on", "终止日必须晚于起始日"),
        ({"started_on": "2019-12-31"}, "started_on", "不得早于单位演示own的成立日期2020年1月1日"),
        ({"role": "deputy"}, "title", "请填职务名称"),
    ],
)
def test_a_seat_that_cannot_be_is_told_at_the_field(
    client: Client, person: Person, given: dict[str, str], field: str, message: str
) -> None:
    found = errors(client, "/admin/portal/tenure/add/", seat(**given))
    assert message in "".join(found[field]), found
    assert not Tenure.objects.exists()


def test_one_seat_has_one_holder_and_the_form_stays_filled(client: Client, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    answer = client.post("/admin/portal/tenure/add/", seat(ref="T-2", title="书记"))
    form = answer.context["adminform"].form
    assert "只能有一名在任者" in "".join(form.errors["role"])
    assert 'value="书记"' in answer.content.decode()
    assert Tenure.objects.count() == 1


def test_a_number_of_a_tenure_is_used_once(client: Client, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    found = errors(client, "/admin/portal/tenure/add/", seat(role="administrative_head"))
    assert "此编号已用于另一条任职" in "".join(found["ref"])


def test_a_change_keeps_the_earlier_version(client: Client, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    old = Tenure.objects.get()
    path = f"/admin/portal/tenure/{old.pk}/change/"
    assert client.post(path, seat(ended_on="2025-06-01")).status_code == 302
    assert Tenure.objects.count() == 2
    assert Tenure.objects.known().get().ended_on == dt.date(2025, 6, 1)


def test_saving_without_a_change_writes_nothing(client: Client, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    written = Change.objects.count()
    client.post(f"/admin/portal/tenure/{Tenure.objects.get().pk}/change/", seat())
    assert (Tenure.objects.count(), Change.objects.count()) == (1, written)


def test_no_unit_stands_under_a_company(client: Client, cast: Cast) -> None:
    placement = Placement.objects.known().get(unit=cast.units["own"])
    found = errors(
        client,
        f"/admin/portal/placement/{placement.pk}/change/",
        {"unit": "M-own", "parent": "M-below", "started_on": "2020-01-01"},
    )
    assert "团场(镇)只能隶属于师市" in "".join(found["parent"])


def test_no_unit_has_two_parents_on_one_day(client: Client) -> None:
    found = errors(
        client,
        "/admin/portal/placement/add/",
        {"unit": "M-below", "parent": "M-sibling", "started_on": "2024-01-01"},
    )
    assert "同一天只能有一个上级单位" in "".join(found["parent"])


def test_a_unit_does_not_end_before_its_seats(client: Client, cast: Cast, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    life = Existence.objects.known().get(unit=cast.units["own"])
    found = errors(
        client,
        f"/admin/portal/existence/{life.pk}/change/",
        {"started_on": "2020-01-01", "ended_on": "2023-12-31"},
    )
    assert "任职" in "".join(found["ended_on"])


def test_lists_speak_chinese(client: Client, cast: Cast, person: Person) -> None:
    client.post("/admin/portal/tenure/add/", seat())
    for path, word in (("unit", "团场(镇)"), ("tenure", "党委(党组织)主要负责人")):
        text = client.get(f"/admin/portal/{path}/").content.decode()
        assert word in text
    assert "party_secretary</td>" not in text


def test_a_list_to_choose_from_gives_back_the_code(client: Client) -> None:
    text = client.get("/admin/portal/unit/?_to_field=code&_popup=1").content.decode()
    assert 'data-popup-opener="M-own"' in text


def test_no_unit_stands_under_one_below_it_whoever_writes(cast: Cast) -> None:
    Word.objects.filter(group=Word.Group.UNIT).delete()
    with pytest.raises(ValidationError, match="下级"):
        tree_fact_add(
            actor=access.SYSTEM,
            fact=Placement(unit=cast.units["above"], parent=cast.units["below"]),
            unit=cast.units["above"],
        )
