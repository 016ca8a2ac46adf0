"""A routine meeting is logged from an empty form in at most eight inputs, on a phone and at a desk, and confirmed in one tap."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from duties.models import Obligation
from meetings.models import Entry
from portal import clock
from tests.browser.axe import grave_faults
from tests.browser.chromium import WIDTHS
from tests.meetings.world import World, make_world
from tests.portal.uploads.samples import image

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
MOST_INPUTS, MOST_SECONDS = 8, 30


class Hand:
    """Counts what a person does: a tap or a filled field is one input."""

    def __init__(self) -> None:
        self.inputs = 0

    def tap(self, target: Locator) -> None:
        """Tap once."""
        self.inputs += 1
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        """Fill in one field."""
        self.inputs += 1
        target.fill(text)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def counted(world: World, rule: str) -> int:
    """What the ledger counts today for the regiment."""
    today = clock.today()
    rows = Obligation.objects.filter(unit=world.unit, rule__code=rule).containing(today)
    return rows.get().counted


@pytest.mark.parametrize("width", WIDTHS)
def test_a_routine_meeting_takes_few_inputs(
    world: World, open_as: OpenAs, tmp_path: Path, width: int
) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(image(size=(640, 480)))
    page, hand = open_as(world.actors["clerk"].account, width=width), Hand()
    page.goto(reverse("entry-new"))
    begun = time.monotonic()
    hand.tap(page.locator("#kinds").get_by_text("党委常委会会议", exact=True))
    hand.tap(page.locator("#kinds").get_by_text("领导小组会议", exact=True))
    hand.fill(page.get_by_label("地点"), "机关三楼会议室")
    hand.fill(page.get_by_placeholder("议题名称"), "听取和美连队建设进展汇报")
    hand.tap(page.locator(".attend label:visible").filter(has_text="演示-副政委"))
    hand.inputs += 1
    page.locator("#id_evidence").set_input_files(photo)
    expect(page.locator("#forecast")).to_have_text("将计入 2 项")
    expect(page.locator("#preview")).to_contain_text("0/1 → 1/1,按时完成")
    hand.tap(page.get_by_role("button", name="提交"))
    expect(page.get_by_text("已提交并计入台账,待主持人演示-书记确认。")).to_be_visible()
    assert hand.inputs <= MOST_INPUTS
    assert time.monotonic() - begun < MOST_SECONDS
    entry = Entry.objects.get()
    assert dict(entry.attendance.values_list("person__code", "state"))["副政委"] == "leave"
    assert [each.file.name for each in entry.evidence.all()] == ["照片.jpg"]
    assert (counted(world, "a8.2.standing_committee"), counted(world, "a8.2.leading_group")) == (1, 1)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_official_confirms_in_one_tap(world: World, open_as: OpenAs, width: int) -> None:
    log(open_as(world.actors["clerk"].account))
    page, hand = open_as(world.actors["secretary"].account, width=width), Hand()
    page.goto(reverse("entries-awaiting"))
    hand.tap(page.get_by_role("button", name="确认", exact=True))
    expect(page.locator("main .state")).to_have_text("✓已确认")
    assert (hand.inputs, Entry.objects.get().state) == (1, "confirmed")


def log(page: Page) -> None:
    """Log a standing committee."""
    page.goto(reverse("entry-new"))
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    page.get_by_placeholder("议题名称").fill("听取和美连队建设进展汇报")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/entries/[0-9a-f-]{36}/"))


def test_the_panel_follows_what_is_chosen(world: World, open_as: OpenAs) -> None:
    page = open_as(world.actors["clerk"].account)
    page.goto(reverse("entry-new"))
    chair, preview = page.get_by_label("主持人"), page.locator("#preview")
    page.locator("#kinds").get_by_text("行政常务会议", exact=True).click()
    expect(chair.locator("option:checked")).to_have_text("演示-团长 · 行政主要负责人")
    expect(preview).to_contain_text("非专题研究乡村振兴")
    page.get_by_placeholder("议题名称").fill("听取和美连队建设进展汇报")
    expect(page.locator("#forecast")).to_have_text("将计入 1 项")
    chair.select_option(label="演示-副政委 · 领导班子成员")
    expect(preview).to_contain_text("主持人非行政主要负责人")


def test_lines_of_the_agenda_come_and_go(world: World, open_as: OpenAs) -> None:
    page = open_as(world.actors["clerk"].account)
    page.goto(reverse("entry-new"))
    items = page.get_by_placeholder("议题名称")
    items.first.fill("第一项")
    items.first.press("Enter")
    items.nth(1).fill("第二项")
    page.get_by_role("button", name="加一项议题").click()
    items.nth(2).fill("第三项")
    page.get_by_role("button", name="删除").nth(1).click()
    assert [items.nth(number).input_value() for number in range(items.count())] == ["第一项", "第三项"]


def test_a_chip_goes_through_its_states_by_tap_and_by_key(world: World, open_as: OpenAs) -> None:
    page = open_as(world.actors["clerk"].account)
    page.goto(reverse("entry-new"))
    chip = page.locator(".attend").filter(has_text="演示-副政委")
    for word in ("请假", "列席", "委托", "未列入", "✓"):
        chip.locator("label:visible").click()
        expect(chip.locator("label:visible")).to_contain_text(word)
    chip.get_by_label("演示-副政委:出席").press("ArrowRight")
    expect(chip.locator("label:visible")).to_contain_text("请假")


def test_a_file_too_large_is_named_before_it_is_sent(world: World, open_as: OpenAs, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    page = open_as(world.actors["clerk"].account)
    page.goto(reverse("entry-new"))
    page.locator("#id_evidence").set_input_files(
        {"name": "录像.pdf", "mimeType": "application/pdf", "buffer": bytes(1024 * 1024 + 1)}
    )
    expect(page.get_by_text("“录像.pdf”未选入")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_filled_and_refused_pages_have_no_grave_fault(
    world: World, open_as: OpenAs, faults: list[str], width: int
) -> None:
    log(open_as(world.actors["clerk"].account))
    page = open_as(world.actors["secretary"].account, width=width)
    page.goto(reverse("entries-awaiting"))
    page.locator("summary", has_text="退回").click()
    wrong = grave_faults(page)
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.get_by_label("日期").fill("2099-01-01")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#id_occurred_on_error")).to_contain_text("年份有误")
    wrong += grave_faults(page)
    faults.clear()
    assert wrong == []
    expect(page.get_by_label("党委农村工作会议")).to_be_focused()
