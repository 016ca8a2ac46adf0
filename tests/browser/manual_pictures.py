"""The pictures of the manual (docs/manual/pictures), taken of a running portal: the same names each time."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.chromium import PHONE
from tests.browser.stack import ROOT, Stack

FOLDER = ROOT / "docs" / "manual" / "pictures"
WIDTH = 1200
"""Of a desk: narrower than in the office, so that words can be read in a printed column."""
HEIGHT, PHONE_HEIGHT = 760, 760
QUALITY = 58
"""Of WebP: clear letters at a few ten thousand bytes."""
PATIENCE = 60_000
"""Milliseconds that a job of the worker may take."""

REFUSES_THE_TOUR = "form[action='/help/tour/answer/'] button[value='refused']"

Steps = Callable[[Page], object]


@dataclass(frozen=True)
class Shot:
    """A picture: who opens which page, and what they do there before it is taken."""

    name: str
    who: str
    path: str
    steps: Steps = field(default=lambda page: None)
    height: int = HEIGHT

    @property
    def width(self) -> int:
        """A phone's or a desk's, as the name says."""
        return PHONE if self.name.endswith("-phone") else WIDTH


def take_all(browser: Browser, stack: Stack) -> None:
    """Take every picture anew; those that no shot makes any more are removed."""
    FOLDER.mkdir(exist_ok=True)
    known: dict[str, StorageState] = {}
    for shot in SHOTS:
        if shot.who and shot.who not in known:
            known[shot.who] = _signed_in(browser, stack, shot.who)
        take(browser, stack, shot, known.get(shot.who))
    for old in FOLDER.glob("*.webp"):
        if old.stem not in NAMES:
            old.unlink()


def keep(shot: bytes, name: str) -> None:
    """Write a picture of the manual."""
    with Image.open(io.BytesIO(shot)) as picture:
        picture.convert("RGB").save(FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6)


def take(browser: Browser, stack: Stack, shot: Shot, session: StorageState | None) -> None:
    """Take one picture, on a device that has kept nothing but the session."""
    context = browser.new_context(
        base_url=stack.url,
        viewport={"width": shot.width, "height": shot.height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        storage_state=session,
        # What a worker of the browser sends by itself would change what is seen.
        service_workers="block",
    )
    page = context.new_page()
    page.goto(shot.path)
    shot.steps(page)
    page.wait_for_load_state("networkidle")
    keep(page.screenshot(animations="disabled"), shot.name)
    context.close()


def _signed_in(browser: Browser, stack: Stack, who: str) -> StorageState:
    """The session of somebody who does not want the tour."""
    context = browser.new_context(base_url=stack.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码", exact=True).fill(stack.passwords[who])
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")
    later = page.locator(REFUSES_THE_TOUR)
    if later.count():
        later.first.click()
        page.wait_for_load_state("networkidle")
    session = context.storage_state()
    context.close()
    return session


def _follow(selector: str, text: str = "") -> Steps:
    """Open the first link of `selector` with that text."""

    def steps(page: Page) -> None:
        page.locator(selector, has_text=text).first.click()
        page.wait_for_load_state("networkidle")

    return steps


def _first_row(page: Page) -> None:
    page.locator("#list-rows tbody a").first.click()
    page.wait_for_load_state("networkidle")


def _on_site(page: Page) -> None:
    _first_row(page)
    page.get_by_role("link", name="现场登记").first.click()
    page.wait_for_load_state("networkidle")


def _meeting(page: Page) -> None:
    page.locator("#kinds").get_by_text("领导小组会议", exact=True).click()
    page.get_by_placeholder("议题名称").first.fill("听取和美连队建设进展汇报")
    expect(page.get_by_text(re.compile("0/1 → 1/1")).first).to_be_visible(timeout=PATIENCE)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def _minutes(page: Page) -> None:
    page.get_by_text("从材料预填").first.click()
    page.get_by_label("或粘贴文字").fill(
        "演示27团党委常委会会议纪要\n2026年11月20日上午,团党委书记演示-戊安明在团机关三楼会议室主持召开团党委常委会会议,"
        "专题研究乡村振兴有关工作。\n出席:演示-戊安明、演示-乙安明\n请假:演示-赵喆堃"
    )
    page.get_by_role("button", name="读取并填入").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("已填入").first).to_be_visible(timeout=PATIENCE)
    page.get_by_text("已填入").first.scroll_into_view_if_needed()


def _unsent(page: Page) -> None:
    """Submit without network, then look at what waits while the portal does not answer the device."""
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    page.get_by_placeholder("议题名称").first.fill("研究和美连队建设")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("已存入本机“待发送”")).to_be_visible(timeout=PATIENCE)
    page.route("**/device/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/outbox/")
    page.wait_for_load_state("networkidle")


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("dialog input").first.type("ldxz")
    expect(page.locator("dialog").get_by_text("领导小组会议").first).to_be_visible(timeout=PATIENCE)


def _why(page: Page) -> None:
    row = page.locator("tr", has_text="演示27团").first
    row.locator("a", has_text="! 0/1").last.click()
    expect(page.get_by_role("heading", name=re.compile("演示27团.*领导小组会议"))).to_be_visible(
        timeout=PATIENCE
    )


def _statement(page: Page) -> None:
    page.locator("h2 a").filter(has_text="会议").first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="情况说明", exact=True).first.click()
    page.wait_for_load_state("networkidle")


def _brief(page: Page) -> None:
    page.get_by_role("button", name="现在制作一期").click()
    page.wait_for_load_state("networkidle")
    made = page.locator("#list-rows tbody a, table tbody a")
    _until(page, "/briefs/", made)
    made.first.click()
    page.wait_for_load_state("networkidle")


def _audit(page: Page) -> None:
    page.get_by_label("名称", exact=False).last.fill("演示:第三季度履职核查")
    page.get_by_role("button", name="开始核查").click()
    page.wait_for_load_state("networkidle")
    work = page.url
    page.get_by_role("link", name="抽样", exact=True).click()
    page.get_by_label("抽取数").fill("8")
    page.get_by_role("button", name="开始抽样").click()
    page.wait_for_load_state("networkidle")
    _until(page, work, page.get_by_text("全部底稿 8"))


def _until(page: Page, address: str, wanted: Locator) -> None:
    """Look at `address` again until what a worker makes stands there."""
    for _ in range(PATIENCE // 1000):
        page.goto(address)
        if wanted.count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"nothing came of {address}")


NOBODY = ""
"""Whoever has not signed in."""
SHOTS = (
    Shot("sign-in", NOBODY, "/login/", height=520),
    Shot("mine", "jingban27", "/mine/", height=980),
    Shot("mine-phone", "tuanzhang27", "/mine/"),
    Shot("messages", "jingban27", "/messages/"),
    Shot("palette", "jingban27", "/mine/", _palette),
    Shot("list", "jingban27", "/entries/"),
    Shot("entry-form", "jingban27", "/entries/new/", _meeting, height=900),
    Shot("entry-form-phone", "jingban27", "/entries/new/", _meeting),
    Shot("prefill", "jingban27", "/entries/new/", _minutes),
    Shot("batch", "jingban27", "/entries/batch/", height=560),
    Shot("visit-form-phone", "jingban27", "/entries/new/?kind=visit"),
    Shot("households", "jingban27-1", "/households/"),
    Shot("outbox-phone", "jingban27", "/entries/new/", _unsent),
    Shot("awaiting-phone", "shuji27", "/entries/awaiting/", height=620),
    Shot("entry", "jingban27", "/entries/?state=confirmed", _first_row),
    Shot("follow-ups", "jingban27", "/follow-ups/", height=560),
    Shot("statement", "shuji28", "/mine/", _statement),
    Shot("desk", "bangongshi3", "/desk/"),
    Shot("board", "bangongshi3", "/board/"),
    Shot("why", "bangongshi3", "/board/", _why),
    Shot(
        "past", "bangongshi3", "/board/?period=2026H1&as_of=2026-06-30&known_at=2026-07-10T18:00", height=620
    ),
    Shot("ranking", "bangongshi3", "/analysis/ranking/"),
    Shot("overdue", "bangongshi3", "/overdue/"),
    Shot("supervision", "bangongshi", "/supervision/"),
    Shot("supervision-item", "shuji28", "/supervision/", _first_row),
    Shot("talk", "bangongshi", "/talks/", _follow("#list-rows tbody a", "演示27团"), height=1000),
    Shot("document", "tuanzhang27", "/documents/waiting/", _follow("main a", "报告")),
    Shot("brief", "shending", "/briefs/", _brief, height=900),
    Shot("tasks", "bangongshi", "/tasks/"),
    Shot("report", "juzhang", "/reports/", _first_row, height=900),
    Shot("inspections", "bangongshi", "/inspections/"),
    Shot("on-site-phone", "bangongshi", "/inspections/?state=on_site", _on_site),
    Shot("assessment", "bangongshi", "/assessment/", _first_row, height=900),
    Shot("statistics", "bangongshi", "/statistics/", height=620),
    Shot("rulebook", "bangongshi3", "/rulebook/8/"),
    Shot("audit", "shenji", "/audit/new/", _audit),
    Shot("package", "shenji", "/export/package/"),
    Shot("import", "bangongshi3", "/import/"),
    Shot("admin", "xitong", "/admin/"),
    Shot("reorganisation", "xitong", "/reorganisation/", height=620),
    Shot("health", "xitong", "/health/"),
)
PAPERS = ("notice",)
"""Pages of papers, which `make pictures` draws on its way."""
NAMES = frozenset(shot.name for shot in SHOTS) | frozenset(PAPERS)
