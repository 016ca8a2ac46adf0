"""The loop in Chromium: overdue → urged → supervised → signed for → feedback → returned → again → closed; and a talk."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from duties.models import SupervisionItem, Talk
from duties.supervision_states import State
from portal import clock
from portal.models import Job, Role
from portal.selectors.documents import ISSUE_JOB
from portal.services.jobs import UNSETTLED, job_run
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE
from tests.duties.office_world import OfficeWorld, make_fresh_world
from tests.duties.supervision_world import drafted, issue, wording
from tests.portal.desk import account_at
from tests.portal.uploads.samples import pdf

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
RULE = "领导小组会议"
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(transactional_db: None) -> OfficeWorld:
    """The office's world with a leader."""
    made = make_fresh_world()
    made.actors["leader"] = account_at(made.units["师"], Role.LEADER, "leader")
    return made


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """What shows that the sitting was held."""
    path = tmp_path / "会议纪要.pdf"
    path.write_bytes(pdf())
    return path


def test_from_overdue_to_closed(world: OfficeWorld, open_as: OpenAs, minutes: Path) -> None:
    def page(who: str, *, width: int = 1440) -> Page:
        return open_as(world.actors[who].account, width=width)

    office, approver = page("office"), page("approver")
    official, clerk = page("official", width=PHONE), page("clerk", width=PHONE)
    overdue_is_urged(office, world)
    unit_was_told(clerk)
    item = notice_is_drafted(office, world)
    notice_is_issued(approver, item)
    instructed(page("leader"), item)
    signed_for(official)
    fed_back(clerk, item, minutes, "已召开会议,纪要附后。")
    returned(office, item)
    fed_back(clerk, item, minutes, "已补充议定事项和责任人。")
    reviewed(office, item)
    closed(approver, item)
    course_is_kept(official, item)
    done = SupervisionItem.objects.get()
    assert (done.at, done.number) == (State.CLOSED, f"督{clock.today().year}-001")
    assert list(done.steps.values_list("action", flat=True)) == [
        "submit", "issue", "instruct", "sign", "feed_back", "return", "feed_back", "review", "close",
    ]  # fmt: skip


def overdue_is_urged(office: Page, world: OfficeWorld) -> None:
    """From the red cell one click opens the words, one sends them."""
    cell = world.cell()
    path = reverse("cell", args=[cell.unit.public_id, cell.rule.regulation.code, cell.rule.code, cell.period])
    office.goto(path)
    office.get_by_role("link", name="催办", exact=True).last.click()
    office.get_by_role("button", name="发送催办").click()
    expect(office.get_by_text(re.compile("催办 ?1 ?次|已催办|已发送")).first).to_be_visible()


def unit_was_told(clerk: Page) -> None:
    """The unit's clerk finds the urging in the inbox."""
    clerk.goto(reverse("messages"))
    expect(clerk.get_by_text(re.compile(f"催办.*{RULE}")).first).to_be_visible()


def notice_is_drafted(office: Page, world: OfficeWorld) -> str:
    """Ticked on the list of what is overdue, the notice is drafted and passed on; gives the item's address."""
    office.goto(reverse("overdue"))
    office.get_by_role("checkbox", name=re.compile(f"演示27团 {RULE} 2026年第三季度")).check()
    office.get_by_role("button", name="拟督办通知单").click()
    expect(office.get_by_label("标题")).to_have_value(re.compile(f"关于演示27团2026年第三季度{RULE}"))
    office.get_by_role("button", name="存为拟稿").click()
    expect(office.get_by_text("已拟稿", exact=False)).to_be_visible()
    office.get_by_role("button", name=re.compile("核稿通过")).click()
    expect(office.locator(".page-actions").get_by_text("待签发")).to_be_visible()
    return office.url


def notice_is_issued(approver: Page, item: str) -> None:
    """The approver signs; a worker numbers and prints."""
    approver.goto(item)
    approver.get_by_role("button", name="签发", exact=True).click()
    expect(approver.get_by_text(re.compile("编号印发|已签发")).first).to_be_visible()
    for job in Job.objects.filter(kind=ISSUE_JOB, state__in=UNSETTLED):
        job_run(job.public_id)
    approver.goto(item)
    expect(approver.locator(".page-actions").get_by_text("待签收")).to_be_visible()


