"""Pages of 催办 and of statements: from the list, the cell and the unit; what is refused says why and keeps the form."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duties.models import Statement, Urging, Waiver
from duties.selectors.cell_key import cell_url
from duties.statement_states import Kind, State
from portal.models import Document
from portal.selectors.documents import paper_of, version_of
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, hold
from tests.duties.shared import once
from tests.duties.urging_world import TEXT, make_urging_world, urged
from tests.portal.uploads import samples

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WHY = "主要负责人住院治疗,会议改期。"


made = once(make_urging_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def browser(world: OfficeWorld, name: str = "office") -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def test_from_a_cell_one_click_opens_the_form_and_one_sends_it(world: OfficeWorld) -> None:
    cell, office = world.cell(), browser(world)
    assert "发送催办" not in office.get(cell_url(cell)).content.decode()
    opened = office.get("/urgings/new/", {"cell": cell.token}, headers=HTMX).content.decode()
    for words in ("发送催办", "演示-party_secretary", "演示-clerk", "未开通账号", "应于2026年9月30日前完成"):
        assert words in opened, words
    sent = office.post("/urgings/send/", {"cell": cell.token, "text": TEXT}, headers=HTMX).content.decode()
    assert "已催办1项,已送达2人。" in sent
    assert 'hx-swap-oob="true"' in sent
    page = browser(world, "clerk").get(cell_url(cell)).content.decode()
    assert "催办 1 次" in page
    assert TEXT in page


def test_without_scripts_the_same_is_a_page(world: OfficeWorld) -> None:
    cell, office = world.cell(), browser(world)
    assert "发送催办" in office.get("/urgings/new/", {"cell": cell.token}).content.decode()
    sent = office.post("/urgings/send/", {"cell": cell.token, "text": TEXT})
    assert sent["Location"] == cell_url(cell)


def test_a_second_time_is_to_be_confirmed(world: OfficeWorld) -> None:
    urged(world)
    cell, office = world.cell(), browser(world)
    opened = office.get("/urgings/new/", {"cell": cell.token}, headers=HTMX).content.decode()
    assert "本事项已于 11月24日 10:00 由演示二师 演示-office 催办" in opened
    refused = office.post("/urgings/send/", {"cell": cell.token, "text": "再催。"}, headers=HTMX)
    assert refused.status_code == 422
    assert "再催。" in refused.content.decode()
    assert "仍要再次催办" in refused.content.decode()
    again = {"cell": cell.token, "text": "再催。", "again": "on"}
    assert office.post("/urgings/send/", again, headers=HTMX).status_code == 200
    assert Urging.objects.count() == 2


def test_the_list_urges_what_is_ticked_and_all_that_is_listed(world: OfficeWorld) -> None:
    office = browser(world)
    page = office.get("/overdue/", {"rule": "xpcc-2023/8/a8.2.leading_group"}).content.decode()
    assert world.cell().token in page
    assert world.cell("师", "a7.2.leading_group").token not in page
    ticked = [world.cell().token, world.cell("邻").token]
    form = office.post("/urgings/new/", {"cell": ticked}).content.decode()
    assert "2 项,2 个单位" in form
    every = office.post("/urgings/new/?rule=xpcc-2023/8/a8.2.leading_group&lateness=90", {"all": "1"})
    assert "2 项,2 个单位" in every.content.decode()
    sent = office.post("/urgings/send/", {"cell": ticked, "text": TEXT})
    act = office.get(sent["Location"]).content.decode()
    assert "data-drop-ticks" in act
    assert "演示28团" in act
    assert "拟催办函" in act
    assert "共催办 1 次" in office.get("/overdue/", {"rule": "xpcc-2023/8"}).content.decode()


def test_nothing_ticked_says_so(world: OfficeWorld) -> None:
    page = browser(world).post("/urgings/new/", {"cell": ["nonsense", "a~b~c~d~e"]})
    assert "请先勾选要催办的事项" in page.content.decode()


def test_cells_out_of_the_area_are_not_found(world: OfficeWorld) -> None:
    aside = browser(world, "aside")
    assert aside.get("/urgings/new/", {"cell": world.cell().token}).status_code == 404
    assert aside.post("/urgings/send/", {"cell": world.cell().token, "text": TEXT}).status_code == 404
    assert aside.get("/overdue/", {"unit": str(world.units["团"].public_id)}).status_code == 404
    assert aside.get("/overdue/", {"unit": "nonsense"}).status_code == 404


def test_filters_that_are_none_list_all(world: OfficeWorld) -> None:
    page = browser(world).get("/overdue/", {"lateness": "?", "force": "x", "rule": "x/y/z", "not_urged": "0"})
    assert page.status_code == 200


def test_the_letter_is_drafted_from_the_act(world: OfficeWorld) -> None:
    act = urged(world).act
    sent = browser(world).post(f"/urgings/{act.public_id}/letter/{world.units['团'].public_id}/")
    assert sent["Location"].startswith("/documents/")
    page = browser(world).get(f"/urgings/{act.public_id}/").content.decode()
    assert "催办函 拟稿" in page
    edit = f"/urgings/{act.public_id}/letter/{world.units['团'].public_id}/edit/"
    assert edit in page
    assert TEXT in browser(world).get(edit).content.decode()
    document = Document.objects.get(kind="催办函")
    stale = browser(world).post(edit, {"text": "另写。", "version": "stale"})
    assert stale.status_code == 422
    worded = {"text": "请于本周内报送。", "version": version_of(document)}
    assert browser(world).post(edit, worded)["Location"] == f"/documents/{document.public_id}/"
    document.refresh_from_db()
    assert "请于本周内报送。" in str(paper_of(document).body)
    assert f"/urgings/{act.public_id}/" in browser(world).get(sent["Location"]).content.decode()


def test_who_urged_whom_how_often(world: OfficeWorld) -> None:
    urged(world)
    page = browser(world, "above").get("/urgings/", {"by": "unit"}).content.decode()
    assert "演示27团" in page
    assert "演示二师" in page
    assert "还没有催办" in browser(world, "aside").get("/urgings/").content.decode()


@pytest.mark.parametrize("sort", ["", "unit", "-unit", "office", "acts", "-cells", "last"])
def test_counts_are_paged_too(world: OfficeWorld, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is summed is compared after it was summed."""
    monkeypatch.setattr("portal.lists.listing.PER_PAGE", 1)
    urged(world)
    urged(world, cells=[world.cell("邻"), world.cell("邻", period="2026Q2")])
    client, query, units = browser(world, "above"), {"by": "unit", "sort": sort}, []
    for _ in range(3):
        page = client.get("/urgings/", query).context["list"].page
        units += [row["unit__name"] for row in page.rows]
        query["after"] = page.after
        if not page.after:
            break
    assert sorted(units) == ["演示27团", "演示28团"]


