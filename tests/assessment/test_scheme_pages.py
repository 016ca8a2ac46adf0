"""The pages of assessments: an official's way from the list to the frozen sheet, what each reader sees, and what is refused."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.assessing import scheme_rows
from assessment.demo.schemes import add_assessments
from assessment.models import Indicator, Scheme, Score
from portal.access import Actor
from portal.models import Access, Role
from tests.access_walk import signed_in
from tests.assessment.scheme_world import (
    NOW,
    decided,
    drafted,
    line,
    make_scheme_world,
    notified,
    opened,
    score,
    sheet,
)
from tests.duties.office_world import OfficeWorld
from tests.duties.shared import once
from tests.portal.desk import account_at

made = once(make_scheme_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def browser(world: OfficeWorld, name: str) -> Client:
    actor: Actor = world.actors[name]
    assert actor.account is not None
    return signed_in(actor.account)


def page(client: Client, name: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_an_office_begins_a_scheme_and_changes_its_tree(world: OfficeWorld) -> None:
    client = browser(world, "office")
    form = client.get(reverse("scheme-new")).context["form"]
    sent = {"year": "2026", "begin": "sample", "token": str(form.initial["token"])}
    client.post(reverse("scheme-new"), sent)
    scheme = Scheme.objects.get()
    text = page(client, "scheme", scheme.public_id)
    assert "一级指标权重合计 100,应为 100" in text
    assert "定量指标占 85%" in text
    group = scheme.indicators.get(name="组织领导")
    address = reverse("indicator-new", args=[scheme.public_id]) + f"?kind=quantity&parent={group.public_id}"
    line_sent = {
        "name": "新增",
        "weight": "1.5",
        "rules": ["a8.2.executive"],
        "off": "0.5",
        "version": str(scheme.version),
    }
    assert client.post(address, line_sent | {"off": "多"}).status_code == 422
    assert client.post(address, line_sent).status_code == 302
    made_line = Indicator.objects.get(name="新增")
    assert made_line.parameters == {"rules": ["a8.2.executive"], "off": "0.5"}
    text = page(client, "scheme", scheme.public_id)
    assert "“组织领导”下级指标权重合计 25.5,应为 24" in text
    scheme.refresh_from_db()
    refused = client.post(
        reverse("scheme-submit", args=[scheme.public_id]), {"version": str(scheme.version), "text": ""}
    )
    assert refused.status_code == 422
    assert "合计 25.5,应为 24" in refused.content.decode()


@pytest.mark.parametrize(
    "kind", ["ledger", "quantity", "timeliness", "statistic", "inspection", "rating", "survey"]
)
def test_an_indicator_is_saved_as_it_was_read(world: OfficeWorld, kind: str) -> None:
    client, scheme = browser(world, "office"), drafted(world)
    each = scheme.indicators.filter(kind=kind).first()
    assert each is not None
    address = reverse("indicator", args=[scheme.public_id, each.public_id])
    form = client.get(address).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    assert client.post(address, sent).status_code == 302
    again = Indicator.objects.get(pk=each.pk)
    before = {"forces": ["must"], "scope": "own"} if kind == "ledger" else {}
    assert again.parameters == before | each.parameters


def test_grades_and_classes_are_chosen_in_forms(world: OfficeWorld) -> None:
    client, scheme = browser(world, "office"), drafted(world)
    address = reverse("scheme-words", args=[scheme.public_id])
    form = client.get(address).context["form"]
    sent = {
        name: value
        for name in form.fields
        if (value := form[name].value()) not in (None, "") and value is not False
    }
    wrong = client.post(address, sent | {"bound_0": "70"})
    assert "从高到低" in wrong.content.decode()
    assert (
        client.post(address, {key: value for key, value in sent.items() if key != "includes_0"}).status_code
        == 302
    )
    scheme.refresh_from_db()
    assert scheme.grades[0] == {"name": "优秀", "bound": "90", "includes": False}
    units = reverse("scheme-units", args=[scheme.public_id])
    key = world.units["团"].pk
    client.post(units, {f"in_{key}": "on", f"group_{key}": "城郊", "version": str(scheme.version)})
    assert list(scheme.units.values_list("unit", "group")) == [(key, "城郊")]


def test_a_sheet_leads_from_every_lost_point_to_its_article_and_cell(world: OfficeWorld) -> None:
    scheme = score(world, opened(world))
    own = sheet(scheme)
    text = page(browser(world, "office"), "assessed", own.public_id)
    cell = reverse("cell", args=[own.unit.public_id, "xpcc-2023", "a8.2.standing_committee", "2026Q4"])
    assert f"{cell}?as_of=2027-02-10" in text
    assert "没有计入的记录" in text
    assert reverse("rulebook-article", args=[8]) in text
    assert "到期 14 项,完成 7 项:8 × 7 ÷ 14" in text
    linked = browser(world, "office").get(cell, {"as_of": "2027-02-10", "known_at": NOW.isoformat()})
    assert linked.status_code == 200


def test_the_assessed_see_their_scores_once_they_are_published_and_no_others(world: OfficeWorld) -> None:
    scheme = decided(world)
    clerk, own, other = browser(world, "clerk"), sheet(scheme), sheet(scheme, "邻")
    assert "66.57" not in page(clerk, "assessed", own.public_id)
    page(clerk, "scheme-ranking", scheme.public_id, status=404)
    page(clerk, "assessed", other.public_id, status=404)
    Scheme.objects.filter(pk=scheme.pk).update(state="notified")
    text = page(clerk, "assessed", own.public_id)
    assert "66.57" in text
    assert "66.57" in page(clerk, "scheme-ranking", scheme.public_id)
    page(clerk, "assessed", other.public_id, status=404)


def test_a_draft_is_hidden_from_the_auditor_and_the_assessed(world: OfficeWorld) -> None:
    scheme = drafted(world)
    for name in ("auditor", "clerk", "official"):
        page(browser(world, name), "scheme", scheme.public_id, status=404)
    page(browser(world, "approver"), "scheme", scheme.public_id)
    assert scheme.title in page(browser(world, "above"), "assessment")


def test_a_unit_reports_on_itself_and_is_told_of_what_is_wrong(world: OfficeWorld) -> None:
    scheme = opened(world)
    client, own = browser(world, "clerk"), sheet(scheme)
    assert "请自评" in page(client, "mine")
    key = line(scheme, "会议制度落实").pk
    address = reverse("assessed-report", args=[own.public_id])
    wrong = client.post(address, {"report": "都好。", f"points-{key}": "9"})
    assert wrong.status_code == 422
    assert "须在 0 和 8.00 之间" in wrong.content.decode()
    assert "都好。" in wrong.content.decode()
    assert client.post(address, {"report": "都好。", f"points-{key}": "7.5"}).status_code == 302
    assert Score.objects.get(pk=key).own_points == "7.5"
    assert "请自评" not in page(client, "mine")


def test_an_office_scores_and_rates_by_forms(world: OfficeWorld) -> None:
    scheme = opened(world)
    client = browser(world, "office")
    asked = client.post(
        reverse("scheme-score", args=[scheme.public_id]),
        {"version": str(scheme.version), "token": "6f1f4f4e-0c3c-4f7e-9d0e-0d7a5a1c2b3d"},
    )
    assert asked.status_code == 302
    scheme = score(world, scheme)
    own, mark = sheet(scheme), line(scheme, "第三方评估")
    address = reverse("score-rate", args=[mark.public_id])
    sent = {"mark": "87.5", "text": "见评估报告。", "version": str(scheme.version)}
    assert client.post(address, sent | {"mark": "101"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "见评估报告。" in page(client, "assessed", own.public_id)
    excused = line(scheme, "定点联系")
    scheme.refresh_from_db()
    client.post(
        reverse("score-excuse", args=[excused.public_id]),
        {"text": "没有连队。", "version": str(scheme.version)},
    )
    board = page(client, "scheme-board", scheme.public_id)
    assert "不适用" in board
    assert "待评定" in board


def test_the_results_are_written_to_a_workbook(world: OfficeWorld) -> None:
    scheme = decided(world)
    answer = browser(world, "office").get(reverse("scheme-results", args=[scheme.public_id]))
    sheet_ = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet_.iter_rows(values_only=True))
    told = {row[2]: (row[1], row[3], row[4]) for row in rows if row[2] in ("演示27团", "演示28团")}
    assert told == {"演示27团": (1, 66.57, "一般"), "演示28团": (2, 15.79, "较差")}
    assert len(rows[-1]) == 5 + 25
    assert Access.objects.filter(action="scheme_results").exists()


def test_an_objection_goes_its_way_on_pages(world: OfficeWorld) -> None:
    scheme = notified(world)
    official, lost = browser(world, "official"), line(scheme, "党委常委会专题研究次数")
    address = reverse("score-object", args=[lost.public_id])
    assert official.post(address, {"text": "", "version": str(scheme.version)}).status_code == 422
    assert official.post(address, {"text": "开过会。", "version": str(scheme.version)}).status_code == 302
    objection = lost.objections.get()
    assert "开过会。" in page(browser(world, "approver"), "objection", objection.public_id)
    assert "您参加了本次评分" in page(browser(world, "office"), "objection", objection.public_id)
    scheme.refresh_from_db()
    uphold = reverse("objection-uphold", args=[objection.public_id])
    sent = {"points": "4", "text": "查实。", "version": str(scheme.version)}
    assert browser(world, "approver").post(uphold, sent | {"points": "5"}).status_code == 422
    assert browser(world, "approver").post(uphold, sent).status_code == 302
    text = page(official, "objection", objection.public_id)
    assert "3.00" in text
    assert "4.00" in text
    assert "更正得分" in page(official, "assessed", sheet(scheme).public_id)


def test_a_stale_form_is_told(world: OfficeWorld) -> None:
    scheme = opened(world)
    answer = browser(world, "approver").post(
        reverse("scheme-cancel", args=[scheme.public_id]), {"version": "0", "text": "取消。"}
    )
    assert answer.status_code == 422
    assert "不是最新" in answer.content.decode()


def test_it_is_found_by_searching_and_waits_on_the_desk(world: OfficeWorld) -> None:
    scheme = drafted(world)
    assert "方案在拟订" in page(browser(world, "office"), "desk")
    assert [(found.ref, found.title) for found in scheme_rows(None)] == [(scheme.pk, scheme.title)]


def test_a_demonstration_has_an_assessment_under_way(world: OfficeWorld) -> None:
    for name, unit, role in (
        ("bangongshi", "师", Role.OFFICE),
        ("shending", "师", Role.APPROVER),
        ("jingban27", "团", Role.CLERK),
    ):
        account_at(world.units[unit], role, name)
    add_assessments()
    add_assessments()
    scheme = Scheme.objects.get()
    assert scheme.state == "opened"
    assert sheet(scheme).reported_by is not None
