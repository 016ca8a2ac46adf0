"""The search box over any page: by keyboard and touch, in words that a screen reader tells, under the strict policy."""

import datetime as dt

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from duties.rulebook import XPCC_2023
from portal.access import SYSTEM
from portal.models import Account, Role, Unit
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE, WIDTHS
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2020, 1, 1)


@pytest.fixture
def clerk() -> Account:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    unit: Unit | None = None
    for kind, name in (("division", "演示二师"), ("regiment", "演示27团"), ("company", "演示27团一连")):
        unit = unit_found(actor=SYSTEM, code=name, kind=kind, name=name, started_on=DAY, parent=unit)
    account = Account.objects.create(username="clerk", name="演示-子一")
    for role, where in ((Role.OFFICE, "演示27团"), (Role.CLERK, "演示27团一连")):
        appointment_grant(
            actor=SYSTEM, account=account, role=role, unit=Unit.objects.get(name=where), started_on=DAY
        )
    return account


def chosen(page: Page) -> str:
    """The line that the input says is chosen."""
    return page.evaluate("""() => {
        const input = document.querySelector("#palette-input");
        return document.getElementById(input.getAttribute("aria-activedescendant"))?.innerText ?? "";
    }""")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_box_by_keyboard(clerk: Account, open_as: OpenAs, width: int) -> None:
    page = open_as(clerk, width=width)
    page.goto("/rulebook/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="搜索页面、单位、人员、登记和公文")
    expect(box).to_be_focused()
    expect(page.get_by_role("option", name="看板")).to_be_visible()
    page.keyboard.type("ys27t")
    expect(page.get_by_role("option", name="演示27团一连")).to_be_visible()
    assert chosen(page).startswith("演示27团")
    page.keyboard.press("ArrowDown")
    assert chosen(page).startswith("演示27团一连")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert chosen(page) == "查看全部结果"
    assert grave_faults(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.locator("header").get_by_role("link", name="搜索").click()
    expect(box).to_be_focused()
    with page.expect_navigation():
        box.fill("guizeku")
        # Entered before anything was found: what is typed decides.
        page.keyboard.press("Enter")
    assert page.url.endswith("/rulebook/")


def test_what_is_found_opens(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk, width=PHONE)
    page.goto("/rulebook/")
    page.locator("header").get_by_role("link", name="搜索").click()
    page.get_by_role("combobox").fill("没有这样的")
    expect(page.get_by_text("没有找到。可以少输几个字")).to_be_visible()
    page.get_by_role("combobox").fill("一连")
    page.get_by_role("option", name="演示27团一连").first.click()
    expect(page.get_by_role("heading", name="演示27团一连")).to_be_visible()
    page.goto("/search/?q=演示27团")
    expect(
        page.get_by_role("region", name="单位").get_by_role("link", name="演示27团", exact=True)
    ).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    assert grave_faults(page) == []
