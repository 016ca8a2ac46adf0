"""Every page of analysis: a figure leads to its rows, a row to its record, and the rows are those of the export."""

import datetime as dt
import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from duties.ledger.compute import compute_rows
from duties.ledger.status import Status
from duties.models import Obligation, Record
from portal import clock
from portal.models import Word
from tests.duties.board.test_board_page import grow
from tests.duties.board.test_sums import added_up
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]
Shown = Callable[..., str]
ON = dt.date(2026, 9, 30)
PAGES = (
    "analysis",
    "analysis/heat",
    "analysis/trend",
    "analysis/ranking",
    "analysis/tiers",
    "analysis/compare",
)


def table(page: str, name: str = "") -> list[list[tuple[str, str]]]:
    """The lines of a table of the page, each cell as text and address; by its id, or the first."""
    start = page.index(f'id="{name}"') if name else page.index("<table")
    body = page[page.index("<tbody", start) : page.index("</table", start)]
    cells = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    return [
        [_cell(cell) for cell in cells.findall(row)] for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def _cell(cell: str) -> tuple[str, str]:
    address = re.search(r'href="([^"]*)"', cell)
    text = " ".join(html.unescape(re.sub(r"<.*?>", " ", cell)).split())
    return text.lstrip("▸▾ "), html.unescape(address[1]) if address else ""


def line(page: str, label: str, name: str = "") -> list[tuple[str, str]]:
    """The line that begins with `label`."""
    return next(cells for cells in table(page, name) if any(text.startswith(label) for text, _ in cells[:2]))


def drawn(page: str, name: str) -> dict[str, Any]:
    """What a chart draws."""
    given = re.search(rf'<script id="{name}-data" type="application/json">(.*?)</script>', page)
    assert given is not None
    return dict(json.loads(given[1]))


def found(ask: Ask, address: str, name: str = "above") -> int:
    """How many rows stand behind an address; one alone is taken apart at once."""
    answer = ask(name, address)
    if answer.status_code == 302 and answer["Location"].startswith("/cell/"):
        return 1
    page = answer.content.decode()
    return int(re.search(r'<p class="page-sub">[^<]* (\d+) 项', page)[1])  # type: ignore[index]


def leads_to(ask: Ask, address: str, record: Record) -> bool:
    """Whether the second click from a figure, on its row of the regiment's sittings, shows the record."""
    answer = ask("above", address)
    cell = answer["Location"] if answer.status_code == 302 else None
    if cell is None:
        rows = re.findall(r'href="(/cell/[^"]*leading_group[^"]*)"', answer.content.decode())
        cell = next(html.unescape(each) for each in rows if str(record.unit.public_id) in each)
    return str(record.public_id) in ask("above", cell).content.decode()


def exported(world: OfficeWorld, code: str = "兵", on: dt.date = ON) -> list[Any]:
    """The ledger exported with the same arguments, what must be done only."""
    today = clock.today()
    rows = compute_rows(from_day=on, to_day=on, as_of=today, unit=world.units[code])
    return [row for row in rows if row.force == "must"]


def test_fulfilment_is_the_export_added_up_and_leads_to_its_rows_and_the_record(
    world: OfficeWorld, shown: Shown, ask: Ask
) -> None:
    record = hold(world)
    page = shown("above", "/analysis/", period="2026Q3")
    rows = exported(world)
    tally = added_up(rows, clock.today())
    whole = line(page, "合计", "lines")
    assert [text for text, _ in whole[1:4]] == [
        str(tally.rows),
        str(tally.base),
        f"{tally.met + tally.met_late}/{tally.base} · {(tally.met + tally.met_late) / tally.base:.1%}",
    ]
    division = line(page, "演示二师", "lines")
    expected = added_up(exported(world, "师"), clock.today())
    assert int(division[1][0]) == expected.rows == found(ask, division[1][1])
    assert int(division[2][0]) == expected.base == found(ask, division[2][1])
    assert found(ask, division[4][1]) == expected.met
    assert int(division[6][0]) == expected.overdue == found(ask, division[6][1])
    assert leads_to(ask, division[4][1], record)


def test_every_line_of_fulfilment_opens_as_many_rows_as_it_says(
    world: OfficeWorld, shown: Shown, ask: Ask
) -> None:
    hold(world)
    for sort in ("unit", "article", "kind"):
        page = shown("above", "/analysis/", period="2026Q3", sort=sort)
        lines = [cells for cells in table(page, "lines") if cells[0][0] != "合计" and cells[1][0] != "—"]
        assert sum(int(cells[1][0]) for cells in lines) == added_up(exported(world), clock.today()).rows
        for cells in lines[:2]:
            assert int(cells[1][0]) == found(ask, cells[1][1]), cells
            assert int(cells[2][0]) == found(ask, cells[2][1]), cells


def test_cells_of_the_heat_map_are_those_of_the_board_of_their_period(
    world: OfficeWorld, shown: Shown, ask: Ask
) -> None:
    record = hold(world)
    heat = shown("above", "/analysis/heat/", period="2026Q3", n="4", open="师")
    for at, period in enumerate(("2026Q1", "2026Q2", "2026Q3"), start=2):
        board = shown("above", "/board/", period=period, open="师")
        for label in ("演示二师", "演示27团", "演示28团"):
            assert line(heat, label)[at][0] == line(board, label)[2][0], (period, label)
    text, address = line(heat, "演示27团")[4]
    rows = [row for row in exported(world, "团") if row.status != Status.WAIVED]
    assert int(text.split("/")[1]) == sum(
        row.due_on <= clock.today() or row.met_on is not None for row in rows
    )
    assert found(ask, address) == len(rows)
    assert leads_to(ask, address, record)


def test_rules_by_period_are_the_columns_of_the_board(world: OfficeWorld, shown: Shown, ask: Ask) -> None:
    record = hold(world)
    heat = shown("above", "/analysis/heat/", period="2026Q3", n="4", sort="rules")
    text, address = line(heat, "领导小组会议")[4]
    rows = [row for row in exported(world) if row.rule.endswith("leading_group")]
    assert (
        text.split()[-1]
        == f"{sum(min(row.counted, row.required) for row in rows)}/{sum(row.required for row in rows)}"
    )
    assert found(ask, address) == len(rows)
    only = shown("above", "/analysis/heat/", period="2026Q3", n="4", matter="a8.2.leading_group")
    in_division = [row for row in exported(world, "师") if row.rule.endswith("leading_group")]
    text, address = line(only, "演示二师")[4]
    assert text.split()[-1] == f"1/{sum(row.required for row in in_division)}"
    assert found(ask, address) == len(in_division)
    assert leads_to(ask, address, record)


def test_the_trend_is_the_fulfilment_of_each_period(world: OfficeWorld, shown: Shown, ask: Ask) -> None:
    record = hold(world)
    page = shown("above", "/analysis/trend/", period="2026Q3", n="4")
    rates, numbers = drawn(page, "rates"), drawn(page, "numbers")
    assert rates["names"][-1] == "2026年三季度"
    for at, on in enumerate((dt.date(2026, 3, 31), dt.date(2026, 6, 30), ON), start=1):
        tally = added_up(exported(world, on=on), clock.today())
        assert numbers["series"][0]["points"][at][0] == tally.rows
        value, says, address = rates["series"][0]["points"][at]
        assert value == pytest.approx((tally.met + tally.met_late) / tally.base)
        assert says.startswith(f"{tally.met + tally.met_late}/{tally.base} ")
        assert found(ask, address) == tally.base
    assert leads_to(ask, address, record)
    assert numbers["series"][0]["points"][0][0] is None, "founded in 2026"


def test_one_kind_of_period_leaves_longer_duties_out(world: OfficeWorld, shown: Shown, ask: Ask) -> None:
    page = shown("above", "/analysis/trend/", period="2026Q3", n="4", matter="cycle")
    rows = [row for row in exported(world) if "Q" in row.period]
    value, _, address = drawn(page, "numbers")["series"][0]["points"][-1]
    assert value == len(rows) == found(ask, address) < len(exported(world))


def test_the_ranking_states_ties_and_lists_silent_units(world: OfficeWorld, shown: Shown, ask: Ask) -> None:
    page = shown("above", "/analysis/ranking/", period="2026Q3", kind="regiment")
    assert "并列同一名次" in page
    places = [cells[0][0] for cells in table(page, "ranking")]
    assert places == ["1(并列)", "1(并列)"]
    assert "沉默单位:团场(镇) 2 个" in page
    record = hold(world)
    page = shown("above", "/analysis/ranking/", period="2026Q3", kind="regiment")
    first, second = table(page, "ranking")
    assert (first[0][0], second[0][0]) == ("1", "2")
    assert first[1][0] == "演示27团"
    assert second[1][0] == "演示28团 沉默"
    assert "沉默单位:团场(镇) 1 个" in page
    expected = added_up(exported(world, "团"), clock.today())
    assert int(first[3][0]) == expected.rows == found(ask, first[3][1])
    assert leads_to(ask, first[4][1], record)
    assert first[4][0].startswith(f"{expected.met + expected.met_late}/{expected.base} ")


def test_a_ranking_from_its_end_keeps_the_places(world: OfficeWorld, shown: Shown) -> None:
    hold(world)
    page = shown("above", "/analysis/ranking/", period="2026Q3", kind="regiment", order="last")
    assert [(cells[0][0], cells[1][0]) for cells in table(page, "ranking")] == [
        ("2", "演示28团 沉默"),
        ("1", "演示27团"),
    ]


def test_a_ranking_of_units_alone_leaves_out_what_is_below_them(
    world: OfficeWorld, shown: Shown, ask: Ask
) -> None:
    page = shown("above", "/analysis/ranking/", period="2026Q3", kind="regiment", only="own", by="overdue")
    own = [row for row in exported(world, "团") if row.unit == "团"]
    cells = line(page, "演示27团", "ranking")
    assert int(cells[3][0]) == len(own) == found(ask, cells[3][1])


def test_tiers_count_the_units_of_each_tier_by_themselves(world: OfficeWorld, shown: Shown, ask: Ask) -> None:
    record = hold(world)
    page = shown("above", "/analysis/tiers/", period="2026Q3")
    rows = exported(world)
    for name, codes in (("师市", {"师"}), ("团场(镇)", {"团", "邻"}), ("连队(村)", {"连"})):
        cells = line(page, name, "tiers")
        mine = added_up([row for row in rows if row.unit in codes], clock.today())
        assert cells[1][0] == str(len({row.unit for row in rows if row.unit in codes}))
        assert int(cells[2][0]) == mine.rows == found(ask, cells[2][1]), name
        assert int(cells[3][0]) == mine.base == found(ask, cells[3][1]), name
    assert leads_to(ask, line(page, "团场(镇)", "tiers")[4][1], record)
    assert drawn(page, "pyramid")["names"][-1] == "连队(村)"


def test_two_units_and_two_periods_stand_beside_each_other(
    world: OfficeWorld, shown: Shown, ask: Ask
) -> None:
    record = hold(world)
    of = str(world.units["团"].public_id)
    page = shown("above", f"/analysis/compare/?name=演示28团&period=2026Q3&unit={of}")
    first = line(page, "全部应当事项", "comparison")
    one, other = (added_up(exported(world, code), clock.today()) for code in ("团", "邻"))
    assert first[2][0].startswith(f"{one.met + one.met_late}/{one.base} ")
    assert first[4][0].startswith(f"{other.met + other.met_late}/{other.base} ")
    assert found(ask, first[3][1]) == other.rows
    meeting = line(page, "领导小组会议", "comparison")
    assert leads_to(ask, meeting[1][1], record)
    assert [text for text, _ in meeting[1:]] == ["1/1", "1/1 · 100.0%", "0/1", "0/1 · 0.0%", "+100.0"]
    periods = shown("above", "/analysis/compare/", period="2026Q3", unit=of, with_period="2026Q2")
    assert [text for text, _ in line(periods, "领导小组会议", "comparison")[1:4:2]] == ["1/1", "0/1"]


def test_a_name_that_fits_several_units_or_none_is_told(world: OfficeWorld, shown: Shown) -> None:
    assert "有多个单位符合“演示2”,请选择" in shown("above", "/analysis/compare/?name=演示2")
    assert "没有名称或代码含“无此单位”的单位" in shown("above", "/analysis/compare/?name=无此单位")


def test_a_past_view_keeps_its_moment_in_every_address(world: OfficeWorld, shown: Shown) -> None:
    hold(world)
    for path in PAGES:
        page = shown("above", f"/{path}/", period="2026Q3", as_of="2026-08-31")
        assert "2026年8月31日、按现在掌握的情况" in page
        links = [html.unescape(each) for each in re.findall(r'href="(/board/bearers/[^"]*)"', page)]
        assert links, path
        assert all(dict(parse_qsl(urlsplit(each).query))["as_of"] == "2026-08-31" for each in links), path


def test_a_past_view_sums_what_stood_then(world: OfficeWorld, shown: Shown) -> None:
    hold(world)
    page = shown("above", "/analysis/", period="2026Q3", as_of="2026-08-31")
    day = dt.date(2026, 8, 31)
    rows = compute_rows(from_day=ON, to_day=ON, as_of=day, unit=world.units["兵"])
    tally = added_up([row for row in rows if row.force == "must"], day)
    assert Record.objects.exists()
    assert tally.met == 0
    assert [text for text, _ in line(page, "合计", "lines")[1:3]] == [str(tally.rows), str(tally.base)]


def test_a_unit_out_of_scope_and_a_matter_that_is_none_are_not_found(world: OfficeWorld, ask: Ask) -> None:
    unit = str(world.units["师"].public_id)
    for path in PAGES:
        assert ask("aside", f"/{path}/", unit=unit).status_code == 404
        assert ask("above", f"/{path}/", unit="x").status_code == 404
        assert ask("above", f"/{path}/", matter="none").status_code == 404


def test_a_clerk_sees_the_own_unit_alone(world: OfficeWorld, shown: Shown) -> None:
    for path in PAGES:
        page = shown("clerk", f"/{path}/", period="2026Q3")
        assert "演示27团" in page
        assert "演示28团" not in page
        assert "演示27团一连" not in page


def test_where_nothing_is_owed_the_page_says_so(world: OfficeWorld, shown: Shown) -> None:
    for path in PAGES:
        page = shown("above", f"/{path}/", period="2024Q1", n="4", with_period="2024Q2")
        assert 'class="empty' in page, path


def test_without_any_rulebook_every_page_answers(world: OfficeWorld, shown: Shown) -> None:
    Word.objects.all().delete()
    Obligation.objects.all().delete()
    for path in PAGES:
        assert "演示兵团" in shown("above", f"/{path}/"), path


def test_an_unknown_period_is_told(world: OfficeWorld, shown: Shown) -> None:
    assert "没有“2031Q1”这一周期" in shown("above", "/analysis/", period="2031Q1")


def queries(ask: Ask, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask("above", f"/{path}/", period="2026Q3", kind="regiment", open="师").status_code == 200
    return len(captured)


def test_as_many_queries_for_five_units_as_for_dozens(world: OfficeWorld, ask: Ask) -> None:
    for path in PAGES:
        queries(ask, path)
    before = {path: queries(ask, path) for path in PAGES}
    grow(12)
    for path in PAGES:
        queries(ask, path)
    assert {path: queries(ask, path) for path in PAGES} == before
