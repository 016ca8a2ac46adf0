"""Help on a page and the first tour of a role: by keyboard and touch, accessible, under the strict policy."""

import datetime as dt

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from duties.rulebook import XPCC_2023
from portal.access import SYSTEM
from portal.models import Account, Role, TourAnswer
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE, WIDTHS
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.usefixtures("with_help")
DAY = dt.date(2020, 1, 1)


@pytest.fixture
def clerk(transactional_db: None) -> Account:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    regiment = unit_found(
        actor=SYSTEM, code="27", kind="regiment", name="演示27团", started_on=DAY, parent=None
    )
    account = Account.objects.create(username="clerk", name="演示-子一")
    appointment_grant(actor=SYSTEM, account=account, role=Role.CLERK, unit=regiment, started_on=DAY)
    return account


@pytest.mark.parametrize("width", WIDTHS)
def test_the_panel_by_keyboard_and_button(clerk: Account, open_as: OpenAs, width: int) -> None:
    page = open_as(clerk, width=width)
    page.goto("/entries/new/")
    panel = page.get_by_role("dialog", name="本页帮助")
    page.get_by_label("地点").fill("会议室")
    page.keyboard.type("?")
    expect(panel).to_be_hidden()
    expect(page.get_by_label("地点")).to_have_value("会议室?")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(panel).to_be_visible()
    expect(page.get_by_role("heading", name="本页帮助")).to_be_focused()
    assert grave_faults(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("link", name="帮助").click()
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()


def test_the_tour_goes_over_several_pages_and_is_offered_once(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk, width=PHONE)
    # While the light moves to the next place, keys are not heard.
    page.emulate_media(reduced_motion="reduce")
    page.goto("/mine/")
    page.get_by_role("button", name="开始导览").click()
    popover = page.locator(".driver-popover")
    expect(popover).to_contain_text("第1步")
    assert grave_faults(page) == []
    page.keyboard.press("Enter")
    expect(page).to_have_url("/entries/")
    expect(popover).to_contain_text("第2步")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url("/mine/")
    for number in range(2, 9):
        expect(popover).to_contain_text(f"第{number - 1}步")
        popover.get_by_role("button", name="下一步").click()
        expect(popover).to_contain_text(f"第{number}步")
    popover.get_by_role("button", name="看完了").click()
    expect(popover).to_have_count(0)
    page.goto("/mine/")
    expect(page.get_by_role("button", name="开始导览")).to_have_count(0)
    assert TourAnswer.objects.get().answer == "begun"
    page.get_by_role("link", name="帮助").click()
    page.get_by_role("button", name="功能导览").click()
    expect(popover).to_contain_text("第1步")
    page.keyboard.press("Escape")
    expect(popover).to_have_count(0)
    page.reload()
    expect(popover).to_have_count(0)


def test_escape_refuses_the_tour(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk)
    page.goto("/mine/")
    with page.expect_response("**/help/tour/answer/"):
        page.keyboard.press("Escape")
    expect(page.locator("#tour-offer")).to_have_count(0)
    assert TourAnswer.objects.get().answer == "refused"
