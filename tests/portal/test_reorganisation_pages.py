"""The guided reorganisations in the browser: form, preview, confirmation; what is wrong is told at its field."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.models import Change, Existence, Name, Person, Placement, Role, Tenure, Unit, Word
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in

pytestmark = pytest.mark.django_db
DAY = "2024-05-16"
WORDS = [
    ("units", "division", "师市", {"under": ["corps"]}),
    ("units", "regiment", "团场(镇)", {"under": ["division"]}),
    ("units", "company", "连队(村)", {"under": ["regiment"]}),
    ("roles", "party_secretary", "党委(党组织)主要负责人", {}),
    ("roles", "deputy", "领导班子成员", {"several": True}),
]


@pytest.fixture
def cast() -> Cast:
    for group, code, name, data in WORDS:
        Word.objects.create(group=group, code=code, name=name, data=data)
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.accounts[Role.SYSTEM_ADMIN])


def send(client: Client, deed: str, step: str = "look", **values: str) -> Any:
    return client.post(reverse("reorganise", args=[deed]), {"day": DAY, "step": step, **values})


def confirm(client: Client, deed: str, **values: str) -> HttpResponse:
    """Look at the deed, then confirm what was seen."""
    seen = send(client, deed, **values)
    assert seen.status_code == 200, seen.context["form"].errors
    given = {"digest": seen.context["deed"].digest, "reason": "演示批文〔2024〕1号", **values}
    answer: HttpResponse = send(client, deed, "confirm", **given)
    return answer


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_a_move_is_looked_at_then_done(client: Client) -> None:
    values = {"unit": "M-below", "parent": "演示sibling"}
    seen = send(client, "move", **values)
    assert "隶属:演示own" in seen.text
    assert "终止于2024年5月16日" in seen.text
    assert Placement.objects.known().get(unit__code="M-below").parent.code == "M-own"
    assert send(client, "move", "edit", **values).context["form"]["parent"].value() == "演示sibling"
    assert confirm(client, "move", **values).headers["Location"] == reverse("reorganisation")
    assert "已办理:单位改隶" in client.get(reverse("reorganisation")).text
    moved = Placement.objects.present().get(unit__code="M-below")
    assert moved.parent.code == "M-sibling"
    assert moved.started_on == dt.date(2024, 5, 16)
    reasons = Change.objects.filter(action__startswith="placement", reason="演示批文〔2024〕1号")
    assert set(reasons.values_list("action", flat=True)) == {"placement_change", "placement_add"}


def test_a_confirmation_needs_a_reason_and_what_was_seen(client: Client) -> None:
    values = {"unit": "M-below", "parent": "M-sibling"}
    seen = send(client, "move", **values)
    assert "请写明办理原因" in errors(send(client, "move", "confirm", **values))["reason"][0]
    stale = send(client, "move", "confirm", **values, reason="演示", digest="0")
    assert stale.status_code == 409
    assert "核对以后情况有变" in stale.text
    assert stale.context["deed"].digest == seen.context["deed"].digest
    assert Placement.objects.known().get(unit__code="M-below").parent.code == "M-own"


def test_all_other_deeds(client: Client) -> None:
    confirm(client, "begin", code="N1", name="演示一连", kind="company", parent="M-own")
    confirm(client, "rename", unit="N1", name="演示新一连")
    assert Unit.objects.get(code="N1").name == "演示新一连"
    assert [name.name for name in Name.objects.known().filter(unit__code="N1")] == ["演示新一连"]
    confirm(
        client,
        "split",
        unit="M-own",
        keep="1",
        code_3="N3",
        name_3="演示新团",
        children_3="N1;M-below",
        day="2024-06-01",
    )
    assert Placement.objects.present().get(unit__code="N1").parent.code == "N3"
    confirm(
        client,
        "merge",
        units="N1;M-below",
        new_code="N4",
        new_name="演示合并连",
        households="on",
        day="2024-07-01",
    )
    confirm(client, "merge", units="M-sibling", into="N3", day="2024-08-01")
    confirm(client, "abolish", unit="N4", day="2024-09-01")
    assert Existence.objects.known().get(unit__code="N4").ended_on == dt.date(2024, 9, 1)
    seat = {"unit": "M-own", "role": "party_secretary", "links": "keep"}
    confirm(client, "seat", **seat, code="P1", name="演示-甲")
    confirm(client, "seat", **seat, code="P2", name="演示-乙", acting="on", day="2024-06-01")
    held = Tenure.objects.known().order_by("started_on")
    assert list(held.values_list("person__code", "acting", "ended_on")) == [
        ("P1", False, dt.date(2024, 6, 1)),
        ("P2", True, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("deed", "values", "field", "message"),
    [
        ("move", {"unit": "XX", "parent": "M-own"}, "unit", "没有代码或全称为“XX”的单位"),
        ("move", {"unit": "M-below", "parent": "M-above"}, "parent", "只能隶属于团场(镇)"),
        ("move", {"unit": "M-below", "parent": "M-sibling", "day": "2019-01-01"}, "day", "不能早于此日"),
        ("move", {"unit": "M-below", "parent": "M-sibling", "day": "5月16日"}, "day", "2026-05-16 的格式"),
        ("begin", {"code": "M-own", "name": "演示", "kind": "regiment", "parent": "M-above"}, "code", "已存在"),
        ("begin", {"code": "N", "name": "演示", "kind": "regiment"}, "parent", "须填上级单位"),
        ("abolish", {"unit": "M-sibling", "children_to": "M-sibling"}, "children_to", "不能承接"),
        ("abolish", {"unit": "M-above"}, "children_to", "演示own、演示sibling"),
        ("merge", {"units": "M-own;M-sibling"}, "into", "二者填一"),
        ("merge", {"units": "M-own;M-sibling", "new_code": "N"}, "new_name", "都要填"),
        ("merge", {"units": "M-own", "into": "M-sibling"}, "units", "管理员岗位"),
        ("split", {"unit": "M-sibling", "keep": "1"}, "code_1", "至少填一个新单位"),
        ("split", {"unit": "M-own", "keep": "1", "code_2": "N", "name_2": "演示", "children_2": "M-sibling"}, "children_2", "不隶属于"),
        ("split", {"unit": "M-sibling", "keep": "1", "code_2": "M-own", "name_2": "演示"}, "code_2", "已存在"),
        ("rename", {"unit": "M-own", "name": "演示own"}, "name", "已叫"),
        ("seat", {"unit": "M-own", "role": "party_secretary", "links": "keep"}, "code", "请填继任人"),
        ("seat", {"unit": "M-own", "role": "party_secretary", "links": "keep", "code": "P9"}, "name", "请填姓名"),
        ("seat", {"unit": "M-own", "role": "deputy", "links": "keep", "code": "P", "name": "演示"}, "title_of_seat", "副团长"),
        ("seat", {"unit": "M-own", "role": "party_secretary", "links": "party_secretary", "code": "P", "name": "演示"}, "links", "由继任者接续"),
        ("seat", {"unit": "M-own", "role": "party_secretary", "links": "keep", "outgoing": "Z"}, "outgoing", "没有代码为“Z”的人员"),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_field(
    client: Client, deed: str, values: dict[str, str], field: str, message: str
) -> None:
    units = Unit.objects.count()
    told = errors(send(client, deed, **values))
    assert list(told) == [field], told
    assert message in told[field][0]
    assert (Unit.objects.count(), Person.objects.count()) == (units, 0)
