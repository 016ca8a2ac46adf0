"""工作台: the first page of each role, its figures those of the board, what waits there."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse

from duties.periods import parse
from duties.selectors.board.board import Wanted, board
from duties.selectors.desk import desk
from portal.selectors.vocabulary import vocabulary
from tests.duties.office_world import OfficeWorld, hold
from tests.duties.supervision_world import walked

Ask = Callable[..., HttpResponse]


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("office", "/desk/"),
        ("approver", "/desk/"),
        ("leader", "/desk/"),
        ("auditor", "/desk/"),
        ("clerk", "/mine/"),
        ("official", "/mine/"),
        ("member", "/mine/"),
    ],
)
def test_each_role_begins_at_its_own_page(who: str, first: str, ask: Ask) -> None:
    assert ask(who, "/").headers["Location"] == first
    assert ask(who, first).status_code == 200


def test_who_reads_the_own_unit_alone_has_no_desk(ask: Ask) -> None:
    assert ask("clerk", "/desk/").status_code == 403


def test_figures_are_those_of_the_board(world: OfficeWorld) -> None:
    hold(world)
    actor = world.actors["above"]
    assert actor.post is not None
    made = desk(actor)
    for stand in made.stands:
        assert stand.must == board(actor, Wanted(actor.post.unit, stand.period), vocabulary()).figures.must
    assert made.closed.period == parse("2026Q3")
    assert [each.unit for each in made.lagging] == [world.units["师"]]


def test_a_lagging_unit_opens_its_rows(world: OfficeWorld, ask: Ask) -> None:
    page = ask("above", "/desk/").content.decode()
    found = re.search(
        r'href="(/board/bearers/[^"]*status=overdue[^"]*)"><span[^>]*>!</span>逾期 (\d+)<', page
    )
    assert found is not None
    rows = ask("above", found[1].replace("&amp;", "&")).content.decode()
    assert f"{found[2]} 项" in rows


def test_what_waits_is_there_for_whom_it_waits(world: OfficeWorld, ask: Ask) -> None:
    item = walked(world, 2)
    link = f"/supervision/{item.public_id}/"
    waits = {who: ask(who, "/desk/").content.decode() for who in ("office", "approver", "auditor")}
    assert link in waits["office"]
    assert link not in waits["approver"]
    assert "没有等您办理的事项" in waits["auditor"]
    assert "按时点查看台账" in waits["auditor"]
    assert "按时点查看台账" not in waits["office"]


def test_the_next_due_days_lead_to_the_calendar(ask: Ask) -> None:
    page = ask("office", "/desk/").content.decode()
    found = re.search(
        r'href="(/analysis/calendar/[^"#]*)#due">2026年12月31日[^<]*</a> <b[^>]*>(\d+)</b> 项尚未完成', page
    )
    assert found is not None
    day = ask("office", found[1].replace("&amp;", "&")).content.decode()
    assert "2026年12月31日(星期四)到期" in day
