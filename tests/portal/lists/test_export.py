"""An export has exactly what the list shows: its rows, columns and order; a long one becomes a job of one's own."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.access import Actor
from portal.lists import known, listing
from portal.lists.columns import Column
from portal.models import Access, Job, Role, Unit
from portal.services import jobs
from portal.services.files import file_path
from portal.services.list_export import Sheet, list_export
from tests.access_walk import BACKEND
from tests.portal.lists.rows import FileList, add_file, found_unit, listed, person

pytestmark = pytest.mark.django_db
QUERY = "sort=size&columns=taken&columns=size"


@pytest.fixture
def division() -> Unit:
    return found_unit("1")


@pytest.fixture
def actor(division: Unit, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setitem(known._lists, "messages", "tests.portal.lists.rows.FileList")
    add_file("=1+1", 5)
    add_file("甲", 150, taken=True)
    add_file("图", 9, kind="image/png")
    return person(Role.OFFICE, division)


def exported(actor: Actor, query: str = QUERY, ending: str = "xlsx") -> Sheet:
    made = list_export(actor=actor, listing=listed(actor, query), ending=ending)
    assert isinstance(made, Sheet)
    return made


def test_the_workbook_has_what_the_list_shows(actor: Actor) -> None:
    made = exported(actor)
    sheet = load_workbook(io.BytesIO(made.content)).active
    about, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert [[str(value or "") for value in row] for row in rows] == [
        ["名称", "字节", "拍摄时间"],
        ["甲", "150", "2026-03-01 12:00:00"],
        ["'=1+1", "5", ""],
    ]
    assert about[0].startswith(
        "文件[演示] · 范围:演示1及所属 · 类型:文本 · 排序:字节 · 演示-a(演示1 领导小组办公室)"
    )
    assert about[0].endswith("导出")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:C4")
    assert made.name.startswith("文件[演示] 演示1 ")


def test_csv_has_the_same_cells(actor: Actor) -> None:
    text = exported(actor, ending="csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        ["名称", "字节", "拍摄时间"],
        ["甲", "150", "2026-03-01 12:00:00"],
        ["'=1+1", "5", ""],
    ]


def test_the_export_is_in_the_access_log(actor: Actor) -> None:
    exported(actor)
    row = Access.objects.get(action="list_export")
    assert row.target_ref == f"messages?{QUERY}"


def test_another_role_exports_nothing(actor: Actor, division: Unit) -> None:
    auditor = person(Role.AUDITOR, division, "b")
    with pytest.raises(PermissionDenied):
        exported(auditor)
    assert not Access.objects.filter(action="list_export").exists()


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.account, backend=BACKEND)
    return client


def test_the_door(actor: Actor) -> None:
    client = browser(actor)
    answer = client.post(reverse("list-export", args=["messages"]), {"query": QUERY, "format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert client.post(reverse("list-export", args=["nowhere"])).status_code == 404


def test_a_long_list_becomes_a_job_with_the_same_rows(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    short = exported(actor)
    monkeypatch.setattr(listing, "COUNTED", 1)
    monkeypatch.setattr(listing, "CHUNK", 1)
    answer = browser(actor).post(
        reverse("list-export", args=["messages"]), {"query": QUERY, "format": "xlsx"}
    )
    job = Job.objects.get(kind="list_export")
    assert answer["Location"] == reverse("job", args=[job.public_id])
    jobs.job_run(job.public_id)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2)
    stored = load_workbook(io.BytesIO(file_path(job.files.get()).read_bytes())).active
    beside = load_workbook(io.BytesIO(short.content)).active
    assert list(stored.values)[1:] == list(beside.values)[1:]


def test_the_same_form_twice_is_one_job(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "COUNTED", 1)
    client, token = browser(actor), "c9a646d3-9c61-4cb7-bfcd-ee2522c8f633"
    for _ in range(2):
        client.post(reverse("list-export", args=["messages"]), {"query": QUERY, "token": token})
    assert Job.objects.filter(kind="list_export").count() == 1


def test_what_goes_along_is_written_beside_its_column(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says both in one cell, a spreadsheet has one fact a cell."""
    columns = [*FileList.columns, Column("kind", "类型", lambda row: row.content_type, along="size")]
    monkeypatch.setattr(FileList, "columns", columns)
    made = listed(actor, QUERY)
    assert [column.key for column in made.chosen] == ["name", "size", "taken"]
    assert [column.key for column in made.written] == ["name", "size", "kind", "taken"]
    assert [column.key for column in listed(actor, "columns=taken").written] == ["name", "taken"]