def instructed(leader: Page, item: str) -> None:
    """The superior's words come to stand on top."""
    leader.goto(item)
    leader.locator("summary", has_text="批示").click()
    leader.get_by_label("批示", exact=True).fill("请抓紧办结,不得走形式。")
    leader.get_by_role("button", name="作出批示").click()
    expect(leader.locator(".instructions")).to_contain_text("请抓紧办结")


def signed_for(official: Page) -> None:
    """On a phone: from 我的职责 to the item, one tap."""
    official.goto(reverse("mine"))
    official.get_by_role("link", name=re.compile(f"演示27团.*{RULE}.*督办通知")).click()
    assert grave_faults(official) == []
    official.get_by_role("button", name="签收", exact=True).click()
    expect(official.locator(".page-actions").get_by_text("办理中")).to_be_visible()


def fed_back(clerk: Page, item: str, minutes: Path, text: str) -> None:
    """Words and a file, with the first button of the form."""
    clerk.goto(item)
    clerk.get_by_label("办理情况", exact=True).fill(text)
    clerk.locator("input[type=file]").set_input_files(minutes)
    expect(clerk.locator("[data-files] input[name='kept']:checked")).to_have_count(1, timeout=30_000)
    clerk.get_by_role("button", name="反馈办结").click()
    expect(clerk.locator(".page-actions").get_by_text("待复核")).to_be_visible()


def returned(office: Page, item: str) -> None:
    """The office looks at the file and sends the item back with a reason and a new deadline."""
    office.goto(item)
    expect(office.get_by_role("link", name="会议纪要.pdf")).to_be_visible()
    office.locator("summary", has_text="退回重办").click()
    office.get_by_label("新的办结期限").fill((clock.today() + 20 * DAY).isoformat())
    office.get_by_label("退回理由").fill("纪要未记明议定事项和责任人。")
    office.get_by_role("button", name="退回重办").click()
    expect(office.locator(".page-actions").get_by_text("退回重办")).to_be_visible()


def reviewed(office: Page, item: str) -> None:
    """The second time it passes; who reviewed is not offered to close."""
    office.goto(item)
    office.get_by_label("复核意见").fill("已核对纪要和台账。")
    office.get_by_role("button", name="复核通过").click()
    expect(office.get_by_text("请由审定人或另一名工作人员销号", exact=False)).to_be_visible()
    expect(office.get_by_role("button", name="销号", exact=True)).to_have_count(0)


def closed(approver: Page, item: str) -> None:
    """Another person closes it."""
    approver.goto(item)
    approver.get_by_label("销号理由").fill("已办结,同意销号。")
    approver.get_by_role("button", name="销号", exact=True).click()
    expect(approver.locator(".page-actions").get_by_text("已销号")).to_be_visible()


def course_is_kept(official: Page, item: str) -> None:
    """Everything that was said stays readable for the unit."""
    official.goto(item)
    for words in ("纪要未记明议定事项和责任人。", "已补充议定事项和责任人。", "已办结,同意销号。"):
        expect(official.get_by_text(words).first).to_be_visible()
    expect(official.get_by_role("button", name="反馈办结")).to_have_count(0)


def test_what_stays_overdue_leads_to_a_talk(world: OfficeWorld, open_as: OpenAs) -> None:
    item = drafted(world, words=wording(deadline=clock.today() + DAY))
    issue(world, item)
    SupervisionItem.objects.update(deadline=clock.today() - DAY)
    office, approver = open_as(world.actors["office"].account), open_as(world.actors["approver"].account)
    office.goto(reverse("supervision"))
    office.get_by_role("link", name=re.compile("逾期 ?1")).click()
    office.get_by_role("link", name=item.notice.title).click()
    office.get_by_role("link", name="提出约谈建议").click()
    expect(office.get_by_role("checkbox", name=re.compile(item.notice.title))).to_be_checked()
    office.get_by_label("办公室意见").fill("督办逾期未办结,建议约谈。")
    office.get_by_role("button", name="报请审定").click()
    expect(office.get_by_text("报请审定").first).to_be_visible()
    approver.goto(office.url)
    deed = approver.locator("details", has=approver.locator("summary", has_text="同意约谈"))
    if deed.get_attribute("open") is None:
        deed.locator("summary").click()
    deed.get_by_role("textbox").fill("事实清楚,同意约谈。")
    deed.get_by_role("button", name="同意约谈").click()
    expect(approver.get_by_text("事实清楚,同意约谈。").first).to_be_visible()
    office.reload()
    expect(office.get_by_role("link", name="拟约谈通知书")).to_be_visible()
    assert Talk.objects.get().facts.filter(item=item).exists()