def test_the_urged_see_it_on_their_duties_and_the_unit_page(world: OfficeWorld) -> None:
    urged(world)
    assert "已催办 1 次" in browser(world, "clerk").get("/mine/").content.decode()
    unit = (
        browser(world, "clerk").get(f"/units/{world.units['团'].public_id}/?period=2026Q3").content.decode()
    )
    assert "催办记录" in unit
    assert TEXT in unit


def test_a_list_of_the_board_offers_ticks_to_the_office_alone(world: OfficeWorld) -> None:
    address = f"/board/bearers/?unit={world.units['师'].public_id}&period=2026Q3&status=overdue"
    assert 'name="cell"' in browser(world).get(address).content.decode()
    assert 'name="cell"' not in browser(world, "auditor").get(address).content.decode()


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("证明.pdf", samples.pdf())


def test_the_way_of_a_waiver_through_the_pages(world: OfficeWorld) -> None:
    cell = world.cell()
    official, office, clerk = (browser(world, name) for name in ("official", "office", "clerk"))
    page = official.get(cell_url(cell)).content.decode()
    assert "情况说明" in page
    assert "申请豁免" in page
    assert "申请豁免" not in clerk.get(cell_url(cell)).content.decode()
    address = f"/statements/new/?kind=waiver&cell={cell.token}"
    assert "提交申请" in official.get(address).content.decode()
    empty = official.post(address, {"text": " ", "evidence": proof()})
    assert empty.status_code == 422
    assert "证明.pdf" in empty.content.decode()
    sent = official.post(address, {"text": WHY, "evidence": proof()})
    path = sent["Location"]
    assert official.get(address)["Location"] == path
    statement = Statement.objects.get()
    file = statement.steps.get().files.get()
    saved = office.get(f"{path}files/{file.public_id}/")
    assert b"".join(saved.streaming_content) == samples.pdf()  # type: ignore[attr-defined]
    assert browser(world, "aside").get(path).status_code == 404
    assert browser(world, "aside").get(f"{path}files/{file.public_id}/").status_code == 404
    assert "等待本办公室答复" in office.get("/messages/").content.decode()
    refused = office.post(f"{path}act/", {"act": "grant", "text": "", "seen": "1"})
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    office.post(f"{path}act/", {"act": "grant", "text": "同意。", "seen": "1"})
    assert Waiver.objects.get().reason == "同意。"
    mine = official.get("/mine/").content.decode()
    assert "同意豁免" in mine
    beside = clerk.get(cell_url(cell)).content.decode()
    for words in (WHY, "同意。", "豁免"):
        assert words in beside
    office.post(f"/waivers/end/?cell={cell.token}", {"reason": "条件已变化。"})
    assert Statement.objects.get().state == State.REVOKED


