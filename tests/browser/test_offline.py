"""Work without network in Chromium: logged, browser restarted, sent once each; conflicts, other accounts, locks, plain tabs."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, Page, Request, Route, expect

from duties.models import HouseholdContact, Record
from meetings.models import Entry
from meetings.services.entries import entry_plan
from portal import clock
from portal.models import Account
from tests.browser.axe import grave_faults
from tests.browser.chromium import DESK, PHONE
from tests.browser.device import PATIENCE, Device, copies, kept
from tests.meetings.field_world import Field, linked, make_field, registered
from tests.meetings.world import World, content, make_world
from tests.portal.uploads.samples import image

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
PASSWORD = "lanhua-shui-9427"
TOPIC = "听取和美连队建设进展汇报"
QUEUED = "已存入本机“待发送”"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def field(world: World) -> Field:
    return make_field(world)


def forget_network(faults: list[str]) -> None:
    """Leave out what the browser itself notes: that the network was cut, that the portal refused something."""
    faults[:] = [fault for fault in faults if not re.search(r"net::ERR_|htmx:\w+|status of 4(09|22)", fault)]


@pytest.fixture
def make_device(browser: Browser, live_server: Any, faults: list[str]) -> Iterator[Callable[..., Device]]:
    """`make_device(width=390, installs=False)` gives a device; those of a test end with it.

    That the network was cut is noted by the browser itself, and is no fault of a page.
    """
    devices: list[Device] = []

    def make(*, width: int = DESK, installs: bool = True) -> Device:
        launch = browser.browser_type.launch_persistent_context
        device = Device(launch, live_server.url, faults, width=width, installs=installs)
        devices.append(device)
        return device

    yield make
    for device in devices:
        device.close()
    forget_network(faults)
    assert faults == []


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


def fill_meeting(page: Page, topic: str = TOPIC) -> None:
    """Fill in a standing committee on the form that is open."""
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    page.get_by_placeholder("议题名称").first.fill(topic)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()


def queue_meeting(page: Page, topic: str = TOPIC) -> None:
    """Log a meeting without network."""
    page.goto(reverse("entry-new"))
    fill_meeting(page, topic)
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()


def queue_in_tab(device: Device, account: Account) -> Page:
    """Log a meeting in a plain tab whose network goes while the form is open; the portal then is there, but mute."""
    device.sign_in(account)
    page = device.page()
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    device.cut()
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    page.route("**/device/", lambda route: route.abort())
    device.restore()
    page.goto("/outbox/")
    return page


def sent_lines(page: Page) -> Any:
    return page.locator(".outbox-item[data-state='sent']")


# --- Logged without network ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_meeting_and_visit_are_logged_offline_and_sent_once_after_a_restart(
    world: World, field: Field, clerk: Account, make_device: Callable[..., Device], tmp_path: Path, width: int
) -> None:
    linked(world.unit, "party_secretary", field.company)
    device = make_device(width=width)
    page = device.prepare(clerk)
    device.cut()
    page.goto(reverse("entry-new"))
    expect(page.locator("#preview")).to_contain_text("联网后核算")
    fill_meeting(page)
    page.get_by_role("button", name="加一项议题").click()
    page.get_by_placeholder("议题名称").nth(1).fill("研究秋收")
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(image(size=(640, 480)))
    page.locator("#id_evidence").set_input_files(photo)
    submit(page)
    expect(page.get_by_text("(含 1 个文件)")).to_be_visible()
    page.get_by_role("link", name="再登记一份").click()
    page.locator(".kinds").get_by_text("调研走访", exact=True).click()
    page.locator("#kinds").get_by_text("专题调研", exact=True).click()
    page.locator("#targets").get_by_text("演示一连(联系点)").click()
    page.get_by_label("带队人").select_option(label="演示-书记 · 党委(党组织)主要负责人")
    page.get_by_role("button", name="加一个问题").click()
    page.get_by_label("问题", exact=True).first.fill("四支渠渗漏")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    expect(page.locator(".outbox-item")).to_have_count(2)
    device.restart(offline=True)
    page = device.page()
    page.goto("/")
    expect(page.locator(".outbox-item[data-state='waiting']")).to_have_count(2)
    assert Entry.objects.count() == 0
    device.restart()
    page = device.page()
    page.goto("/outbox/")
    expect(sent_lines(page)).to_have_count(2, timeout=PATIENCE)
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["meeting", "visit"]
    assert sorted(Record.objects.values_list("kind", flat=True)) == ["meeting", "visit"]
    meeting = Entry.objects.get(kind="meeting")
    assert [item.text for item in meeting.agenda.all()] == [TOPIC, "研究秋收"]
    assert [each.file.name for each in meeting.evidence.all()] == ["照片.jpg"]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_thirty_households_are_ticked_offline(
    field: Field, make_device: Callable[..., Device], width: int
) -> None:
    registered(field)
    device = make_device(width=width)
    page = device.prepare(field.clerk.account)  # type: ignore[arg-type]
    device.cut()
    page.goto(f"{reverse('entry-new')}?kind=household_contact")
    page.get_by_role("button", name="勾选显示的").click()
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    device.restart()
    page = device.page()
    page.goto("/outbox/")
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert (Record.objects.count(), HouseholdContact.objects.count()) == (1, 30)


def test_a_lost_answer_is_no_second_entry(clerk: Account, make_device: Callable[..., Device]) -> None:
    page = queue_in_tab(make_device(installs=False), clerk)
    lost: list[str] = []

    def lose(route: Route, request: Request) -> None:
        if request.method == "POST" and not lost:
            lost.append(request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.unroute_all()
    page.route("**/entries/new/", lose)
    page.get_by_role("button", name="立即发送").click()
    expect(page.get_by_text("平台暂时没有回应,稍后自动再发。")).to_be_visible(timeout=PATIENCE)
    assert (len(lost), Entry.objects.count()) == (1, 1)
    page.get_by_role("button", name="立即发送").click()
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert (Entry.objects.count(), Record.objects.count()) == (1, 1)


def test_what_was_changed_after_a_lost_answer_is_told_apart(
    clerk: Account, make_device: Callable[..., Device]
) -> None:
    page = queue_in_tab(make_device(installs=False), clerk)
    page.unroute_all()

    def lose(route: Route, request: Request) -> None:
        if request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/entries/new/", lose)
    page.get_by_role("button", name="立即发送").click()
    expect(page.get_by_text("平台暂时没有回应,稍后自动再发。")).to_be_visible(timeout=PATIENCE)
    page.unroute_all()
    page.route("**/device/", lambda route: route.abort())
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_placeholder("议题名称").first).to_have_value(TOPIC)
    page.get_by_placeholder("议题名称").first.fill("另一议题")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="立即发送").click()
    line = page.locator(".outbox-item[data-state='refused']")
    expect(line).to_contain_text("修改之前的一份已经送达并登记,之后的修改没有写入", timeout=PATIENCE)
    assert [item.text for item in Entry.objects.get().agenda.all()] == [TOPIC]
    line.get_by_role("link", name="查看平台上的内容").click()
    expect(page.get_by_text(TOPIC).first).to_be_visible()


def test_of_several_pages_one_sends(clerk: Account, make_device: Callable[..., Device]) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.cut()
    queue_meeting(page)
    others = [device.page() for _ in range(2)]
    for other in others:
        other.goto("/outbox/")
    posts: list[str] = []
    device.context.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )
    device.restore()
    for each in (page, *others):
        expect(sent_lines(each)).to_have_count(1, timeout=PATIENCE)
    assert [url for url in posts if url.endswith("/entries/new/")].__len__() == 1
    assert Entry.objects.count() == 1


def test_what_was_typed_survives_a_crash(clerk: Account, make_device: Callable[..., Device]) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.cut()
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    page.get_by_role("button", name="加一项议题").click()
    page.get_by_placeholder("议题名称").nth(1).fill("研究秋收")
    page.wait_for_timeout(1500)
    device.restart(offline=True)
    page = device.page()
    page.goto(reverse("entry-new"))
    expect(page.get_by_text("上次没有填完的一份还在本机")).to_contain_text(TOPIC)
    page.get_by_role("button", name="接着填").click()
    expect(page.get_by_placeholder("议题名称").nth(1)).to_have_value("研究秋收")
    expect(page.get_by_label("党委常委会会议")).to_be_checked()


# --- What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_the_portal_refuses_is_kept_shown_and_mended(
    clerk: Account, make_device: Callable[..., Device], width: int
) -> None:
    device = make_device(width=width)
    page = device.prepare(clerk)
    device.cut()
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    page.get_by_label("日期").fill("2099-01-01")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    device.restore()
    page.goto("/outbox/")
    line = page.locator(".outbox-item[data-state='refused']")
    expect(line).to_contain_text("年份有误", timeout=PATIENCE)
    expect(page.locator("[data-outbox-link]")).to_contain_text("1")
    assert grave_faults(page) == []
    line.get_by_role("link", name="打开改正").click()
    expect(page.locator("#id_occurred_on")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field", has=page.locator("#id_occurred_on"))).to_contain_text("年份有误")
    expect(page.get_by_placeholder("议题名称").first).to_have_value(TOPIC)
    assert grave_faults(page) == []
    page.get_by_label("日期").fill(str(clock.today()))
    submit(page)
    expect(page.get_by_text("已提交并计入台账")).to_be_visible()
    expect(page.locator("[data-outbox-link]")).to_be_hidden()
    assert Entry.objects.count() == 1


def test_a_plan_that_a_colleague_changed_meanwhile_is_shown(
    world: World, clerk: Account, colleague: Account, make_device: Callable[..., Device]
) -> None:
    day = clock.today().replace(year=clock.today().year + 1)
    values = {"unit": world.unit, "token": uuid.uuid4()}
    plan = entry_plan(actor=world.actors["clerk"], content=content(world, occurred_on=day), **values)
    device = make_device()
    page = device.prepare(clerk)
    page.goto(reverse("entry-edit", args=[plan.public_id]))
    device.cut()
    page.get_by_label("地点").fill("三楼")
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text(QUEUED)).to_be_visible()
    entry_plan(
        actor=world.actors["colleague"], content=content(world, occurred_on=day, place="一楼"), entry=plan,
        version=plan.version, **values,
    )  # fmt: skip
    device.restore()
    page.goto("/outbox/")
    line = page.locator(".outbox-item[data-state='refused']")
    expect(line).to_contain_text("修改了这份登记单", timeout=PATIENCE)
    expect(line.get_by_role("link", name="查看平台上的内容")).to_be_visible()
    assert Entry.objects.get().place == "一楼"
    line.get_by_role("link", name="打开改正").click()
    expect(page.get_by_label("地点")).to_have_value("三楼")
    expect(page.locator("[data-outbox-notice]")).to_contain_text("修改了这份登记单")
    page.get_by_role("button", name="保存计划").click()
    expect(page.get_by_text("已列入计划")).to_be_visible()
    assert Entry.objects.get().place == "三楼"


# --- Whom a device belongs to ------------------------------------------------------------------------------------------


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_signing_out_asks_about_what_is_unsent(
    clerk: Account, make_device: Callable[..., Device], width: int
) -> None:
    page = queue_in_tab(make_device(width=width, installs=False), clerk)
    sign_out(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="还有 1 份登记没有发送")).to_be_visible()
    assert grave_faults(page) == []
    dialog.get_by_role("button", name="不退出").click()
    assert len(kept(page)) == 1
    page.unroute_all()
    sign_out(page)
    dialog.get_by_role("button", name="先发送").click()
    page.wait_for_url(re.compile("/login/"))
    assert Entry.objects.count() == 1


def test_what_is_deleted_when_signing_out_is_asked_for_twice(
    clerk: Account, make_device: Callable[..., Device]
) -> None:
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
    world: World, clerk: Account, colleague: Account, make_device: Callable[..., Device]
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


def test_signing_out_leaves_no_copies(clerk: Account, make_device: Callable[..., Device]) -> None:
    device = make_device()
    page = device.prepare(clerk)
    assert "/entries/new/" in copies(page)
    assert set(copies(page)) == {"/entries/new/", "/outbox/", "/offline/"}
    sign_out(page)
    page.wait_for_url(re.compile("/login/"))
    assert copies(page) == []


def test_copies_go_when_another_account_signs_in(
    clerk: Account, world: World, make_device: Callable[..., Device]
) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.sign_in(world.actors["office"].account)  # type: ignore[arg-type]
    page.goto("/messages/")
    expect(page.get_by_role("heading", name="消息")).to_be_visible()
    page.wait_for_timeout(500)
    assert copies(page) == []


def test_what_waits_goes_on_after_signing_in_again(
    clerk: Account, make_device: Callable[..., Device]
) -> None:
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


# --- The lock ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_idle_screen_locks_and_keeps_what_was_typed(
    clerk: Account, open_as: OpenAs, faults: list[str], width: int
) -> None:
    page = open_as(clerk, width=width)
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
    forget_network(faults)


def test_without_network_a_locked_screen_lets_nothing_be_seen_but_a_blank_form(
    clerk: Account, make_device: Callable[..., Device]
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


# --- A tab that installs nothing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_plain_tab_has_the_outbox_on_its_page(
    clerk: Account, open_as: OpenAs, faults: list[str], width: int
) -> None:
    page = open_as(clerk, width=width)
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    page.context.set_offline(True)
    expect(page.locator("#preview")).to_contain_text("联网后核算")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    expect(page.locator(".outbox-item[data-state='waiting']")).to_contain_text(TOPIC)
    assert grave_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.context.set_offline(False)
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert Entry.objects.count() == 1
    forget_network(faults)


def test_a_network_that_fails_unnoticed_leads_into_the_outbox(
    clerk: Account, open_as: OpenAs, faults: list[str]
) -> None:
    page = open_as(clerk)
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    page.route("**/*", lambda route: route.abort())
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="立即发送").click()
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert Entry.objects.count() == 1
    forget_network(faults)
