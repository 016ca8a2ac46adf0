"""The frame of every page in a browser: keyboard, menu, large type, the phone's bar, one submit a form."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from portal import access
from portal.models import Account, Installation, Role
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found
from tests.browser.chromium import PHONE
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "long-enough-passphrase"


@pytest.fixture
def clerk() -> Account:
    day = dt.date(2020, 1, 1)
    account = Account.objects.create_user("clerk", PASSWORD, name="演示-子一")
    for code, role in (("A", Role.CLERK), ("B", Role.OFFICE)):
        unit = unit_found(
            actor=access.SYSTEM,
            code=code,
            kind="regiment",
            name=f"演示{code}团",
            started_on=day,
            parent=None,
        )
        appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=day)
    return account


def test_signing_in_by_keyboard(clerk: Account, open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/")
    page.get_by_label("用户名").fill("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()


def test_the_first_tab_stop_leads_to_the_text(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk)
    page.goto("/rulebook/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard_and_switches_posts(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk)
    page.goto("/rulebook/")
    menu = page.locator(".shell-account summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.get_by_role("button", name="演示B团 领导小组办公室").click()
    expect(page.locator(".shell-account summary")).to_contain_text("演示B团")


def test_large_type_is_kept_on_the_next_page(clerk: Account, open_as: OpenAs) -> None:
    page = open_as()
    page.goto("/login/")
    before = page.evaluate("getComputedStyle(document.body).fontSize")
    page.get_by_role("button", name="大字显示").click()
    page.reload()
    expect(page.get_by_role("button", name="标准字号")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > float(before.strip("px"))


def test_the_phone_has_a_bar_and_a_menu_with_all_pages(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk, width=PHONE)
    page.goto("/rulebook/")
    expect(page.get_by_role("navigation", name="底部导航")).to_be_visible()
    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
    page.locator(".shell-account summary").click()
    expect(page.get_by_role("navigation", name="全部栏目").get_by_role("link", name="规则库")).to_be_visible()


def test_a_form_is_sent_once(clerk: Account, open_as: OpenAs) -> None:
    page = open_as(clerk)
    page.goto("/password/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.evaluate("""() => {
            const button = document.querySelector("main button[type=submit]");
            button.click();
            button.click();
        }""")
    expect(page.get_by_label("旧密码")).to_be_focused()
    assert len(sent) == 1


def test_the_page_says_before_the_session_ends(clerk: Account, open_as: OpenAs, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 181
    page = open_as(clerk)
    page.goto("/rulebook/")
    expect(page.get_by_text("三分钟后锁定屏幕")).to_be_visible()


def test_demonstration_data_are_marked_on_screen_and_paper(clerk: Account, open_as: OpenAs) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"demo": True})
    page = open_as(clerk)
    page.goto("/rulebook/")
    expect(page.locator(".demo-mark")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".print-line")).to_contain_text("演示数据")
    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
