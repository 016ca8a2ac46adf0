"""The file store: bytes once under their SHA-256, harmless answers."""

import io
from pathlib import Path

import pytest
from django.http import Http404

from portal.access import SYSTEM
from portal.services.files import file_path, file_response, file_store

pytestmark = pytest.mark.django_db


def store(content: bytes = b"%PDF-1.7", name: str = "通知.pdf", kind: str = "application/pdf"):
    return file_store(actor=SYSTEM, name=name, content=content, content_type=kind)


def test_same_bytes_lie_once() -> None:
    first, second = store(name="甲.pdf"), store(name="乙.pdf")
    assert first.pk != second.pk
    assert file_path(first) == file_path(second)
    assert file_path(first).read_bytes() == b"%PDF-1.7"
    assert first.size == 8


def test_a_stream_is_read_from_its_start() -> None:
    stream = io.BytesIO(b"abc")
    stream.read()
    assert file_path(
        file_store(actor=SYSTEM, name="a.txt", content=stream, content_type="text/plain")
    ).read_bytes() == (b"abc")


def test_no_half_written_file_stays(monkeypatch: pytest.MonkeyPatch, file_store: Path) -> None:
    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("portal.services.files.os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        store()
    assert [path for path in file_store.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\会议\\纪要.docx", "纪要.docx"),
        ("\r\n", "文件"),
        ("甲" * 300 + ".pdf", None),
    ],
)
def test_names_hold_no_path(name: str, kept: str | None) -> None:
    stored = store(name=name)
    assert stored.name == (kept or "甲" * 196 + ".pdf")


def test_answers_are_saved_and_never_sniffed() -> None:
    response = file_response(store())
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_only_harmless_types_are_shown_inline() -> None:
    shown = file_response(store(), inline=True)
    saved = file_response(store(b"<script>", "a.html", "text/html"), inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/octet-stream"
    shown.close()
    saved.close()


def test_missing_bytes_are_not_found() -> None:
    stored = store()
    file_path(stored).unlink()
    with pytest.raises(Http404):
        file_response(stored)
