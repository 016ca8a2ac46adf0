"""The files of an entry: small pictures on its page, one large on its own; never what somebody sent, never out of scope."""

import json
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from meetings.models import Entry, Evidence
from meetings.services.checks import content_faults
from meetings.services.entries import entry_save
from meetings.services.evidence import evidence_take
from portal.models import FilePreview, StoredFile
from portal.previews import BLOCKS, THUMBNAIL, VIEW, facts_path
from portal.previews.__main__ import MAKERS
from portal.services.files import file_store
from portal.services.intake import upload_take
from portal.services.previews import preview_folder, preview_make
from tests.meetings.conftest import As
from tests.meetings.world import NOW, World, content, entered
from tests.portal.uploads.samples import compound, image, pdf, photograph
from tests.portal.uploads.test_previews import saved

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Previews are drawn without the process of their own, that tests/portal/uploads/test_previews.py is about."""

    def draw(command: list[str], **options: Any) -> None:
        source, content_type, folder = command[-3:]
        module, name = MAKERS[content_type]
        try:
            facts = getattr(import_module(module), name)(Path(source), Path(folder))
        except Exception as error:
            raise subprocess.CalledProcessError(1, command, stderr=str(error).encode()) from error
        facts_path(Path(folder)).write_text(json.dumps(facts), encoding="utf-8")

    monkeypatch.setattr("portal.services.previews.subprocess.run", draw)


def taken(world: World, name: str, given: bytes) -> StoredFile:
    """A file that came in through the door, its preview made where it can be."""
    stored = upload_take(actor=world.actors["clerk"], uploaded=SimpleUploadedFile(name, given))
    preview_make(stored.sha256)
    return stored


def logged(world: World, *files: StoredFile) -> Entry:
    return entered(world, files=list(files))


def addresses(name: str, entry: Entry, *more: str) -> list[str]:
    return [reverse(name, args=[each.public_id, *more]) for each in entry.evidence.order_by("pk")]


def minutes(*words: str) -> bytes:
    document = docx.Document()
    for each in words:
        document.add_paragraph(each)
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "签名栏"
    return saved(document)


def test_the_page_shows_small_pictures_that_lead_to_large_ones(world: World, as_: As) -> None:
    entry = logged(world, taken(world, "现场.jpg", photograph()))
    client = as_("member")
    page = client.get(reverse("entry", args=[entry.public_id])).content.decode()
    small, look = addresses("evidence-picture", entry, THUMBNAIL)[0], addresses("evidence-look", entry)[0]
    assert f'src="{small}"' in page
    assert f'href="{look}"' in page
    assert "3月1日 09:30 拍摄" in page
    answer = client.get(small)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    large = client.get(look).content.decode()
    assert addresses("evidence-picture", entry, VIEW)[0] in large
    assert "存档前已去除拍摄地点" in large


def test_a_document_is_shown_as_plain_words(world: World, as_: As) -> None:
    entry = logged(world, taken(world, "纪要.docx", minutes("<script>alert(1)</script>")))
    page = as_("office").get(addresses("evidence-look", entry)[0]).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<td>签名栏</td>" in page


@pytest.mark.parametrize(("name", "given"), [("纪要.doc", compound("WordDocument")), ("坏.pdf", pdf())])
def test_what_cannot_be_shown_is_offered_for_saving(world: World, as_: As, name: str, given: bytes) -> None:
    stored = taken(world, name, given)
    FilePreview.objects.filter(state="waiting").update(state="none")
    page = as_("clerk").get(addresses("evidence-look", logged(world, stored))[0]).content.decode()
    assert "不能在这里预览,请下载原文件查看" in page


def test_while_a_picture_is_being_made_the_part_asks_again(world: World, as_: As) -> None:
    stored = upload_take(actor=world.actors["clerk"], uploaded=SimpleUploadedFile("现场.jpg", photograph()))
    entry, client = logged(world, stored), as_("clerk")
    part = reverse("entry-evidence", args=[entry.public_id])
    first = client.get(part, headers=HTMX).content.decode()
    assert "缩略图生成中" in first
    assert f'hx-get="{part}"' in first
    preview_make(stored.sha256)
    second = client.get(part, headers=HTMX).content.decode()
    assert "hx-get" not in second
    assert THUMBNAIL in second


def test_a_worker_that_never_comes_is_not_asked_for_ever(world: World, as_: As) -> None:
    stored = upload_take(actor=world.actors["clerk"], uploaded=SimpleUploadedFile("现场.jpg", photograph()))
    entry = logged(world, stored)
    with time_machine.travel(NOW.replace(hour=15, minute=10)):
        page = as_("clerk").get(reverse("entry", args=[entry.public_id])).content.decode()
    assert "缩略图生成中" not in page
    assert 'hx-get="/entries' not in page
    assert "现场.jpg" in page


def test_a_file_from_before_there_were_previews_is_named_and_saved(world: World, as_: As) -> None:
    stored = file_store(
        actor=world.actors["clerk"], name="旧纪要.pdf", content=pdf(), content_type="application/pdf"
    )
    entry = logged(world, stored)
    assert "旧纪要.pdf" in as_("clerk").get(reverse("entry", args=[entry.public_id])).content.decode()
    assert as_("clerk").get(addresses("evidence-look", entry)[0]).status_code == 200


@pytest.mark.parametrize("name", ["evidence-look", "evidence-picture", "evidence"])
def test_whoever_may_not_read_the_entry_finds_no_file_of_it(world: World, as_: As, name: str) -> None:
    stored = taken(world, "现场.jpg", photograph())
    more = [VIEW] if name == "evidence-picture" else []
    draft = entry_save(
        actor=world.actors["clerk"],
        unit=world.unit,
        content=content(world, files=[stored]),
        token=stored.public_id,
    )
    (of_draft,) = addresses(name, draft, *more)
    (of_entry,) = addresses(name, logged(world, stored), *more)
    assert [status(as_(who), of_draft) for who in ("clerk", "office", "stranger")] == [200, 404, 404]
    assert [status(as_(who), of_entry) for who in ("clerk", "office", "stranger")] == [200, 200, 404]


def status(client: Any, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.mark.parametrize("name", [BLOCKS, "facts.json", "page-1.png", "page-99.png", "..", "x.html", "x.svg"])
def test_no_other_file_of_the_preview_is_given_out(world: World, as_: As, name: str) -> None:
    entry = logged(world, taken(world, "现场.jpg", photograph()))
    folder = preview_folder(StoredFile.objects.get().sha256)
    for each in (BLOCKS, "x.html", "x.svg", "page-99.png"):
        (folder / each).write_text(json.dumps([]), encoding="utf-8")
    base = addresses("evidence-look", entry)[0]
    assert as_("clerk").get(f"{base}{name}").status_code == 404


def test_entries_about_households_take_no_pictures(world: World) -> None:
    photo = taken(world, "门牌.jpg", photograph())
    faults = content_faults(world.unit, content(world, kind="household_contact", forms=[], files=[photo]))
    assert faults["evidence"] == ["“门牌.jpg”未接收:此类登记不收照片,请移除。"]


def test_a_picture_of_a_household_is_not_even_stored(world: World) -> None:
    uploads = [SimpleUploadedFile("门牌.jpg", photograph()), SimpleUploadedFile("汇总.pdf", pdf())]
    stored, faults = evidence_take(actor=world.actors["clerk"], uploads=uploads, pictures=False)
    assert ([file.name for file in stored], len(faults)) == (["汇总.pdf"], 1)
    assert StoredFile.objects.count() == 1


def test_many_files_take_no_more_queries(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    files = [taken(world, f"{number}.png", image("PNG", size=(9, number + 1))) for number in range(12)]
    entry = logged(world, *files)
    client = as_("clerk")
    address = addresses("evidence-look", entry)[5]
    assert Evidence.objects.count() == 12
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)
