"""Files of a form in Chromium: a line that breaks, a page that is reloaded, dropped, pasted, shrunk and refused files."""

import base64
import hashlib
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Request, Route, expect

from meetings.models import Entry
from portal.models import FilePreview, StoredFile, Upload
from portal.services.files import file_path
from portal.services.previews import preview_make
from tests.browser.axe import grave_faults
from tests.browser.chromium import WIDTHS
from tests.meetings.world import World, make_world
from tests.portal.uploads.samples import GPS_MARKS, image, pdf, photograph
from tests.portal.uploads.test_uploads import BAD

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
PIECE = 1024 * 1024
UPLOAD = "**/uploads/*-*/"


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def page(world: World, open_as: OpenAs) -> Page:
    """The form of a meeting, opened by its clerk."""
    page = open_as(world.actors["clerk"].account)
    page.goto(reverse("entry-new"))
    return page


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A PDF of some three and a half pieces."""
    path = tmp_path / "汇报材料.pdf"
    filling = random.Random(1).randbytes(PIECE * 7 // 4).hex().encode()
    path.write_bytes(pdf().replace(b"trailer", b"% " + filling + b"\ntrailer"))
    return path


def pieces(page: Page) -> list[int]:
    """From where on each piece is sent, as the page sends them."""
    places: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            places.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return places


def choose(page: Page, *paths: Path) -> None:
    page.locator("#id_evidence").set_input_files(list(paths))


def uploaded(page: Page, count: int) -> None:
    """Wait until the form carries so many files."""
    expect(page.locator("[data-files] input[name='kept']:checked")).to_have_count(count, timeout=30_000)


def test_an_upload_goes_on_after_the_line_was_cut(page: Page, large: Path, faults: list[str]) -> None:
    places, cuts = pieces(page), [0]

    def cut(route: Route, request: Request) -> None:
        if request.method == "PATCH" and request.headers["upload-offset"] == str(PIECE) and cuts[0] < 3:
            cuts[0] += 1
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route(UPLOAD, cut)
    choose(page, large)
    uploaded(page, 1)
    faults.clear()
    assert cuts == [3]
    assert places == [0, PIECE, PIECE, PIECE, PIECE, 2 * PIECE, 3 * PIECE]
    assert file_path(StoredFile.objects.get()).read_bytes() == large.read_bytes()


@pytest.mark.long
def test_an_upload_waits_for_the_network_and_goes_on_by_itself(
    page: Page, large: Path, faults: list[str]
) -> None:
    line = page.context.new_cdp_session(page)

    def network(throughput: int, *, offline: bool = False) -> None:
        conditions = {"latency": 20, "downloadThroughput": throughput, "uploadThroughput": throughput}
        line.send("Network.emulateNetworkConditions", conditions | {"offline": offline})

    line.send("Network.enable")
    network(700_000)
    choose(page, large)
    expect(page.locator("[data-files]")).to_contain_text(re.compile(r"[1-9]\d?%"), timeout=30_000)
    network(700_000, offline=True)
    expect(page.locator("[data-files]")).to_contain_text("网络中断,恢复后自动续传", timeout=30_000)
    network(-1)
    uploaded(page, 1)
    faults.clear()
    assert file_path(StoredFile.objects.get()).read_bytes() == large.read_bytes()


@pytest.mark.long
def test_an_upload_goes_on_after_the_page_was_reloaded(page: Page, large: Path, faults: list[str]) -> None:
    page.route(
        UPLOAD,
        lambda route, request: (
            route.abort()
            if request.method == "PATCH" and request.headers["upload-offset"] == str(2 * PIECE)
            else route.continue_()
        ),
    )
    choose(page, large)
    expect(page.locator("[data-files]")).to_contain_text("网络中断", timeout=30_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute(UPLOAD)
    expect(page.locator("[data-files]")).to_contain_text("上次未传完:汇报材料.pdf")
    places = pieces(page)
    choose(page, large)
    uploaded(page, 1)
    faults.clear()
    assert places[0] == 2 * PIECE
    assert file_path(StoredFile.objects.get()).read_bytes() == large.read_bytes()
    expect(page.locator("[data-files]")).not_to_contain_text("上次未传完")


def test_a_cancelled_upload_is_forgotten(page: Page, large: Path, faults: list[str]) -> None:
    page.route(
        UPLOAD,
        lambda route, request: route.abort() if request.method == "PATCH" else route.continue_(),
    )
    with page.expect_request(lambda request: request.method == "PATCH"):
        choose(page, large)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="取消 汇报材料.pdf").click()
    faults.clear()
    expect(page.locator("[data-files] li")).to_have_count(0)
    assert Upload.objects.count() == 0


def given(page: Page, target: str, kind: str, name: str, content: bytes, content_type: str) -> None:
    """Drop or paste a file onto the page."""
    page.evaluate(
        """([target, kind, name, content, type]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, { type }));
            const about = { bubbles: true, cancelable: true };
            const event = kind === "paste"
                ? new ClipboardEvent("paste", { ...about, clipboardData: data })
                : new DragEvent(kind, { ...about, dataTransfer: data });
            document.querySelector(target).dispatchEvent(event);
        }""",
        [target, kind, name, base64.b64encode(content).decode(), content_type],
    )


def test_files_are_dropped_and_pasted(page: Page) -> None:
    given(page, "[data-upload-zone]", "drop", "签到表.png", image("PNG"), "image/png")
    given(page, "#id_minutes", "paste", "image.png", image("PNG", size=(50, 40)), "image/png")
    uploaded(page, 2)
    names = set(StoredFile.objects.values_list("name", flat=True))
    assert "签到表.png" in names
    assert any(name.startswith("粘贴图片-") and name.endswith(".png") for name in names)


def test_words_pasted_from_word_bring_no_picture(page: Page) -> None:
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(10)], "image.png", { type: "image/png" }));
            data.setData("text/plain", "会议纪要");
            const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data });
            document.querySelector("#id_minutes").dispatchEvent(event);
        }"""
    )
    expect(page.locator("[data-files] li")).to_have_count(0)


