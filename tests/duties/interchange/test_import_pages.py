"""Files sent in at the page: checked by a job, shown, confirmed, taken in by another, all or nothing."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from duties.interchange import work
from duties.models import DataImport, Record
from duties.services.imports import KEPT_FOR, drop_stale, folder_of, imports_folder
from portal import clock
from portal.models import Access, Job, Role
from portal.services import jobs
from tests.duties.interchange.sent_in import confirm, deed, done, enter, item_of, page, send
from tests.duties.interchange.test_bounds import record
from tests.duties.interchange.test_sources import text_of
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
State = DataImport.State
made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world on its day; jobs wait until a test does them, and tell their progress by the test's connection."""
    monkeypatch.setattr(jobs, "job_queue", lambda job: True)
    monkeypatch.setattr(work, "job_telling", telling)
    with time_machine.travel(NOW, tick=True):
        yield made


@contextmanager
def telling(job: Job) -> Iterator[Any]:
    yield partial(jobs.job_progress, job)


def test_faults_are_shown_and_can_be_taken_away_marked(world: OfficeWorld) -> None:
    client = enter(world)
    item = item_of(
        client, [record(), record(ref="n2", unit="兵", title="=1+1"), record(ref="n3", state="done")]
    )
    shown = page(client, item)
    assert "核对发现 2 处错误" in shown
    assert "state 状态" in shown
    assert "请填 draft、submitted" in shown
    assert "确认导入" not in shown
    answer = client.get(reverse("import-faults", args=[item.public_id]))
    book = load_workbook(io.BytesIO(b"".join(answer)))
    assert [row[1] for row in book["错误清单"].iter_rows(values_only=True)] == ["行", 3, 4]
    sheet = book["records 有错的行"]
    head = {cell.value: cell.column for cell in sheet[1]}
    unit, title = sheet.cell(2, head["unit"]), sheet.cell(2, head["title"])
    assert (sheet.cell(2, 1).value, unit.value, title.value) == (3, "兵", "'=1+1")
    assert "不在您的辖区" in unit.comment.text
    assert title.comment is None
    assert sheet.cell(3, head["state"]).fill.fgColor.rgb == "00FDECEA"
    assert Access.objects.filter(action="dataimport_file").count() == 1


def test_a_preview_that_no_longer_holds_is_shown_anew_and_nothing_written(world: OfficeWorld) -> None:
    client = enter(world)
    one, other = item_of(client, [record()]), item_of(client, [record(), record(ref="n2")])
    confirm(client, one)
    mark = other.findings["mark"]
    other = confirm(client, other)
    assert (other.state, Record.objects.count()) == (State.READY, 1)
    assert "尚未导入。请重新核对" in page(client, other)
    assert "核对结果已有变化" in deed(client, other, "confirm", mark=mark)
    confirm(client, other)
    assert Record.objects.count() == 2


def test_what_became_wrong_since_is_told_and_nothing_written(world: OfficeWorld) -> None:
    client = enter(world)
    one, other = item_of(client, [record()]), item_of(client, [record(title="另题")])
    confirm(client, one)
    other = confirm(client, other)
    assert other.state == State.FAULTY
    shown = page(client, other)
    assert "这些文件现在有错误,尚未导入" in shown
    assert "登记后不得更改" in shown
    assert Record.objects.get().title == ""


def test_a_double_sending_is_one_import_and_a_refused_one_none(world: OfficeWorld) -> None:
    client, token = enter(world), uuid.uuid4()
    assert send(client, [record()], token)["Location"] == send(client, [record()], token)["Location"]
    answer = client.post(
        reverse("imports"), {"upload": SimpleUploadedFile("records.csv", b""), "token": str(uuid.uuid4())}
    )
    assert (answer.status_code, DataImport.objects.count()) == (422, 1)
    assert "是空文件" in answer.content.decode()
    assert client.post(reverse("imports"), {"token": "x"}).status_code == 422


def test_progress_is_a_part_that_ends_with_the_job(world: OfficeWorld) -> None:
    client = enter(world)
    send(client, [record()])
    item = DataImport.objects.get()
    url = reverse("import", args=[item.public_id])
    assert "import-progress" in client.get(url, headers={"HX-Request": "true"}).content.decode()
    done(item)
    assert client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_colleague_goes_on_and_nobody_else_sees_it(world: OfficeWorld) -> None:
    item = item_of(enter(world), [record()])
    assert confirm(enter(world, "colleague"), item).state == State.DONE
    account_at(world.units["师"], Role.SYSTEM_ADMIN, "admin")
    for who in ("above", "aside"):
        assert enter(world, who).get(reverse("import", args=[item.public_id])).status_code == 404


def test_the_original_can_be_fetched_again(world: OfficeWorld) -> None:
    client = enter(world)
    item = item_of(client, [record()])
    answer = client.get(reverse("import-file", args=[item.public_id, 0]))
    assert b"".join(answer).decode() == text_of([record()])
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(reverse("import-file", args=[item.public_id, 1])).status_code == 404


def test_what_nobody_takes_in_is_dropped_after_a_week_and_what_was_taken_in_is_kept(
    world: OfficeWorld,
) -> None:
    client = enter(world)
    kept, stale = confirm(client, item_of(client, [record()])), item_of(client, [record(ref="n2")])
    (imports_folder() / "orphan").mkdir()
    assert drop_stale() == 0
    with time_machine.travel(clock.now() + KEPT_FOR * 2, tick=True):
        assert drop_stale() == 1
    stale.refresh_from_db()
    assert stale.state == State.GIVEN_UP
    assert (folder_of(kept).exists(), folder_of(stale).exists()) == (True, False)
    assert "已放弃" in page(client, stale)
