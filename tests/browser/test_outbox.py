"""What waits in the outbox in Chromium: an answer that was lost, what the portal refuses, what a colleague changed meanwhile."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Request, Route, expect

from duties.models import Record
from meetings.models import Entry
from meetings.services.entries import entry_plan
from portal import clock
from portal.models import Account
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE
from tests.browser.device import (
    PATIENCE,
    QUEUED,
    TOPIC,
    Device,
    fill_meeting,
    queue_in_tab,
    sent_lines,
    submit,
)
from tests.meetings.world import World, content, make_world

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)
MakeDevice = Callable[..., Device]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.actors["clerk"].account
    assert account is not None
    return account


def test_a_lost_answer_is_no_second_entry(clerk: Account, make_device: MakeDevice) -> None:
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
    expect(page.get_by_text(re.compile("平台暂时没有回应|没有重复登记")).first).to_be_visible(
        timeout=PATIENCE
    )
    assert (len(lost), Entry.objects.count()) == (1, 1)
    page.evaluate("self.outbox.send({ now: true })")
    expect(sent_lines(page)).to_have_count(1, timeout=PATIENCE)
    assert (Entry.objects.count(), Record.objects.count()) == (1, 1)


@pytest.mark.long
def test_what_was_changed_after_a_lost_answer_is_told_apart(clerk: Account, make_device: MakeDevice) -> None:
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


def test_what_the_portal_refuses_is_kept_shown_and_mended(clerk: Account, make_device: MakeDevice) -> None:
    device = make_device(width=PHONE)
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
    world: World, clerk: Account, make_device: MakeDevice
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
