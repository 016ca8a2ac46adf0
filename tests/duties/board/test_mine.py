"""我的职责 and a unit's page."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from portal import clock, registry
from portal.models import Person
from portal.registry import Part
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]
Shown = Callable[..., str]


@pytest.fixture(autouse=True)
def secretary(world: OfficeWorld) -> None:
    """The official is the regiment's party secretary."""
    account = world.actors["official"].account
    assert account is not None
    account.person = Person.objects.get(code="party_secretary")
    account.save(update_fields=["person"])


def cards(page: str) -> list[str]:
    """The cards of what is outstanding."""
    head = page.split('<details class="mine-fold"', 1)[0]
    return re.findall(r'<article class="card mine-card.*?</article>', head, re.DOTALL)


def test_the_official_sees_what_is_late_first_and_no_button_to_log(shown: Shown) -> None:
    page = shown("official", "/mine/")
    assert "今天 11月24日" in page
    shown_cards = cards(page)
    assert "逾期" in shown_cards[0]
    states = ["state-overdue" in card.split(">")[0] for card in shown_cards]
    assert states == sorted(states, reverse=True)
    assert "/entries/new/" not in page


def test_the_official_answers_for_what_his_role_leads(shown: Shown) -> None:
    page = shown("official", "/mine/")
    assert "党委常委会会议" in page
    assert "行政常务会议" not in "".join(cards(page))


def test_the_clerk_logs_from_the_card_with_the_form_filled_in(shown: Shown) -> None:
    card = next(
        card for card in cards(shown("clerk", "/mine/")) if "领导小组会议" in card and "第三季度" in card
    )
    assert card.count("btn btn-primary") == 1
    assert "kind=meeting&amp;form=leading_group&amp;period=2026Q3&amp;rule=a8.2.leading_group" in card
    assert "登记会议" in card
    assert "第八条第二款(二)" in card
    assert "逾期55天" in card


def test_the_clerk_logs_a_report_too_and_what_has_no_form_has_no_button(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = next(card for card in cards(shown("clerk", "/mine/")) if "年度报告" in card)
    assert "登记报告" in card
    monkeypatch.setattr("duties.views.links.entry_form", lambda kind: "")
    card = next(card for card in cards(shown("clerk", "/mine/")) if "年度报告" in card)
    assert "btn" not in card
    assert "登记表尚未开通" in card


def test_links_lead_to_their_own_form(shown: Shown) -> None:
    card = next(card for card in cards(shown("clerk", "/mine/")) if "定点联系连队" in card)
    assert 'href="/links/new/?kind=contact_point&amp;role=' in card
    assert "登记定点联系点" in card
    assert "请在到期前确定联系对象" in card


def test_what_is_done_is_folded(world: OfficeWorld, shown: Shown) -> None:
    before = len(cards(shown("clerk", "/mine/")))
    hold(world, day=dt.date(2026, 11, 3))
    page = shown("clerk", "/mine/")
    assert len(cards(page)) == before - 1
    assert "已完成 1 项" in page


def test_lasting_duties_are_shown_in_words(shown: Shown) -> None:
    page = shown("clerk", "/mine/")
    assert "持续履行的职责" in page
    assert "贯彻落实决策部署" in page
    assert "第五条(一)" in page
    assert "统计体系" not in page


def test_targets_left_are_named_on_the_card(shown: Shown) -> None:
    assert "未到:一连" in shown("official", "/mine/")


def test_days_are_told_in_words(world: OfficeWorld, shown: Shown) -> None:
    with time_machine.travel(dt.datetime(2026, 9, 21, 9, tzinfo=clock.SHANGHAI), tick=False):
        page = shown("official", "/mine/")
    assert "本季度还剩 10 天" in page
    assert "还有9天到期" in page
    assert "临期" in page


def test_other_apps_put_their_parts_there(
    monkeypatch: pytest.MonkeyPatch, world: OfficeWorld, shown: Shown
) -> None:
    part = Part("components/empty.html", {"text": "演示部分"}, 3, "待我确认")
    monkeypatch.setattr(registry, "parts", lambda page, request, actor: [part] if page == "mine" else [])
    page = shown("official", "/mine/")
    assert "演示部分" in page
    assert "待我确认 3" in page


def test_an_official_without_a_person_is_told_so(world: OfficeWorld, shown: Shown) -> None:
    account = world.actors["official"].account
    assert account is not None
    account.person = None
    account.save(update_fields=["person"])
    assert "账号尚未对应到人员" in shown("official", "/mine/")


def test_queries_do_not_grow_with_the_cards(world: OfficeWorld, ask: Ask) -> None:
    counts = []
    for day in (dt.date(2026, 4, 2), dt.date(2026, 11, 24)):
        with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
            ask("clerk", "/mine/")
            with CaptureQueriesContext(connection) as captured:
                ask("clerk", "/mine/")
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_unit_has_its_seats_and_its_ledger(world: OfficeWorld, shown: Shown) -> None:
    page = shown("office", f"/units/{world.units['团'].public_id}/", period="2026Q3")
    assert "演示-party_secretary" in page
    assert "隶属" in page
    assert "演示二师" in page
    assert "领导小组会议" in page
    assert "/a8.6.contact/2026/?role=party_secretary" in page


def test_a_unit_out_of_scope_is_not_there(world: OfficeWorld, ask: Ask) -> None:
    assert ask("clerk", f"/units/{world.units['师'].public_id}/").status_code == 404
