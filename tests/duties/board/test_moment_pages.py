"""时点: pages as of a day and as known at an instant, what they show and leave out, links that stay there, bad values."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from duties.exports.rows import export_rows
from duties.exports.totals import totals
from duties.models import Alert, Step
from duties.selectors.board.figures import percent
from duties.services.records import record_withdraw
from portal import clock
from portal.access import SYSTEM
from portal.models import KNOWN_EVER, Name, Unit
from tests.duties.board.test_board_page import cells_of, column, grow
from tests.duties.office_world import NOW, OfficeWorld, hold

Ask = Callable[..., HttpResponse]
Shown = Callable[..., str]
OCTOBER = {"as_of": "2026-10-15", "known_at": "2026-10-15T18:00"}
"""A moment at which the third quarter was over and nothing had been entered."""
AWARE = ("/board/", "/board/bearers/", "/cell/", "/units/", "/mine/", "/rulebook/", "/export/")
"""The beginnings of the addresses of pages that know of moments."""


def meetings(page: str, unit: str = "演示27团") -> str:
    """The figures of the leading group's meetings on a board."""
    return cells_of(page, unit)[column(page, "领导小组会议")]


def address(world: OfficeWorld) -> str:
    return f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.2.leading_group/2026Q3/"


def test_a_record_entered_late_is_absent_before_and_present_after(world: OfficeWorld, shown: Shown) -> None:
    hold(world, day=dt.date(2026, 9, 1))
    assert meetings(shown("office", "/board/", period="2026Q3")) == "1/1"
    then = shown("office", "/board/", period="2026Q3", **OCTOBER)
    assert meetings(then) == "0/1"
    assert "截至2026年10月15日、按2026年10月15日 18:00 掌握的情况" in then
    assert meetings(shown("office", "/board/", period="2026Q3", as_of="2026-10-15")) == "1/1"
    cell = shown("office", address(world), **OCTOBER)
    assert "逾期未完成" in cell
    assert "计入 0 条" in cell
    assert "未计入 0 条" in cell
    assert "计入 1 条" in shown("office", address(world))
    assert "计入 1 条" in shown("office", address(world), as_of="2026-10-15")


def test_a_withdrawn_record_is_back_before_its_withdrawal(world: OfficeWorld, shown: Shown) -> None:
    record = hold(world, day=dt.date(2026, 9, 1))
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        record_withdraw(actor=SYSTEM, record=record, reason="演示:重复")
        assert meetings(shown("office", "/board/", period="2026Q3")) == "0/1"
        before = {"known_at": "2026-11-25T10:00"}
        assert meetings(shown("office", "/board/", period="2026Q3", **before)) == "1/1"
        assert "已撤回" not in shown("office", address(world), **before)
        assert "已撤回" in shown("office", address(world), known_at="2026-11-26T10:00")


def test_the_worked_example_of_a_quarter_logged_late(world: OfficeWorld, shown: Shown) -> None:
    """Held on 31 March, entered on 20 April: overdue as of 10 April as known at its end, met in time ever since."""
    with time_machine.travel(dt.datetime(2026, 4, 20, 9, tzinfo=clock.SHANGHAI), tick=False):
        hold(world, day=dt.date(2026, 3, 31))
    path = f"/cell/{world.units['团'].public_id}/xpcc-2023/a8.2.leading_group/2026Q1/"
    assert "逾期未完成" in shown("office", path, as_of="2026-04-10", known_at="2026-04-10T23:59:59+08:00")
    now = shown("office", path)
    assert "按时完成" in now
    assert "补录" in now


def test_the_board_is_the_export_of_the_same_moment(world: OfficeWorld, shown: Shown) -> None:
    for day in (dt.date(2026, 3, 5), dt.date(2026, 9, 1)):
        hold(world, day=day)
    for moment in (OCTOBER, {"as_of": "2026-10-15"}, {}):
        page = shown("office", "/board/", period="2026Q3", **moment)
        as_of = dt.date.fromisoformat(moment.get("as_of", "2026-11-24"))
        known = moment.get("known_at")
        rows = export_rows(
            unit=world.units["师"],
            within=world.units["师"],
            first=dt.date(2026, 9, 30),
            last=dt.date(2026, 9, 30),
            as_of=as_of,
            known_at=dt.datetime.fromisoformat(known).replace(tzinfo=clock.SHANGHAI) if known else None,
        )
        whole = totals(rows, force="must", day=as_of)[-1]
        figures = page.split('class="figures')[1].split("</dl>")[0]
        assert f"<b>{whole.rows}</b> 项" in figures
        assert (
            f"<b>{whole.rate.fulfilled}</b> / {whole.rate.base}</a> · {percent(whole.rate.fulfilment)}"
            in figures
        )
        assert f"<b>{whole.rate.met}</b> / {whole.rate.base}</a> · {whole.on_time}" in figures
        assert f"<b>{whole.overdue}</b> 项" in figures