def test_what_must_be_supplemented_is_counted_on_mine(world: OfficeWorld) -> None:
    official, office = browser(world, "official"), browser(world)
    path = official.post(f"/statements/new/?kind=explanation&cell={world.cell().token}", {"text": WHY})[
        "Location"
    ]
    office.post(f"{path}act/", {"act": "ask", "text": "请附证明。", "seen": "1"})
    assert "待补充说明 1" in official.get("/mine/").content.decode()
    assert "提交补充" in official.get(path).content.decode()
    official.post(f"{path}act/", {"act": "supplement", "text": "见附件。", "seen": "2"})
    assert Statement.objects.get().state == State.WAITING


def test_many_are_answered_at_once(world: OfficeWorld) -> None:
    official, office = browser(world, "official"), browser(world)
    for period in ("2026Q2", "2026Q3"):
        cell = world.cell(period=period)
        official.post(f"/statements/new/?kind=explanation&cell={cell.token}", {"text": WHY})
    ids = [str(each) for each in Statement.objects.values_list("public_id", flat=True)]
    assert "答复勾选的" in office.get("/statements/").content.decode()
    assert "请勾选" in office.post("/statements/answer/", {"act": "note"}).content.decode()
    office.post("/statements/answer/", {"act": "note", "statement": [*ids, "nonsense"]})
    assert {each.state for each in Statement.objects.all()} == {State.NOTED}


def test_a_cell_that_does_not_press_says_why_nothing_is_to_be_stated(world: OfficeWorld) -> None:
    hold(world)
    page = browser(world, "official").get(f"/statements/new/?kind=waiver&cell={world.cell().token}")
    assert "只有逾期或临期的事项" in page.content.decode()
    other = browser(world, "official").get(f"/statements/new/?kind=waiver&cell={world.cell('邻').token}")
    assert other.status_code == 404
    assert browser(world, "official").get("/statements/new/?kind=x&cell=").status_code == 404


def test_the_office_waives_at_its_page(world: OfficeWorld) -> None:
    office, address = browser(world), f"/waivers/new/?cell={world.cell().token}"
    assert "理由" in office.get(address).content.decode()
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "机构调整。"})["Location"] == cell_url(world.cell())
    end = f"/waivers/end/?cell={world.cell().token}"
    assert "机构调整。" in office.get(end).content.decode()
    assert office.post(end, {"reason": "调整取消。"}).status_code == 302
    assert "取消(演示-office):调整取消。" in office.get(cell_url(world.cell())).content.decode()
    assert "该事项没有豁免" in office.get(end).content.decode()
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        office.post(address, {"reason": "机构调整。"})
        twice = office.post(address, {"reason": "再豁免。"})
    assert twice.status_code == 422
    assert "已经豁免" in twice.content.decode()


def test_a_past_view_has_history_without_buttons(world: OfficeWorld) -> None:
    urged(world)
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        page = browser(world).get(f"{cell_url(world.cell())}?as_of=2026-11-24").content.decode()
    assert "催办 1 次" in page
    assert "urging-new" not in page
    assert Kind.WAIVER == "waiver"
