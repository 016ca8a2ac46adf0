"""An inspection in Chromium: a finding on a phone without network → rectification → the item closed, the finding settled."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessment.models import Finding, Inspection
from assessment.selectors.inspections import findings_now
from duties.models import SupervisionItem
from duties.supervision_states import Action, State
from tests.assessment.inspections.ways import started
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE
from tests.browser.device import forget_network
from tests.duties.office_world import OfficeWorld
from tests.duties.supervision_world import act, issue
from tests.duties.talks.world import make_talk_world

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
TEXT = "第三季度领导小组会议未召开。"


@pytest.fixture
def world(transactional_db: None) -> OfficeWorld:
    """The office's world with the people of a team."""
    return make_talk_world()


def test_from_a_finding_on_the_phone_to_the_close(
    world: OfficeWorld, open_as: OpenAs, faults: list[str]
) -> None:
    inspection = started(world)
    phone = open_as(world.actors["office"].account, width=PHONE)
    found_without_network(phone, inspection)
    forget_network(faults)
    closed_with_words(phone, inspection)
    office = open_as(world.actors["office"].account)
    item = notice_is_drafted(office, inspection)
    issue(world, item)
    assert findings_now(Finding.objects.all())[0].state == "supervised"
    for who, action in (("clerk", Action.SIGN), ("clerk", Action.FEED_BACK), ("office", Action.REVIEW)):
        act(world, item, who, action)
    act(world, item, "approver", Action.CLOSE)
    item.refresh_from_db()
    assert item.at == State.CLOSED
    clerk = open_as(world.actors["clerk"].account, width=PHONE)
    clerk.goto(reverse("inspection", args=[inspection.public_id]))
    line = clerk.locator("#finding-1")
    expect(line).to_contain_text("已整改")
    expect(line.get_by_role("link", name=item.number)).to_be_visible()
    assert grave_faults(clerk) == []


def found_without_network(page: Page, inspection: Inspection) -> None:
    """What is written without network waits on the phone, and is there once the network is back; once."""
    page.goto(reverse("inspection-on-site", args=[inspection.public_id]))
    assert grave_faults(page) == []
    page.wait_for_function("async () => (await self.offlineStore.owner()) !== ''")
    page.context.set_offline(True)
    rule = inspection.points.get(rule__code="a8.2.leading_group").rule
    page.get_by_label("条款").select_option(f"rule:{rule.pk}")
    page.get_by_label("较重").check()
    page.get_by_label("问题", exact=True).fill(TEXT)
    page.get_by_role("button", name="登记这个问题").click()
    expect(page.get_by_text("已存入本机,联网后自动发送")).to_be_visible()
    assert not Finding.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("已发送 1 份")).to_be_visible(timeout=30_000)
    assert Finding.objects.get().text == TEXT
    page.reload()
    page.locator("details[open] .point").first.get_by_label("符合").check()
    page.get_by_role("button", name="保存清单").click()
    expect(page.get_by_text("督查清单已保存。")).to_be_visible()


def closed_with_words(page: Page, inspection: Inspection) -> None:
    """The office says what was seen; the ledger counts it."""
    page.goto(reverse("inspection", args=[inspection.public_id]))
    page.locator("summary", has_text="办结督查").click()
    page.get_by_label("督查情况").fill("查阅台账和纪要,总体较好。")
    page.get_by_role("button", name="办结督查").click()
    expect(page.get_by_text("督查已办结,已计入本单位的督查职责。")).to_be_visible()


def notice_is_drafted(page: Page, inspection: Inspection) -> SupervisionItem:
    """One click leads from the findings to 整改通知书, another drafts it."""
    page.goto(reverse("inspection", args=[inspection.public_id]))
    page.get_by_role("button", name="转督办:拟整改通知书(1 项)").click()
    expect(page.get_by_label("整改通知书")).to_be_checked()
    page.get_by_role("button", name="存为拟稿").click()
    expect(page.get_by_text("已拟稿,请核稿后送审定人签发。")).to_be_visible()
    return SupervisionItem.objects.get()
