"""Previews: made once by a worker, harmless where the file or the worker fails."""

import datetime as dt
import io
import json
import subprocess
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
import time_machine
from kombu.exceptions import OperationalError
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal import clock
from portal.access import SYSTEM
from portal.models import FilePreview, StoredFile
from portal.previews import BLOCKS, DOCUMENT, PDF, SHEETS, SLIDES, THUMBNAIL, VIEW, page_name
from portal.services import previews
from portal.services.files import file_store
from portal.services.previews import preview_ask, preview_folder, preview_make, previews_retry
from portal.tasks import make_preview
from tests.portal.uploads.samples import photograph, zipped

pytestmark = pytest.mark.django_db


def stored(content: bytes, content_type: str, name: str = "文件") -> StoredFile:
    return file_store(actor=SYSTEM, name=name, content=content, content_type=content_type)


def made(content: bytes, content_type: str) -> FilePreview:
    """The preview of a file, after the worker has had it."""
    preview = preview_ask(stored=stored(content, content_type))
    make_preview(preview.sha256)
    preview.refresh_from_db()
    return preview


def blocks(preview: FilePreview) -> list[list[Any]]:
    return json.loads((preview_folder(preview.sha256) / BLOCKS).read_text(encoding="utf-8"))


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_photograph_has_two_sizes_upright_and_bare() -> None:
    preview = made(photograph(), "image/jpeg")
    folder = preview_folder(preview.sha256)
    with Image.open(folder / THUMBNAIL) as small, Image.open(folder / VIEW) as large:
        assert (small.size, large.size) == ((360, 480), (480, 640))
        assert (dict(small.getexif()), dict(large.getexif())) == ({}, {})
    assert (preview.state, preview.tries, len(preview.perceptual_hash)) == ("made", 1, 16)


def test_the_same_scene_has_nearly_the_same_hash() -> None:
    scene = Image.linear_gradient("L").rotate(30).resize((900, 700)).convert("RGB")
    hashes = []
    for size, form in (((900, 700), "JPEG"), ((450, 350), "PNG")):
        stream = io.BytesIO()
        scene.resize(size).save(stream, form)
        hashes.append(int(made(stream.getvalue(), f"image/{form.lower()}").perceptual_hash, 16))
    other = int(made(photograph(), "image/jpeg").perceptual_hash, 16)
    assert (hashes[0] ^ hashes[1]).bit_count() <= 4
    assert (hashes[0] ^ other).bit_count() > 10


def test_a_see_through_picture_lies_on_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    with Image.open(preview_folder(made(stream.getvalue(), "image/png").sha256) / VIEW) as shown:
        assert shown.getpixel((10, 10)) == (255, 255, 255)


def test_a_pdf_shows_its_first_pages() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(12):
        document.new_page(595, 842)
    preview = made(saved(document), PDF)
    document.close()
    assert (preview.state, preview.pages, preview.shown) == ("made", 12, 10)
    folder = preview_folder(preview.sha256)
    with Image.open(folder / page_name(10)) as page:
        assert page.size == (1100, 1557)
    assert (folder / THUMBNAIL).exists()
    assert not (folder / page_name(11)).exists()


def test_a_document_shows_its_words_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_heading("会议纪要", 1)
    document.add_paragraph("听取汇报。<script>alert(1)</script>")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "姓名", "签名"
    document.add_paragraph("散会。")
    assert blocks(made(saved(document), DOCUMENT)) == [
        ["heading", "会议纪要"],
        ["text", "听取汇报。<script>alert(1)</script>"],
        ["table", [["姓名", "签名"]]],
        ["text", "散会。"],
    ]


def test_a_workbook_shows_the_cells_that_hold_something() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "签到"
    sheet.append(["序号", "日期", None])
    sheet.append([1, dt.date(2026, 3, 1), None])
    sheet["A300"] = "远处"
    assert blocks(made(saved(book), SHEETS)) == [
        ["heading", "签到"],
        ["table", [["序号", "日期"], ["1", "2026-03-01"]]],
        ["text", "(其余内容未列出,请下载原文件查看)"],
    ]


