"""The whole chain on the running stack: a meeting logged, counted, confirmed; what is overdue urged on paper; audited."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESK, PHONE, watch
from tests.browser.stack import Stack, running

OVERDUE = "领导小组会议"
LONG = 60_000
"""Milliseconds that a job of the worker may take on a busy machine."""

expect.set_options(timeout=LONG)

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("chain")) as stack:
        yield stack


@pytest.fixture
def sign_in(browser: Browser, stack: Stack, faults: list[str]) -> Iterator[SignIn]:
    """`sign_in(username)` fills in the sign-in page and gives the page of that person."""
    contexts = []

    def open_page(username: str, *, width: int = DESK) -> Page:
        context = browser.new_context(
            base_url=stack.url,
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        contexts.append(context)
        page = watch(context.new_page(), faults)
        page.goto("/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码", exact=True).fill(stack.passwords[username])
        page.get_by_role("button", name="登录").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == [], "\n".join(faults)


def test_from_the_regulation_to_a_printed_notice(sign_in: SignIn, stack: Stack, tmp_path: Path) -> None:
    meeting_is_logged(sign_in("jingban27", width=PHONE))
    meeting_is_confirmed(sign_in("shuji27", width=PHONE))
    lag_is_flagged(sign_in("shuji27", width=PHONE))
    office = sign_in("bangongshi3")
    article = cell_is_explained(office)
    item = notice_is_drafted(office)
    notice = notice_is_issued(sign_in("shending3"), item, tmp_path)
    notice_says_what_it_must(notice, article)
    notice_reached_the_unit(sign_in("shuji27", width=PHONE))
    notice_is_verified(sign_in("shenji"), notice)
    audit_is_exported(sign_in("shenji"), tmp_path)


def meeting_is_logged(clerk: Page) -> None:
    """The clerk logs today's meeting on a phone and is told what it counts for, before and after."""
    clerk.goto("/entries/new/")
    clerk.locator("#kinds").get_by_text(OVERDUE, exact=True).click()
    clerk.get_by_placeholder("议题名称").first.fill("听取和美连队建设进展汇报")
    expect(clerk.get_by_text(re.compile("0/1 → 1/1"))).to_be_visible(timeout=LONG)
    clerk.get_by_role("button", name="提交").click()
    expect(clerk.get_by_text("已提交并计入台账", exact=False)).to_be_visible()


def meeting_is_confirmed(official: Page) -> None:
    """Its chair finds it on his page and confirms it in one tap."""
    official.goto("/entries/awaiting/")
    awaited = official.get_by_role("button", name="确认", exact=True)
    waiting = awaited.count()
    assert waiting >= 1
    awaited.first.click()
    expect(awaited).to_have_count(waiting - 1)


def lag_is_flagged(official: Page) -> None:
    """The worker has flagged, without anybody asking, what the official's unit has let lie."""
    official.goto("/messages/")
    for _ in range(30):
        if official.get_by_text(OVERDUE).count():
            break
        official.wait_for_timeout(1000)
        official.reload()
    expect(official.get_by_text(OVERDUE).first).to_be_visible()


def cell_is_explained(office: Page) -> str:
    """From the board in two clicks: the red cell, and why it is red; returns the article that it names."""
    office.goto("/board/")
    row = office.locator("tr", has_text="演示27团").first
    row.locator("a", has_text="! 0/1").last.click()
    panel = office.get_by_role("heading", name=re.compile(f"演示27团.*{OVERDUE}"))
    expect(panel).to_be_visible(timeout=LONG)
    expect(office.get_by_text("逾期未完成").first).to_be_visible()
    expect(office.get_by_text(re.compile(r"未计入 \d+ 条"))).to_be_visible()
    basis = office.get_by_text(re.compile(r"依据 · 第.+条")).first.inner_text()
    return basis.split("·")[1].strip()


def notice_is_drafted(office: Page) -> str:
    """The office drafts a notice on the cell and passes it on; returns the address of the item."""
    office.get_by_role("link", name="拟督办通知单").click()
    office.get_by_role("button", name="存为拟稿").click()
    expect(office.get_by_text("已拟稿", exact=False)).to_be_visible()
    office.get_by_role("button", name=re.compile("核稿通过")).click()
    expect(office.get_by_text("已核稿").first).to_be_visible()
    assert office.get_by_role("button", name="签发").count() == 0, "who drafts does not issue"
    return office.url


def notice_is_issued(approver: Page, item: str, folder: Path) -> Path:
    """The approver issues it; a worker prints it, and the file can be had."""
    approver.goto(item)
    approver.get_by_role("button", name="签发").click()
    download = approver.get_by_role("link", name=re.compile("下载正式文件"))
    expect(download).to_be_visible(timeout=LONG)
    return saved(approver, download.click, folder)


def notice_says_what_it_must(notice: Path, article: str) -> None:
    """Number, addressee and article, read out of the file that was downloaded."""
    text = text_of(notice)
    assert re.search(r"农领办督〔\d{4}〕1号", text)
    assert re.search(r"^演示27团：", text, re.MULTILINE)
    printed = article.replace("(", "（").replace(")", "）")
    assert printed in text.replace("\n", "")
    assert "演示数据" in text


def notice_reached_the_unit(official: Page) -> None:
    """The unit's official finds it among his messages."""
    official.goto("/messages/")
    expect(official.get_by_text("督办通知", exact=False).first).to_be_visible()


def notice_is_verified(page: Page, notice: Path) -> None:
    """The code printed on the notice opens the page that says that it stands."""
    code = re.search(r"(?:[2-9A-Z]{4}-\s*){4}[2-9A-Z]{4}", text_of(notice, order="-raw"))
    assert code is not None
    page.goto(f"/verify/{re.sub(r'[^0-9A-Z-]', '', code.group())}/")
    expect(page.get_by_text(re.compile(r"农领办督〔\d{4}〕1号")).first).to_be_visible()


def audit_is_exported(auditor: Page, folder: Path) -> None:
    """The auditor takes away the unit's ledger as PDF and XLSX, made by a job."""
    auditor.goto("/export/")
    auditor.get_by_placeholder("单位名称或代码").fill("演示27团")
    auditor.locator("label", has_text="YS-T027").first.click()
    auditor.get_by_role("button", name="生成导出文件").click()
    files = auditor.get_by_role("link", name=re.compile("^下载"))
    expect(files).to_have_count(2, timeout=LONG)
    taken = [saved(auditor, files.nth(number).click, folder) for number in range(2)]
    report, sheet = sorted(taken, key=lambda file: file.suffix)
    text = text_of(report)
    assert "演示27团" in text
    for line in ("填报人", "审核人", "负责人"):
        assert line in text
    ledger = openpyxl.load_workbook(sheet)["台账"]
    assert OVERDUE in {row[3] for row in ledger.iter_rows(values_only=True)}


def saved(page: Page, click: Callable[[], None], folder: Path) -> Path:
    """The file that a click downloads, under the name that the portal gives it."""
    with page.expect_download(timeout=LONG) as download:
        click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def text_of(file: Path, *, order: str = "-layout") -> str:
    """The text of a PDF, by its places on the page or in the order in which it was written."""
    return subprocess.run(
        ["pdftotext", order, str(file), "-"], check=True, capture_output=True, text=True
    ).stdout
