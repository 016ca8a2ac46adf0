"""Plans, decisions, minutes pasted from Word, papers and the table of several entries, on a phone and at a desk."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings.models import Decision, Entry
from portal import clock
from tests.browser.axe import grave_faults
from tests.browser.chromium import WIDTHS
from tests.meetings.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]

WORD = """<html><head><style>p.MsoNormal {mso-style: x}</style></head><body><!--StartFragment-->
<p class=MsoNormal style='text-indent:28pt'><b>一、会议听取了</b>建设汇报<o:p></o:p></p>
<p class=MsoNormal>&nbsp;</p><ol><li>拨付资金</li><li>落实责任</li></ol>
<table><tr><td>项目</td><td>金额</td></tr></table><script>window.ran = true</script><!--EndFragment--></body></html>"""
"""What Word puts on the clipboard, in small."""

PASTE = """([selector, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const box = document.querySelector(selector);
  box.focus();
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_meeting_is_planned_and_cancelled(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.locator("#kinds").get_by_text("领导小组会议", exact=True).click()
    page.get_by_label("日期").fill(str(clock.today() + dt.timedelta(days=5)))
    expect(page.locator("#forecast")).to_contain_text("列入计划时不计入台账")
    page.get_by_role("button", name="列入计划").click()
    expect(page.get_by_text("已列入计划,不计入台账")).to_be_visible()
    page.goto(reverse("mine"))
    expect(page.get_by_role("heading", name="计划中")).to_be_visible()
    page.goto(reverse("entry", args=[Entry.objects.get().public_id]))
    page.locator("summary", has_text="取消计划").click()
    page.get_by_label("取消计划的原因").fill("与师里会议冲突。")
    page.get_by_role("button", name="取消计划").click()
    expect(page.get_by_text("计划已取消,不计入台账")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_decision_is_followed_until_it_is_closed(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    page.get_by_role("button", name="加一项议定事项").click()
    page.get_by_label("议定什么").fill("拨付和美连队项目资金")
    page.get_by_label("责任单位或责任人").select_option(label="演示27团1连")
    page.get_by_label("完成时限").fill(str(clock.today()))
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/entries/[0-9a-f-]{36}/"))
    page.get_by_role("link", name="拨付和美连队项目资金").click()
    page.get_by_label("落实情况").fill("已全部拨付。")
    page.get_by_role("button", name="办结").click()
    expect(page.locator("main .state").first).to_have_text("✓已落实")
    assert Decision.objects.get().closing_note == "已全部拨付。"


@pytest.mark.parametrize("width", WIDTHS)
def test_minutes_pasted_from_word_are_clean_paragraphs(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.evaluate(PASTE, ["#id_minutes", WORD])
    expect(page.locator("#id_minutes")).to_have_value(
        "一、会议听取了建设汇报\n1. 拨付资金\n2. 落实责任\n项目 | 金额"
    )
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("width", WIDTHS)
def test_a_paper_finds_its_period_when_its_form_is_chosen(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new") + "?kind=document")
    page.locator("#kinds").get_by_text("年度工作计划", exact=True).click()
    expect(page.get_by_label("所属周期")).to_have_value(str(clock.today().year))
    page.get_by_label("文件名称").fill("乡村振兴年度工作计划")
    expect(page.locator("#forecast")).to_have_text("将计入 1 项")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交并计入台账")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_several_entries_are_logged_in_one_table(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-batch"))
    for number, form in enumerate(["党委常委会会议", "行政常务会议"]):
        page.get_by_label("日期").nth(number).fill(str(clock.today()))
        page.get_by_label("登记什么").nth(number).select_option(label=form)
        page.get_by_label("议题或标题").nth(number).fill(f"研究第{number + 1}项工作")
    page.get_by_role("button", name="加一行").click()
    expect(page.get_by_label("议题或标题")).to_have_count(6)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交2份登记单")).to_be_visible()
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_its_pages_have_no_grave_fault(world: World, open_as: OpenAs, width: int) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    wrong = []
    for path in ("entry-batch", "calendar", "follow-ups", "entries"):
        page.goto(reverse(path))
        wrong += grave_faults(page)
    for kind in ("document", "report", "disclosure", "inspection"):
        page.goto(reverse("entry-new") + f"?kind={kind}")
        wrong += grave_faults(page)
    page = open_as(world.actors["office"].account, width=width)
    page.goto(reverse("entry-proxies"))
    wrong += grave_faults(page)
    assert wrong == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
