"""Logged without network in Chromium: the browser restarted, sent once each; a tab that installs nothing; what was begun."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from duties.models import HouseholdContact, Record
from meetings.models import Entry
from portal.models import Account
from tests.browser.axe import grave_faults
from tests.browser.chromium import DESK, PHONE, WIDTHS
from tests.browser.device import (
    PATIENCE,
    QUEUED,
    TOPIC,
    Device,
    fill_meeting,
    forget_network,
    queue_meeting,
    sent_lines,
    submit,
)
from tests.meetings.field_world import Field, linked, make_field, registered
from tests.meetings.world import World, make_world
from tests.portal.uploads.samples import image

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)
MakeDevice = Callable[..., Device]
OpenAs = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def field(world: World) -> Field:
    return make_field(world)


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.actors["clerk"].account
    assert account is not None
    return account


@pytest.mark.parametrize("width", WIDTHS)
def test_meeting_and_visit_are_logged_offline_and_sent_once_after_a_restart(
    world: World, field: Field, clerk: Account, make_device: MakeDevice, tmp_path: Path, width: int
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


@pytest.mark.parametrize("width", WIDTHS)
def test_thirty_households_are_ticked_offline(field: Field, make_device: MakeDevice, width: int) -> None:
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


@pytest.mark.long
def test_of_several_pages_one_sends(clerk: Account, make_device: MakeDevice) -> None:
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


@pytest.mark.long
def test_what_was_typed_survives_a_crash(clerk: Account, make_device: MakeDevice) -> None:
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


def test_a_plain_tab_has_the_outbox_on_its_page(clerk: Account, open_as: OpenAs, faults: list[str]) -> None:
    page = open_as(clerk, width=PHONE)
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    page.context.set_offline(True)
    expect(page.locator("#preview")).to_contain_text("联网后核算")
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    expect(page.locator(".outbox-item[data-state='waiting']")).to_contain_text(TOPIC)
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
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


@pytest.mark.long
def test_the_usual_chair_follows_what_is_chosen_offline(clerk: Account, make_device: MakeDevice) -> None:
    device = make_device()
    page = device.prepare(clerk)
    device.cut()
    page.goto(reverse("entry-new"))
    chosen = page.get_by_label("主持人").locator("option:checked")
    page.locator("#kinds").get_by_text("行政常务会议", exact=True).click()
    expect(chosen).to_contain_text("演示-团长")
    expect(page.locator(".attend").filter(has_text="演示-团长")).to_be_hidden()
    page.locator("#kinds").get_by_text("行政常务会议", exact=True).click()
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    expect(chosen).to_contain_text("演示-书记")