def test_a_picture_is_shrunk_on_request_and_its_original_named(page: Page, tmp_path: Path) -> None:
    content = photograph(size=(1500, 1000))
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(content)
    page.get_by_label("压缩图片").check()
    choose(page, photo)
    uploaded(page, 1)
    stored = StoredFile.objects.get()
    assert (stored.original_sha256, stored.original_size) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
    )
    assert stored.size < len(content) / 2
    assert stored.taken_at is not None
    assert stored.taken_at.isoformat() == "2026-03-01T01:30:15+00:00"
    kept = file_path(stored).read_bytes()
    assert [mark for mark in GPS_MARKS if mark in kept] == []
    expect(page.locator("[data-files]")).to_contain_text("已压缩")


ACCEPTANCE = {
    "两用.jpg": BAD["夹带.jpg"],
    "炸弹.docx": BAD["炸弹.docx"],
    "脚本.svg": BAD["图.svg"],
    "实体.docx": BAD["实体.docx"],
    "大图.png": BAD["大图.png"],
    "程序.jpg": BAD["程序.jpg"],
}


@pytest.mark.parametrize("width", WIDTHS)
def test_each_bad_file_is_refused_with_a_reason_and_the_rest_is_kept(
    world: World, open_as: OpenAs, tmp_path: Path, faults: list[str], width: int
) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.locator("#kinds").get_by_text("领导小组会议", exact=True).click()
    page.get_by_placeholder("议题名称").fill("听取和美连队建设进展汇报")
    paths = [tmp_path / name for name in (*ACCEPTANCE, "签到表.jpg")]
    for path in paths:
        path.write_bytes(ACCEPTANCE[path.name][0] if path.name in ACCEPTANCE else image())
    choose(page, *paths)
    uploaded(page, 1)
    for name, (_, reason) in ACCEPTANCE.items():
        line = page.locator("[data-files] li.is-refused", has_text=name)
        expect(line).to_contain_text(reason)
    assert grave_faults(page) == []
    expect(page.get_by_placeholder("议题名称")).to_have_value("听取和美连队建设进展汇报")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("已提交并计入台账")).to_be_visible()
    # The browser itself notes on its console that it was refused.
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()
    assert [each.file.name for each in Entry.objects.get().evidence.all()] == ["签到表.jpg"]


def test_the_form_waits_for_its_files_and_sends_itself(page: Page, large: Path) -> None:
    held: list[Route] = []

    def hold(route: Route, request: Request) -> None:
        if request.method == "PATCH" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(UPLOAD, hold)
    page.locator("#kinds").get_by_text("领导小组会议", exact=True).click()
    page.get_by_placeholder("议题名称").fill("听取汇报")
    with page.expect_request(lambda request: request.method == "PATCH"):
        choose(page, large)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("还有 1 个文件在上传,传完后自动提交。")).to_be_visible()
    assert Entry.objects.count() == 0
    held[0].continue_()
    expect(page.get_by_text("已提交并计入台账")).to_be_visible(timeout=30_000)
    assert [each.file.name for each in Entry.objects.get().evidence.all()] == ["汇报材料.pdf"]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_files_are_looked_at_on_the_entry_s_page(
    world: World, open_as: OpenAs, tmp_path: Path, width: int
) -> None:
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(reverse("entry-new"))
    page.locator("#kinds").get_by_text("领导小组会议", exact=True).click()
    page.get_by_placeholder("议题名称").fill("听取汇报")
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(photograph())
    choose(page, photo)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("缩略图生成中")).to_be_visible()
    # The worker comes only now; the page asks by itself.
    preview_make(FilePreview.objects.get().sha256)
    small = page.locator(".evidence img")
    expect(small).to_be_visible(timeout=15_000)
    expect(small).to_have_js_property("naturalWidth", 360)
    page.get_by_role("link", name="现场.jpg", exact=True).click()
    expect(page.get_by_role("heading", name="现场.jpg")).to_be_visible()
    expect(page.locator(".look-picture")).to_have_js_property("naturalHeight", 640)
    expect(page.locator("main")).to_contain_text("2026年3月1日 09:30")
    assert grave_faults(page) == []
