"""Why a cell is as it is, and who stands behind a figure: what is said to whom, beside the board and as pages."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpResponse

from duties.models import Alert, Step, Waiver
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM
from portal.models import Person
from portal.services.structure import unit_found
from tests.duties.board.test_board_page import move
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]
Shown = Callable[..., str]


@pytest.fixture
def address(world: OfficeWorld) -> str:
    """The regiment's leading-group meeting of the third quarter, overdue until one is held."""
    return f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.2.leading_group/2026Q3/"


def test_an_overdue_cell_quotes_its_clause_and_offers_a_notice(address: str, shown: Shown) -> None:
    page = shown("office", address)
    assert "逾期未完成" in page
    assert "第八条第二款(二)" in page
    assert '<mark class="read">每季度至少主持召开1次' in page
    assert "党政主要负责人任一主持均计入" in page
    assert "2023-02-25 起" in page
    assert "责任人:演示-party_secretary、演示-administrative_head" in page
    assert "/supervision/new/?unit=" in page


def test_only_the_office_is_offered_a_notice_and_the_clerk_an_entry(address: str, shown: Shown) -> None:
    assert "/supervision/new/" not in shown("auditor", address)
    clerk = shown("clerk", address)
    assert "/supervision/new/" not in clerk
    assert "/entries/new/?kind=meeting&amp;form=leading_group&amp;period=2026Q3" in clerk
    assert "/entries/new/" not in shown("official", address)


def test_what_counts_is_listed_and_what_does_not_with_its_reason(
    world: OfficeWorld, address: str, shown: Shown
) -> None:
    hold(world, day=dt.date(2026, 9, 1))
    record_add(
        actor=SYSTEM,
        content=Content(
            unit=world.units["团"], kind="meeting", forms=("leading_group",), occurred_on=dt.date(2026, 8, 3)
        ),
    )
    hold(world, form="study_session", day=dt.date(2026, 9, 2))
    page = shown("office", address)
    assert "按时完成" in page
    assert "计入 1 条" in page
    assert "补录" in page
    assert "未计入 1 条" in page
    assert "未填主持人" in page
    assert "另有其他形式的记录 1 条" in page


def test_a_make_up_stands_apart(world: OfficeWorld, address: str, shown: Shown) -> None:
    content = Content(
        unit=world.units["团"],
        kind="meeting",
        forms=("leading_group",),
        occurred_on=dt.date(2026, 10, 9),
        leader=Person.objects.get(code="party_secretary"),
        for_period="2026Q3",
    )
    record_add(actor=SYSTEM, content=content)
    page = shown("office", address)
    assert "逾期补办" in page
    assert "补办 1 条" in page
    assert "/supervision/new/" not in page


def test_a_waiver_is_shown_with_its_reason(world: OfficeWorld, address: str, shown: Shown) -> None:
    cell = world.cell()
    Waiver.objects.create(
        rule=cell.rule, unit=cell.unit, period=cell.period, reason="演示理由", granted_on=dt.date(2026, 10, 1)
    )
    page = shown("office", address)
    assert "豁免:演示理由(2026-10-01)" in page
    assert "/supervision/new/" not in page


def test_alerts_are_shown_to_the_office_and_to_whom_they_went(
    world: OfficeWorld, address: str, shown: Shown
) -> None:
    cell, official = world.cell(), world.actors["official"].account
    Alert.objects.create(
        rule=cell.rule, unit=cell.unit, period=cell.period, step=Step.URGE, account=official,
        due_on=dt.date(2026, 9, 30), step_on=dt.date(2026, 10, 1), made_at=clock.now(),
    )  # fmt: skip
    assert "2026-10-01 催办" in shown("office", address)
    assert "2026-10-01 催办" in shown("official", address)
    assert "2026-10-01 催办" not in shown("clerk", address)


def test_beside_the_board_it_is_a_part_and_the_address_of_the_board_names_it(address: str, ask: Ask) -> None:
    answer = ask("office", address, htmx=True)
    assert "<html" not in answer.content.decode()
    pushed = urlsplit(answer["HX-Push-Url"])
    assert pushed.path == "/board/"
    assert parse_qs(pushed.query) == {"period": ["2026Q3"], "panel": [address]}


