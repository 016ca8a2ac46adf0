"""Whom a device belongs to in Chromium: signing out with unsent entries, another account, a session that is over, an idle screen."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings.models import Entry
from portal import access
from portal.models import Account, Role
from tests.browser.axe import grave_faults
from tests.browser.chromium import DESK, PHONE
from tests.browser.device import (
    PATIENCE,
    QUEUED,
    TOPIC,
    Device,
    copies,
    fill_meeting,
    forget_network,
    kept,
    queue_in_tab,
    queue_meeting,
    sent_lines,
    submit,
)
from tests.meetings.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)
MakeDevice = Callable[..., Device]
OpenAs = Callable[..., Page]
PASSWORD = "lanhua-shui-9427"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.actors["clerk"].account
    assert account is not None
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.fixture
def colleague(world: World) -> Account:
    account = world.actors["colleague"].account
    assert account is not None
    return account


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").filter(has=page.locator(".menu-who")).click()
    page.get_by_role("button", name="退出登录").click()


def test_signing_out_asks_about_what_is_unsent(clerk: Account, make_device: MakeDevice) -> None:
    page = queue_in_tab(make_device(width=PHONE, installs=False), clerk)
    sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="还有 1 份登记没有发送")).to_be_visible()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert grave_faults(page) == []
    dialog.get_by_role("button", name="不退出").click()
    assert len(kept(page)) == 1
    page.unroute_all()
    sign_out(page)
    dialog.get_by_role("button", name="先发送").click()
    page.wait_for_url(re.compile("/login/"))
    assert Entry.objects.count() == 1


@pytest.mark.long
def test_what_is_deleted_when_signing_out_is_asked_for_twice(clerk: Account, make_device: MakeDevice) -> None:
    device = make_device(installs=False)
    page = queue_in_tab(device, clerk)
    sign_out(page)
    page.get_by_role("button", name="删除后退出").click()
    page.get_by_role("button", name="确认删除,不再发送").click()
    page.wait_for_url(re.compile("/login/"))
    page.unroute_all()
    device.sign_in(clerk)
    page.goto("/outbox/")
    expect(page.get_by_text("没有待发送的登记")).to_be_visible()
    assert (kept(page), Entry.objects.count()) == ([], 0)


def test_another_account_on_the_device_sees_and_sends_nothing_of_it(
    world: World, clerk: Account, colleague: Account, make_device: MakeDevice
) -> None:
    device = make_device(installs=False)
    page = queue_in_tab(device, clerk)
    sign_out(page)
    page.get_by_role("button", name="保留在本机,退出登录").click()
    page.wait_for_url(re.compile("/login/"))
    page.unroute_all()
    device.sign_in(colleague)
    page.goto("/outbox/")
    expect(page.get_by_text("本机另有 1 份登记属于其他账号")).to_be_visible()
    assert TOPIC not in page.locator("main").inner_text()
    assert kept(page) == [{"account": str(clerk.public_id), "state": "waiting", "open": False}]
    page.wait_for_timeout(1000)
    assert Entry.objects.count() == 0
    device.sign_in(clerk)
    page.goto("/outbox/")
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert Entry.objects.get().entered_by == clerk


@pytest.mark.long
def test_who_lost_the_post_still_sees_what_is_unsent_and_sends_nothing(
    world: World, clerk: Account, make_device: MakeDevice
) -> None:
    page = queue_in_tab(make_device(installs=False), clerk)
    access.revoke_post(clerk, Role.CLERK, world.unit)
    page.unroute_all()
    page.reload()
    expect(page.locator(".outbox-item")).to_contain_text("已不任该岗位的,请把内容转告现任经办人")
    page.get_by_text("查看内容").click()
    expect(page.locator(".outbox-content")).to_contain_text(TOPIC)
    assert (len(kept(page)), Entry.objects.count()) == (1, 0)


@pytest.mark.long
def test_signing_out_leaves_no_copies(clerk: Account, make_device: MakeDevice) -> None:
    device = make_device()
    page = device.prepare(clerk)
    assert "/entries/new/" in copies(page)
    assert set(copies(page)) == {"/entries/new/", "/outbox/", "/offline/"}
    sign_out(page)
    page.wait_for_url(re.compile("/login/"))
    assert copies(page) == []


@pytest.mark.long
def test_copies_go_when_another_account_signs_in(
    clerk: Account, world: World, make_device: MakeDevice
) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.sign_in(world.actors["office"].account)  # type: ignore[arg-type]
    page.goto("/messages/")
    expect(page.get_by_role("heading", name="消息")).to_be_visible()
    page.wait_for_timeout(500)
    assert copies(page) == []


@pytest.mark.long
def test_what_waits_goes_on_after_signing_in_again(clerk: Account, make_device: MakeDevice) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.cut()
    queue_meeting(page)
    Session.objects.all().delete()
    device.restore()
    expect(page.get_by_text("登录已过期:请重新登录后发送。")).to_be_visible(timeout=PATIENCE)
    assert Entry.objects.count() == 0
    page.get_by_role("link", name="去登录").click()
    page.get_by_label("用户名").fill(clerk.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert Entry.objects.count() == 1


def test_an_idle_screen_locks_and_keeps_what_was_typed(
    clerk: Account, open_as: OpenAs, faults: list[str]
) -> None:
    page = open_as(clerk, width=PHONE)
    page.clock.install()
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    expect(page.locator("#forecast")).to_contain_text("将计入")
    page.clock.fast_forward("31:00")
    lock = page.get_by_role("dialog", name="屏幕已锁定")
    expect(lock).to_be_visible()
    expect(page.locator("#entry-form")).to_be_hidden()
    expect(lock).to_contain_text("演示-clerk")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert grave_faults(page) == []
    assert Session.objects.count() == 0
    page.get_by_label("密码").fill("falsch-falsch")
    page.get_by_role("button", name="解锁").click()
    expect(lock).to_contain_text("密码不正确,请重新输入。")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="解锁").click()
    expect(lock).to_have_count(0)
    expect(page.get_by_placeholder("议题名称").first).to_have_value(TOPIC)
    submit(page)
    expect(page.get_by_text("已提交并计入台账")).to_be_visible()
    # The form was still asking for its preview when the session ended under it.
    faults[:] = [fault for fault in faults if not re.search("/entries/(preview|seats)/", fault)]
    forget_network(faults)


@pytest.mark.long
def test_without_network_a_locked_screen_lets_nothing_be_seen_but_a_blank_form(
    clerk: Account, make_device: MakeDevice
) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.cut()
    queue_meeting(page)
    page.evaluate("localStorage.setItem('portal-active', '1')")
    page.goto("/outbox/")
    lock = page.get_by_role("dialog", name="屏幕已锁定")
    expect(lock).to_contain_text("没有网络,暂时不能核对密码")
    expect(page.get_by_text(TOPIC)).to_be_hidden()
    lock.get_by_role("link", name="新开一张空白登记单").click()
    expect(page.get_by_text(TOPIC)).to_have_count(0)
    fill_meeting(page, "研究秋收")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    expect(page.get_by_text("屏幕锁定期间不显示内容")).to_be_visible()
    assert TOPIC not in page.locator("main").inner_text()
