"""到期日历: its days equal the exported ledger by due day; whose days; what is still to come; days off; drilling down."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from duties.ledger.status import Status
from duties.selectors.due_calendar import horizon
from portal import clock
from portal.models import Account, Person
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]


def test_a_figure_opens_its_rows_and_a_row_its_records(world: OfficeWorld, ask: Ask) -> None:
    record = hold(world)
    month = ask("office", "/analysis/calendar/", period="2026-09").content.decode()
    cell = re.search(
        r'id="d-2026-09-30" href="([^"#]+).*?9月30日到期</span><b>(\d+)</b> 项(.*?)</a>', month, re.DOTALL
    )
    assert cell is not None
    address = cell[1].replace("&amp;", "&")
    day = ask("office", f"/analysis/calendar/{address}").content.decode()
    assert f"{cell[2]} 项" in day
    met = ask("office", f"/analysis/calendar/{address}&status=met").content.decode()
    rows = re.findall(r'bearer-who">.*?href="([^"]+)"', met, re.DOTALL)
    assert f"按时完成 {len(rows)}<" in cell[3]
    assert len(rows) == 1
    why = ask("office", rows[0]).content.decode()
    assert str(record.occurred_on) in why or "9月1日" in why


def test_next_quarter_is_told_and_not_linked(ask: Ask) -> None:
    page = ask("office", "/analysis/calendar/", period="2027-03", day="2027-03-31").content.decode()
    assert "未开始" in page
    panel = page[page.index('id="due"') :]
    assert "演示27团" in panel
    assert 'bearer-who">演示' in panel


def test_beyond_the_horizon_is_said(world: OfficeWorld, ask: Ask) -> None:
    assert horizon(clock.today()) == dt.date(2027, 3, 31)
    page = ask("office", "/analysis/calendar/", period="2027-04").content.decode()
    assert "没有“2027-04”这一月份或季度" in page
    assert 'rel="next"' not in ask("office", "/analysis/calendar/", period="2027-03").content.decode()


@pytest.mark.parametrize("bad", ["x", "2026W01", "T2026-01-01", "1999-12", "2026-13"])
def test_a_span_that_is_none_is_said(bad: str, ask: Ask) -> None:
    assert f"没有“{bad}”" in ask("office", "/analysis/calendar/", period=bad).content.decode()


def test_days_off_and_swapped_days_are_marked(ask: Ask) -> None:
    page = ask("office", "/analysis/calendar/", period="2026-10").content.decode()
    found = re.findall(
        r'<td class="([^"]*)">\s*<span class="cal-date"><span class="cal-short">(\d+)</span>', page
    )
    days = {number: classes for classes, number in found}
    assert "is-off" in days["1"]
    assert "is-off" not in days["10"]
    assert re.search(r'cal-short">10</span>.*?cal-note">班<', page, re.DOTALL)


def test_an_official_sees_first_what_he_answers_for(world: OfficeWorld, ask: Ask) -> None:
    account = world.actors["official"].account
    Account.objects.filter(pk=account.pk).update(person=Person.objects.get(code="party_secretary"))
    page = ask("official", "/analysis/calendar/", period="2026-12").content.decode()
    mine = int(re.search(r"到期 <b>(\d+)</b> 项", page)[1])  # type: ignore[index]
    own = ask("official", "/analysis/calendar/", period="2026-12", whose="unit").content.decode()
    unit = int(re.search(r"到期 <b>(\d+)</b> 项", own)[1])  # type: ignore[index]
    assert 0 < mine < unit
    assert "本人" in page
    assert "辖区</a>" not in page


def test_who_reads_the_own_unit_gets_nothing_of_others(world: OfficeWorld, ask: Ask) -> None:
    below = str(world.units["连"].public_id)
    assert ask("clerk", "/analysis/calendar/", unit=below).status_code == 404
    page = ask("clerk", "/analysis/calendar/", period="2026-12", day="all").content.decode()
    assert "演示27团一连" not in page


def test_an_empty_month_says_so(ask: Ask) -> None:
    page = ask("clerk", "/analysis/calendar/", period="2026-08").content.decode()
    assert "这段时间没有到期的事项" in page


def test_statuses_keep_to_one(ask: Ask) -> None:
    page = ask(
        "office", "/analysis/calendar/", period="2026Q3", day="all", status="overdue,x"
    ).content.decode()
    panel = page[page.index('id="due"') :]
    found = re.findall(r'bearer-figures"><span class="state state-([a-z-]+)"', panel)
    assert set(found) == {Status.OVERDUE.value}