def test_slides_show_their_words() -> None:
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slide = f"<s {space}><a:p><a:r><a:t>汇报</a:t></a:r><a:r><a:t>提纲</a:t></a:r></a:p></s>"
    content = zipped({"ppt/slides/slide10.xml": slide, "ppt/slides/slide2.xml": slide})
    assert blocks(made(content, SLIDES)) == [
        ["heading", "第 2 页"],
        ["text", "汇报提纲"],
        ["heading", "第 10 页"],
        ["text", "汇报提纲"],
    ]


def test_an_endless_document_is_cut() -> None:
    document = docx.Document()
    for number in range(500):
        document.add_paragraph(f"第 {number} 段")
    shown = blocks(made(saved(document), DOCUMENT))
    assert len(shown) == 401
    assert "请下载原文件" in shown[-1][1]


def test_a_kind_that_cannot_be_shown_waits_for_nothing() -> None:
    assert preview_ask(stored=stored(b"x", "application/msword")).state == "none"


def test_the_task_is_idempotent(monkeypatch: pytest.MonkeyPatch) -> None:
    preview = made(photograph(), "image/jpeg")
    before = (preview_folder(preview.sha256) / VIEW).stat().st_mtime_ns
    monkeypatch.setattr(previews.subprocess, "run", forbidden)
    make_preview(preview.sha256)
    preview_ask(stored=stored(photograph(), "image/jpeg"))
    preview.refresh_from_db()
    assert (preview.tries, preview.state, FilePreview.objects.count()) == (1, "made", 1)
    assert (preview_folder(preview.sha256) / VIEW).stat().st_mtime_ns == before


def forbidden(*args: object, **kwargs: object) -> None:
    raise AssertionError("drawn once more")


def test_a_file_that_defeats_the_worker_is_given_up_after_three_tries() -> None:
    preview = preview_ask(stored=stored(b"%PDF-1.7 broken", PDF))
    for hour in range(5):
        with time_machine.travel(clock.now() + dt.timedelta(hours=hour)):
            preview_make(preview.sha256)
    preview.refresh_from_db()
    assert (preview.state, preview.tries) == ("none", 3)
    assert not preview_folder(preview.sha256).exists()


@pytest.mark.parametrize(
    "failure",
    [subprocess.TimeoutExpired("x", 1), subprocess.CalledProcessError(-11, "x", stderr=b""), OSError()],
)
def test_whatever_befalls_the_drawing_the_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise failure

    preview = preview_ask(stored=stored(photograph(), "image/jpeg"))
    monkeypatch.setattr(previews.subprocess, "run", fail)
    preview_make(preview.sha256)
    preview.refresh_from_db()
    assert (preview.state, preview.tries) == ("waiting", 1)


def test_a_worker_that_died_is_followed_by_another_after_a_pause() -> None:
    preview = preview_ask(stored=stored(photograph(), "image/jpeg"))
    FilePreview.objects.update(tries=1, tried_at=clock.now())
    preview_make(preview.sha256)
    preview.refresh_from_db()
    assert (preview.state, preview.tries) == ("waiting", 1)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=5)):
        preview_make(preview.sha256)
    preview.refresh_from_db()
    assert (preview.state, preview.tries) == ("made", 2)


def test_a_broker_that_is_down_costs_no_upload(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sent: list[str] = []

    def down(*args: object, **kwargs: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(previews.current_app, "send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        preview = preview_ask(stored=stored(photograph(), "image/jpeg"))
    assert preview.state == "waiting"
    monkeypatch.setattr(previews.current_app, "send_task", lambda name, args, **options: sent.append(args[0]))
    assert (previews_retry(), sent) == (1, [preview.sha256])


@pytest.mark.long
def test_a_drawing_that_eats_memory_is_stopped() -> None:
    """An image within the limit of uploads is drawn; the process has a ceiling of its own."""
    stream = io.BytesIO()
    Image.new("RGB", (9000, 6600), "white").save(stream, "PNG")
    assert made(stream.getvalue(), "image/png").state == "made"
    Image.new("L", (40_000, 40_000)).save(stream := io.BytesIO(), "PNG")
    assert made(stream.getvalue(), "image/png").state == "waiting"