def past_pages(world: OfficeWorld) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Every page that knows of moments, with who looks at it."""
    unit, area = str(world.units["团"].public_id), str(world.units["师"].public_id)
    return {
        "board": ("office", "/board/", {"period": "2026Q3"}),
        "unfolded": ("above", "/board/", {"period": "2026Q3", "open": "师"}),
        "lower": ("office", "/board/", {"unit": unit, "period": "2026H1"}),
        "bearers": ("office", "/board/bearers/", {"unit": area, "period": "2026Q3", "force": "must"}),
        "cell": ("office", f"/cell/{unit}/xpcc-2023/a8.2.leading_group/2026Q3/", {}),
        "seats": ("office", f"/cell/{unit}/xpcc-2023/a8.6.contact/2026/", {}),
        "nothing": ("office", f"/cell/{unit}/xpcc-2023/a8.2.leading_group/2025Q3/", {}),
        "unit": ("office", f"/units/{unit}/", {"period": "2026Q3"}),
        "mine": ("clerk", "/mine/", {}),
        "rulebook": ("office", "/rulebook/", {}),
        "article": ("office", "/rulebook/8/", {}),
    }


@pytest.mark.parametrize(
    "name",
    [
        "board",
        "unfolded",
        "lower",
        "bearers",
        "cell",
        "seats",
        "nothing",
        "unit",
        "mine",
        "rulebook",
        "article",
    ],
)
def test_every_link_stays_at_the_moment_but_the_way_back(name: str, world: OfficeWorld, shown: Shown) -> None:
    who, url, data = past_pages(world)[name]
    page = shown(who, url, **data, **OCTOBER)
    body = page.split("<main", 1)[1].split("</main>")[0]
    assert "回到当前" in body
    links = [unescape(link) for link in re.findall(r'(?:href|<a[^>]* hx-get|data-unit-url)="([^"#]*)', body)]
    aware = [link for link in links if link.startswith(("?", *AWARE)) and not _elsewhere(link)]
    lost = [link for link in aware if not _asks(link)]
    assert {tuple(parse_qsl(urlsplit(link).query)) for link in lost} <= {tuple(data.items())}, lost
    assert len(aware) - len(lost) >= (1 if name in {"nothing", "mine"} else 2)
    for form in re.findall(r'<form method="get".*?</form>', body, re.DOTALL):
        assert 'name="as_of"' in form
        assert 'name="known_at"' in form


def _elsewhere(link: str) -> bool:
    """Pages below those addresses that know of no moment: versions, questions, revisions, the search for a unit."""
    return bool(re.match(r"/rulebook/[^/?]+/(versions|[^/]+/(ask|revise))/|/export/units/", link))


def _asks(link: str) -> bool:
    query = parse_qs(urlsplit(link).query)
    return {name: query.get(name) for name in OCTOBER} == {name: [value] for name, value in OCTOBER.items()}


@pytest.mark.parametrize("name", ["office", "clerk", "official"])
def test_a_past_view_offers_no_action_and_says_why(name: str, world: OfficeWorld, shown: Shown) -> None:
    for url in (address(world), "/board/", f"/units/{world.units['团'].public_id}/", "/rulebook/8/"):
        page = shown(name, url, **OCTOBER).split("<main", 1)[1]
        assert "只供查看;登记、催办、督办、豁免请回到当前办理" in page
        for action in ("/entries/new/", "/supervision/new/", "/ask/", "/revise/", 'method="post"'):
            assert action not in page, (url, action)


def test_my_duties_of_then_have_neither_buttons_nor_what_waits_now(world: OfficeWorld, shown: Shown) -> None:
    hold(world, day=dt.date(2026, 9, 1))
    page = shown("clerk", "/mine/", **OCTOBER).split("<main", 1)[1]
    assert "2026年10月15日" in page
    assert "<h1>今天" not in page
    assert "btn-primary" not in page
    card = next(part for part in page.split("<article") if "领导小组会议" in part and "第三季度" in part)
    assert "逾期15天" in card


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"as_of": "昨天"}, "截至日期请按 2026-03-31 的格式填写"),
        ({"as_of": "2026-02-30"}, "截至日期请按"),
        ({"as_of": "2020-01-01"}, "截至日期不能早于法规施行日(2023-02-25)"),
        ({"as_of": "2030-01-01"}, "截至日期最远为一年以后"),
        ({"known_at": "2026-11-24T10:01"}, "的时刻不能晚于现在"),
        ({"known_at": "0001-01-01T00:00"}, "的时刻不能早于法规施行日"),
        ({"known_at": "去年"}, "请写明日期和时刻"),
        ({"as_of": "2026-10-15", "known_at": "x"}, "请写明日期和时刻"),
    ],
)
def test_a_moment_that_cannot_be_taken_is_said_and_now_is_shown(
    bad: dict[str, str], says: str, shown: Shown
) -> None:
    for who, url in (("office", "/board/"), ("clerk", "/mine/"), ("office", "/rulebook/")):
        page = shown(who, url, **bad)
        assert says in page
        assert "下面是当前的台账" in page
        assert "回到当前" not in page


def test_today_as_known_now_is_the_present_and_empty_fields_are_too(shown: Shown) -> None:
    for same in ({"as_of": "2026-11-24"}, {"as_of": "", "known_at": ""}):
        assert "回到当前" not in shown("office", "/board/", **same)


def test_a_day_to_come_is_said_to_be_reckoned(shown: Shown) -> None:
    page = shown("office", "/board/", period="2026Q4", as_of="2027-01-05")
    assert "推算至2027年1月5日、按现在掌握的情况" in page
    assert "该日尚未到" in page
    assert re.search(r'<td class="cell[^"]*state-overdue', page)
    assert "/export/" not in page.split("<main", 1)[1]


def test_a_period_that_had_not_begun_then_is_said(shown: Shown) -> None:
    page = shown("office", "/board/", period="2026Q4", as_of="2026-09-01")
    assert "没有“2026Q4”这一周期,或该周期尚未开始" in page
    assert "2026年第二季度" in page


def test_units_bear_the_names_of_then(world: OfficeWorld, shown: Shown) -> None:
    unit, renamed = world.units["团"], dt.date(2026, 11, 1)
    Name.objects.create(unit=unit, name="演示27团", ended_on=renamed, known=KNOWN_EVER)
    Name.objects.create(unit=unit, name="演示新27团", started_on=renamed, known=KNOWN_EVER)
    Unit.objects.filter(pk=unit.pk).update(name="演示新27团")
    assert meetings(shown("office", "/board/", period="2026Q3", as_of="2026-10-15"), "演示27团") == "0/1"
    assert meetings(shown("office", "/board/", period="2026Q3"), "演示新27团") == "0/1"
    assert "履职看板 · 演示27团" in shown("clerk", "/board/", as_of="2026-10-15")
    assert "履职看板 · 演示新27团" in shown("clerk", "/board/")


def test_alerts_are_those_that_had_been_sent(world: OfficeWorld, shown: Shown) -> None:
    row = {"rule": world.cell().rule, "unit": world.units["团"], "period": "2026Q3", "role": ""}
    account = world.actors["clerk"].account
    for step, day in ((Step.REMIND, 20), (Step.URGE, 1)):
        month = 9 if day == 20 else 11
        made = dt.datetime(2026, month, day, 8, tzinfo=clock.SHANGHAI)
        Alert.objects.create(
            **row, step=step, account=account, due_on=dt.date(2026, 9, 30), step_on=made.date(), made_at=made,
            settled_at=NOW if step == Step.REMIND else None,
        )  # fmt: skip
    now, then = shown("office", address(world)), shown("office", address(world), **OCTOBER)
    assert "2026-11-01 催办" in now
    assert "已了结" in now
    assert "2026-09-20 临期提醒" in then
    assert "2026-11-01 催办" not in then
    assert "已了结" not in then


def test_what_htmx_asks_for_stays_at_the_moment_and_so_does_the_board(world: OfficeWorld, ask: Ask) -> None:
    answer = ask("office", address(world), htmx=True, **OCTOBER)
    assert "只供查看" in answer.content.decode()
    panel = parse_qs(urlsplit(answer["HX-Push-Url"]).query)["panel"][0]
    assert _asks(panel)


def test_one_obligation_behind_a_figure_leads_to_its_cell_of_then(world: OfficeWorld, ask: Ask) -> None:
    data = {"unit": str(world.units["团"].public_id), "period": "2026Q3", "own": "1"}
    answer = ask("office", "/board/bearers/", column="a8.2.leading_group", **data, **OCTOBER)
    assert answer.status_code == 302
    assert _asks(answer["Location"])


def test_as_many_queries_for_five_units_as_for_hundreds(world: OfficeWorld, ask: Ask) -> None:
    def queries(url: str, who: str = "above", **data: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(who, url, **data, **OCTOBER).status_code == 200
        return len(captured)

    unit = str(world.units["团"].public_id)
    pages = [
        ("/board/", "above", {"open": "师", "period": "2026Q3"}),
        ("/board/bearers/", "above", {"force": "must", "period": "2026Q3"}),
        (address(world), "office", {}),
        (f"/units/{unit}/", "office", {"period": "2026Q3"}),
        ("/mine/", "clerk", {}),
        ("/rulebook/", "above", {}),
    ]
    for url, who, data in pages:
        queries(url, who, **data)
    before = [queries(url, who, **data) for url, who, data in pages]
    grow(30)
    assert [queries(url, who, **data) for url, who, data in pages] == before
