"""`make pictures`: the pictures of README.md (docs/pictures/) and of the manual, taken of a portal started for them."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import manual_pictures
from tests.browser.chromium import DESK, PHONE, launched
from tests.browser.stack import ROOT, Stack, running
from tests.browser.test_chain import cell_is_explained, notice_is_drafted, notice_is_issued

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 128
"""Enough for flat pages; the files stay small in the repository."""


def main() -> int:
    """Start the portal, walk to a notice, and keep what was seen."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        work = Path(folder)
        (work / "data").mkdir()
        with running(work / "data") as stack:
            manual_pictures.take_all(browser, stack)
            official = signed_in(browser, stack, "shuji27", width=PHONE)
            official.goto("/mine/")
            keep(official, "mine")
            office = signed_in(browser, stack, "bangongshi3")
            office.goto("/board/")
            keep(office, "board")
            cell_is_explained(office)
            keep(office, "why")
            item = notice_is_drafted(office)
            notice = notice_is_issued(signed_in(browser, stack, "shending3"), item, work)
            subprocess.run(
                ["pdftoppm", "-png", "-singlefile", "-r", "80", notice, work / "notice"], check=True
            )
            shrink(work / "notice.png", "notice")
            manual_pictures.keep((work / "notice.png").read_bytes(), "notice")
    return 0


def signed_in(browser: Browser, stack: Stack, username: str, *, width: int = DESK) -> Page:
    """A page of that person's."""
    page = browser.new_page(
        base_url=stack.url,
        viewport={"width": width, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(stack.passwords[username])
    page.get_by_role("button", name="登录").click()
    return page


def keep(page: Page, name: str) -> None:
    """What the window shows."""
    with tempfile.NamedTemporaryFile(suffix=".png") as shot:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=shot.name)
        shrink(Path(shot.name), name)


def shrink(shot: Path, name: str) -> None:
    """Write the picture with few colours."""
    with Image.open(shot) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