def test_several_seats_are_chosen_from(world: OfficeWorld, shown: Shown) -> None:
    address = f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.6.contact/2026/"
    page = shown("office", address)
    assert "2 个席位各自负责" in page
    assert "尚未登记定点联系点" in shown("office", address, role="party_secretary")


def test_targets_reached_and_left_are_named(world: OfficeWorld, shown: Shown) -> None:
    address = f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.6.walk/T2026-01-01/"
    assert "演示27团一连" in shown("office", address, role="party_secretary").split("未到 1 个")[1]


@pytest.mark.parametrize("end", ["a99/2026Q3/", "a8.2.leading_group/2026Q9/", "a8.2.leading_group/x/"])
def test_what_there_is_not_answers_404(end: str, world: OfficeWorld, ask: Ask) -> None:
    assert ask("office", f"/cell/{world.units['团'].public_id}/xpcc-2023/{end}").status_code == 404


def test_nothing_owed_is_said_to_who_may_read_the_unit(world: OfficeWorld, ask: Ask, shown: Shown) -> None:
    address = f"/cell/{world.units['连'].public_id}/xpcc-2023/a8.2.leading_group/2026Q3/"
    assert "没有这项应履职事项" in shown("office", address)
    assert ask("aside", address).status_code == 404


def test_a_row_is_read_by_whose_area_it_lay_in(world: OfficeWorld, address: str, ask: Ask) -> None:
    assert ask("aside", address).status_code == 404
    start = dt.date(2026, 1, 1)
    other = unit_found(
        actor=SYSTEM, code="三", kind="division", name="演示三师", started_on=start, parent=world.units["兵"]
    )
    move(world.units["团"], other, dt.date(2026, 11, 1))
    assert ask("office", address).status_code == 200
    assert ask("office", address.replace("2026Q3", "2026Q4")).status_code == 404
    assert ask("above", address.replace("2026Q3", "2026Q4")).status_code == 200


def test_the_day_turns_pending_to_overdue(address: str, shown: Shown) -> None:
    for day, word in ((dt.date(2026, 9, 30), "今天到期"), (dt.date(2026, 10, 1), "已逾期1天")):
        with time_machine.travel(dt.datetime.combine(day, dt.time(0, 1), clock.SHANGHAI), tick=False):
            assert word in shown("office", address)


def test_behind_a_figure_stand_its_bearers_overdue_first(world: OfficeWorld, shown: Shown) -> None:
    hold(world)
    page = shown("office", "/board/bearers/", period="2026Q3", column="a6.2.leading_group")
    assert "演示二师 · 领导小组会议" in page
    lines = page[page.index("3 项") :]
    assert lines.index("演示28团") < lines.index("演示27团")
    overdue = shown(
        "office", "/board/bearers/", period="2026Q3", column="a6.2.leading_group", status="overdue"
    )
    assert "演示27团" not in overdue.split("panel-part bearer", 1)[1]


def test_a_single_bearer_leads_to_its_cell(world: OfficeWorld, address: str, ask: Ask) -> None:
    unit = str(world.units["团"].public_id)
    answer = ask(
        "office", "/board/bearers/", unit=unit, own="1", period="2026Q3", column="a6.2.leading_group"
    )
    assert (answer.status_code, answer["Location"]) == (302, address)
    beside = ask(
        "office",
        "/board/bearers/",
        htmx=True,
        unit=unit,
        own="1",
        period="2026Q3",
        column="a6.2.leading_group",
    )
    assert "未计入 0 条" in beside.content.decode()
    assert "bearers" in beside["HX-Push-Url"]


def test_a_folded_family_opens_all_that_it_sums(world: OfficeWorld, shown: Shown) -> None:
    unit = str(world.units["团"].public_id)
    page = shown("office", "/board/bearers/", unit=unit, own="1", column="a6.2.conference", folded="1")
    assert "演示27团(本级) · 会议" in page
    assert page.count("panel-part bearer") == 5


def test_bearers_out_of_scope_are_not_there(world: OfficeWorld, ask: Ask, shown: Shown) -> None:
    assert ask("clerk", "/board/bearers/", unit=str(world.units["师"].public_id)).status_code == 404
    assert "演示27团一连" not in shown("clerk", "/board/bearers/")
    assert ask("office", "/board/bearers/", column="a99").status_code == 404
