"""看板: what it shows to whom, drilling down, periods, addresses that do not fit, constant queries."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from duties.ledger.reconcile import reconcile
from duties.models import Waiver
from portal import clock
from portal.access import SYSTEM
from portal.models import Placement, Unit
from portal.services.areas import rebuild_areas
from portal.services.structure import tree_fact_add, tree_fact_change, unit_found
from tests.duties.load_world import load_world
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]
Shown = Callable[..., str]


def row_of(page: str, label: str) -> str:
    """The line of the table that begins with `label`."""
    return next(
        row for row in re.findall(r"<tr class=\"level.*?</tr>", page, re.DOTALL) if f">{label}</a>" in row
    )


def cells_of(page: str, label: str) -> list[str]:
    """The figures of a line of the table, without signs."""
    cells = re.findall(r'<td class="cell.*?</td>', row_of(page, label), re.DOTALL)
    return [re.findall(r"\d+/\d+|—|免", re.sub(r"<.*?>", " ", cell))[0] for cell in cells]


def column(page: str, title: str) -> int:
    """The place of a column among the cells of a line; the first is that of all that must be done."""
    heads = re.findall(
        r"<th scope=\"col\".*?</th>", page[page.index("<thead>") : page.index("</thead>")], re.DOTALL
    )
    leading, under = [], []
    for head in heads[2:]:
        (under if "rowspan" not in head else leading).append(re.sub(r"<.*?>", " ", head))
    names = [leading[0], *under, *leading[1:]]
    return next(index for index, name in enumerate(names) if title in name)


def test_the_office_sees_its_area_for_the_last_quarter_that_is_over(world: OfficeWorld, shown: Shown) -> None:
    hold(world)
    page = shown("office", "/board/")
    assert "履职看板 · 演示二师" in page
    assert "2026年第三季度" in page
    assert cells_of(page, "演示27团")[column(page, "领导小组会议")] == "1/1"
    assert cells_of(page, "演示28团")[column(page, "领导小组会议")] == "0/1"


def test_a_silent_unit_is_shown(world: OfficeWorld, shown: Shown) -> None:
    unit_found(
        actor=SYSTEM,
        code="新",
        kind="regiment",
        name="演示新团",
        started_on=clock.today(),
        parent=world.units["师"],
    )
    page = shown("office", "/board/", period="2026Q4")
    assert set(cells_of(page, "演示新团")) == {"—"}


def test_a_division_unfolds_and_the_address_keeps_it(shown: Shown) -> None:
    folded = shown("above", "/board/")
    assert "演示27团</a>" not in folded.split("companies")[0]
    unfolded = shown("above", "/board/", open="师")
    assert "演示二师(本级)" in unfolded
    assert row_of(unfolded, "演示27团")
    assert 'aria-expanded="true"' in unfolded


def test_a_regiment_has_its_companies_as_lines_and_as_cells(world: OfficeWorld, shown: Shown) -> None:
    page = shown("office", "/board/", unit=str(world.units["团"].public_id))
    assert row_of(page, "演示27团一连")
    assert 'id="companies-data"' in page
    assert '<li><span aria-current="page">演示27团</span></li>' in page
    assert "演示二师</a></li>" in page
    assert "演示兵团</a></li>" not in page


@pytest.mark.parametrize("name", ["clerk", "official"])
def test_who_reads_only_the_own_unit_sees_nothing_of_those_below(name: str, shown: Shown) -> None:
    page = shown(name, "/board/")
    assert "履职看板 · 演示27团" in page
    assert "演示27团一连" not in page


def test_a_unit_out_of_scope_is_not_there(world: OfficeWorld, ask: Ask) -> None:
    for unit in ("兵", "邻"):
        assert ask("clerk", "/board/", unit=str(world.units[unit].public_id)).status_code == 404
    assert ask("office", "/board/", unit=str(world.units["兵"].public_id)).status_code == 404
    assert ask("office", "/board/", unit="没有").status_code == 404


def test_an_address_of_a_unit_out_of_scope_leads_on_to_the_page(world: OfficeWorld, ask: Ask) -> None:
    """As a view that another post has shared may have one."""
    answer = ask("clerk", "/board/", unit=str(world.units["邻"].public_id), period="2026Q3")
    page = answer.content.decode()
    assert (answer.status_code, "不在您当前岗位的查看范围内" in page) == (404, True)
    assert 'href="/board/?view="' in page
    assert ask("clerk", "/board/?view=").status_code == 200
    assert "打开本页" not in ask("clerk", "/board/none/").content.decode()


@pytest.mark.parametrize("name", ["2026Q9", "T2026-01-01", "2027", "x"])
def test_a_period_that_cannot_be_shown_is_said_and_the_default_shown(name: str, shown: Shown) -> None:
    page = shown("office", "/board/", period=name)
    assert f"没有“{name}”这一周期" in page
    assert "2026年第三季度" in page


@pytest.mark.parametrize(
    "bad", [{"rows": "x"}, {"page": "-1"}, {"open": ",,x"}, {"families": "x"}, {"panel": "//x/y"}]
)
def test_an_address_that_does_not_fit_is_read_as_far_as_it_does(bad: dict[str, str], shown: Shown) -> None:
    assert "演示27团" in shown("office", "/board/", **bad)


def test_the_panel_in_the_address_is_one_of_ours(world: OfficeWorld, shown: Shown) -> None:
    assert 'hx-get="/cell/' in shown(
        "office", "/board/", panel=f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.2.executive/2026Q3/"
    )
    assert 'hx-get="/logout' not in shown("office", "/board/", panel="/logout/")


@pytest.mark.parametrize(
    ("day", "name"), [(dt.date(2026, 3, 31), "2025年第四季度"), (dt.date(2026, 4, 1), "2026年第一季度")]
)
def test_the_default_turns_with_the_quarter(
    day: dt.date, name: str, world: OfficeWorld, shown: Shown
) -> None:
    with time_machine.travel(dt.datetime.combine(day, dt.time(0, 1), clock.SHANGHAI), tick=False):
        assert name in shown("office", "/board/")


def move(unit: Unit, parent: Unit, day: dt.date) -> None:
    """Place `unit` under `parent` from `day` on."""
    now = Placement.objects.present().get(unit=unit)
    tree_fact_change(actor=SYSTEM, fact=now, unit=unit, ended_on=day)
    tree_fact_add(actor=SYSTEM, fact=Placement(unit=unit, parent=parent, started_on=day), unit=unit)


def below(page: str, parent: str) -> str:
    """The lines of an unfolded part."""
    rows = re.findall(r'<tr class="level.*?</tr>', page, re.DOTALL)
    first = next(index for index, row in enumerate(rows) if f">{parent}</a>" in row)
    rest = rows[first + 1 :]
    end = next((index for index, row in enumerate(rest) if "level-0" in row), len(rest))
    return "".join(rest[:end])


def test_a_moved_unit_stands_under_its_old_parent_for_the_earlier_period(
    world: OfficeWorld, shown: Shown
) -> None:
    start = dt.date(2026, 1, 1)
    other = unit_found(
        actor=SYSTEM, code="三", kind="division", name="演示三师", started_on=start, parent=world.units["兵"]
    )
    move(world.units["团"], other, dt.date(2026, 11, 1))
    page = shown("above", "/board/", period="2026Q3", open="师,三")
    meeting = column(page, "领导小组会议")
    assert cells_of(below(page, "演示二师"), "演示27团")[meeting] == "0/1"
    assert cells_of(below(page, "演示三师"), "演示27团")[meeting] == "—"
    now = shown("above", "/board/", period="2026Q4", open="师,三")
    assert "演示27团</a>" not in below(now, "演示二师")
    assert cells_of(below(now, "演示三师"), "演示27团")[meeting] == "0/1"


def test_in_principle_and_unquantified_are_marked_and_apart(shown: Shown) -> None:
    page = shown("office", "/board/", families="visit,disclosure,household_contact,meeting")
    assert "tone-in-principle" in page
    assert "tone-unquantified" in page
    assert not re.search(r'<td class="cell tone-unquantified[^"]*state-overdue', page)


def test_an_empty_base_is_a_dash(world: OfficeWorld, shown: Shown) -> None:
    with time_machine.travel(dt.datetime(2026, 1, 20, 9, tzinfo=clock.SHANGHAI), tick=False):
        figures = shown("office", "/board/", period="2026Q1").split('class="figures')[1].split("</dl>")[0]
    assert "<b>0</b> / 0</a> · —" in figures
    assert "0.0%" not in figures


def test_a_waived_obligation_is_neither_red_nor_in_the_base(world: OfficeWorld, shown: Shown) -> None:
    cell = world.cell()
    Waiver.objects.create(
        rule=cell.rule, unit=cell.unit, period=cell.period, reason="演示", granted_on=dt.date(2026, 10, 1)
    )
    page = shown("office", "/board/")
    assert cells_of(page, "演示27团")[column(page, "领导小组会议")] == "免"


def test_without_any_data_the_page_says_so(world: OfficeWorld, shown: Shown) -> None:
    assert "本范围在该周期没有应履职事项" in shown("office", "/board/", period="2025Q4")


def queries(ask: Ask, url: str, **data: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask("above", url, **data).status_code == 200
    return len(captured)


def test_as_many_queries_for_five_units_as_for_hundreds(world: OfficeWorld, ask: Ask) -> None:
    queries(ask, "/board/", open="师")
    before = queries(ask, "/board/", open="师")
    grow(30)
    queries(ask, "/board/", open="师")
    assert queries(ask, "/board/", open="师") == before
    assert before <= 22


def test_no_more_lines_than_the_most_stand_on_a_page(
    monkeypatch: pytest.MonkeyPatch, world: OfficeWorld, shown: Shown
) -> None:
    monkeypatch.setattr("duties.selectors.board.board.MOST_ROWS", 10)
    grow(8)
    first = shown("above", "/board/", open="师", period="2026Q4")
    assert first.count('<tr class="level') == 10
    second = shown("above", "/board/", open="师", period="2026Q4", rows="2")
    assert second.count('<tr class="level') == 3
    assert "演示加007团</a>" in second


def grow(number: int) -> None:
    """More regiments, each with a company, under the division."""
    codes = [f"加{index:03}" for index in range(number)]
    load_world(
        {
            "units": [
                {
                    "code": code + tail,
                    "name": f"演示{code}{name}",
                    "kind": kind,
                    "established_on": "2026-01-01",
                }
                for code in codes
                for tail, name, kind in (("", "团", "regiment"), ("-1", "团一连", "company"))
            ]
        },
        [],
    )
    units, division = Unit.objects.in_bulk(field_name="code"), Unit.objects.get(code="师")
    Placement.objects.bulk_create(
        Placement(unit=units[code + tail], parent=units[code] if tail else division)
        for code in codes
        for tail in ("", "-1")
    )
    rebuild_areas()
    reconcile()
