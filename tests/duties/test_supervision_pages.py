"""Pages of supervision: draft from a cell, list, item; what is refused says why and keeps the form."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties.models import SupervisionItem
from duties.selectors.cell_key import Cell
from portal.models import Document
from portal.selectors.documents import version_of
from tests.access_walk import BACKEND
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once
from tests.duties.supervision_world import drafted, wording

made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def enter(world: OfficeWorld, who: str = "office") -> Client:
    client = Client()
    client.force_login(world.actors[who].account, backend=BACKEND)
    return client


def address(cell: Cell, name: str = "supervision-new") -> str:
    asked = {
        "unit": cell.unit.public_id,
        "regulation": cell.rule.regulation.code,
        "rule": cell.rule.code,
        "period": cell.period,
        "role": cell.role,
    }
    return f"{reverse(name)}?{urlencode(asked)}"


def filled(**values: str) -> dict[str, str]:
    given = {
        "title": "督办通知",
        "demands": "尽快补办。",
        "deadline": "2026-12-09",
        "token": str(uuid.uuid4()),
    }
    return given | values


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def make_item(world: OfficeWorld, who: str = "office", title: str = "关于督办的通知") -> SupervisionItem:
    return drafted(world, who, words=wording(title=title, demands="尽快补办。"))


def test_the_form_is_filled_with_the_facts(world: OfficeWorld) -> None:
    shown = text(enter(world).get(address(world.cell())))
    assert "关于演示27团2026年第三季度领导小组会议逾期未完成的督办通知" in shown
    assert "第八条第二款(二)" in shown
    assert "应完成1次,截至2026年11月24日计入0次" in shown
    assert 'value="2026-12-08"' in shown
    assert "10个工作日为12月8日" in shown
    assert "演示兵团党委农村工作领导小组办公室" in shown


def test_a_draft_is_saved_and_shown(world: OfficeWorld) -> None:
    answer = enter(world).post(address(world.cell()), filled(), follow=True)
    item = SupervisionItem.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("supervision-item", args=[item.public_id])
    assert "核稿通过" in text(answer)


def test_sent_twice_it_is_one(world: OfficeWorld) -> None:
    client, form = enter(world), filled()
    first, second = (client.post(address(world.cell()), form)["Location"] for _ in range(2))
    assert first == second
    assert SupervisionItem.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("deadline", "2026-11-24", "应晚于今天"),
        ("deadline", "2030-01-01", "不应超过一年"),
        ("deadline", "下周", "请按"),
        ("title", "", "字段是必填"),
        ("demands", "请按机密★件办理。", "涉密内容"),
        ("demands", "\ue000", "无法印刷"),
        ("title", "长" * 101, "100"),
    ],
)
def test_bad_input_is_said_at_the_field_and_the_rest_kept(
    world: OfficeWorld, field: str, value: str, message: str
) -> None:
    kept = {"title": "另一个标题", "demands": "另一条要求。", "copies_to": "演示兵团"}
    answer = enter(world).post(address(world.cell()), filled(**(kept | {field: value})))
    shown = text(answer)
    assert answer.status_code == 422
    assert message in shown
    assert all(words in shown for name, words in kept.items() if name != field)
    assert not SupervisionItem.objects.exists()


def test_overdue_no_more(world: OfficeWorld) -> None:
    hold(world)
    shown = text(enter(world).get(address(world.cell())))
    assert "现为「按时完成」" in shown
    assert "<form" not in shown.split("<main")[1]


def test_an_open_notice_is_linked(world: OfficeWorld) -> None:
    item = make_item(world)
    shown = text(enter(world).get(address(world.cell())))
    assert reverse("supervision-item", args=[item.public_id]) in shown
    assert text(enter(world, "above").post(address(world.cell()), filled())).count("已有在办的督办件") == 1


def test_a_draft_of_the_office_above_is_named_without_its_words(world: OfficeWorld) -> None:
    make_item(world, "above", "上级的标题")
    shown = text(enter(world).get(address(world.cell())))
    assert "已由演示兵团拟督办通知单" in shown
    assert "上级的标题" not in shown


@pytest.mark.parametrize(
    "query",
    ["", "unit=x&rule=a8.2.leading_group", "rule=a8.2.leading_group&period=2026Q3", "unit=%00"],
)
def test_an_address_without_a_cell_is_not_found(world: OfficeWorld, query: str) -> None:
    assert enter(world).get(f"{reverse('supervision-new')}?{query}").status_code == 404


def test_a_rule_with_a_null_character_is_not_found(world: OfficeWorld) -> None:
    asked = {"unit": world.units["团"].public_id, "rule": "a\x00", "period": "\x00", "role": "\x00"}
    assert enter(world).get(reverse("supervision-new"), asked).status_code == 404


def test_a_cell_out_of_the_area_is_not_found(world: OfficeWorld) -> None:
    assert enter(world, "aside").get(address(world.cell())).status_code == 404


def test_a_preview_is_a_pdf_and_saves_nothing(world: OfficeWorld) -> None:
    answer = enter(world).post(address(world.cell(), "supervision-preview"), filled())
    assert answer.content.startswith(b"%PDF")
    assert not Document.objects.exists()
    bad = enter(world).post(address(world.cell(), "supervision-preview"), filled(title=""))
    assert bad.status_code == 422


def test_the_list_shows_states_and_filters(world: OfficeWorld) -> None:
    make_item(world)
    client = enter(world)
    assert "关于督办的通知" in text(client.get(reverse("supervision")))
    assert "关于督办的通知" in text(client.get(reverse("supervision"), {"state": "draft"}))
    assert "没有这样的督办件" in text(client.get(reverse("supervision"), {"state": "issued"}))


@pytest.mark.parametrize("who", ["auditor", "official", "clerk", "aside"])
def test_a_draft_is_not_for_the_addressee_or_the_auditor(world: OfficeWorld, who: str) -> None:
    item = make_item(world)
    client = enter(world, who)
    assert "关于督办的通知" not in text(client.get(reverse("supervision")))
    assert client.get(reverse("supervision-item", args=[item.public_id])).status_code == 404


def test_the_colleague_edits(world: OfficeWorld) -> None:
    item = make_item(world)
    client, url = enter(world, "colleague"), reverse("supervision-edit", args=[item.public_id])
    assert "尽快补办。" in text(client.get(url))
    client.post(url, filled(title="改后的标题", version=version_of(item.notice)))
    assert Document.objects.get().title == "改后的标题"


def test_a_stale_edit_is_told_and_kept(world: OfficeWorld) -> None:
    item = make_item(world)
    url, seen = reverse("supervision-edit", args=[item.public_id]), version_of(item.notice)
    enter(world, "colleague").post(url, filled(title="同事改的标题", version=seen))
    shown = text(enter(world).post(url, filled(title="我改的标题", version=seen)))
    assert "演示-colleague" in shown
    assert "我改的标题" in shown
    assert Document.objects.get().title == "同事改的标题"


def test_what_is_not_a_draft_is_not_edited(world: OfficeWorld) -> None:
    item = make_item(world)
    Document.objects.update(state=Document.State.REVIEWED)
    answer = enter(world).get(reverse("supervision-edit", args=[item.public_id]), follow=True)
    assert "不能修改" in text(answer)


def test_the_list_takes_constant_queries(world: OfficeWorld, django_assert_max_num_queries) -> None:
    client = enter(world)
    for rule in ("a8.2.leading_group", "a8.2.standing_committee", "a8.2.executive"):
        drafted(world, cells=[world.cell(rule=rule)])
    client.get(reverse("supervision"))
    with django_assert_max_num_queries(20):
        client.get(reverse("supervision"))
