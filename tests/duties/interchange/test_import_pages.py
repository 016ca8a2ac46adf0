"""Files sent in at the page: checked by a job, shown, confirmed, taken in by another, all or nothing."""

import io
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from duties.interchange import work
from duties.ledger.reconcile import reconcile
from duties.models import DataImport, Obligation, Record
from duties.services.imports import KEPT_FOR, drop_stale, folder_of, imports_folder
from portal import clock
from portal.models import Access, Change, Job, Role
from portal.services import jobs
from tests.access_walk import BACKEND
from tests.duties.interchange.test_bounds import record
from tests.duties.interchange.test_sources import text_of
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.portal.desk import account_at

# The progress goes by a connection of its own, which sees only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)
State = DataImport.State


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world on its day; jobs wait until a test does them."""
    monkeypatch.setattr(jobs, "job_queue", lambda job: True)
    with time_machine.travel(NOW, tick=True):
        yield make_fresh_world()


def enter(world: OfficeWorld, who: str = "office") -> Client:
    client = Client()
    client.force_login(world.actors[who].account, backend=BACKEND)
    return client


def send(client: Client, rows: list[dict[str, str]], token: uuid.UUID | None = None) -> HttpResponse:
    upload = SimpleUploadedFile("records.csv", text_of(rows).encode())
    return client.post(reverse("imports"), {"upload": upload, "token": str(token or uuid.uuid4())})


def item_of(client: Client, rows: list[dict[str, str]]) -> DataImport:
    """Sent in and checked."""
    send(client, rows)
    return done(DataImport.objects.latest("pk"))


def done(item: DataImport) -> DataImport:
    """After its job was done."""
    item.refresh_from_db()
    assert item.job is not None
    jobs.job_run(item.job.public_id)
    return DataImport.objects.select_related("job").get(pk=item.pk)


def deed(client: Client, item: DataImport, name: str, **values: str) -> str:
    answer = client.post(reverse(f"import-{name}", args=[item.public_id]), values, follow=True)
    return answer.content.decode()


def confirm(client: Client, item: DataImport) -> DataImport:
    deed(client, item, "confirm", mark=item.findings["mark"])
    return done(item)


def page(client: Client, item: DataImport) -> str:
    return client.get(reverse("import", args=[item.public_id])).content.decode()


def test_the_whole_way(world: OfficeWorld) -> None:
    client = enter(world)
    send(client, [record()])
    item = DataImport.objects.get()
    assert "取消并放弃" in page(client, item)
    item = done(item)
    assert (item.state, Record.objects.count()) == (State.READY, 0)
    shown = page(client, item)
    assert "确认导入" in shown
    assert f"变更 {item.findings['ledger'][2]} 行" in shown
    item = confirm(client, item)
    assert (item.state, item.settled_by) == (State.DONE, world.actors["office"].account)
    assert Record.objects.count() == 1
    assert reconcile(check=True).total == 0
    change = Change.objects.get(action="data_import")
    assert (change.target_ref, change.account) == (str(item.public_id), world.actors["office"].account)
    assert change.unit == world.units["师"]
    assert "已写入" in page(client, item)
    again = item_of(client, [record()])
    assert "与平台现有数据相同" in page(client, again)
    assert "确认导入" not in page(client, again)


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


def stop_at(monkeypatch: pytest.MonkeyPatch, text: str, stop: Callable[[], object]) -> None:
    """Let something happen when the work comes to what `text` says."""
    real = work._shown

    def shown(tell: Any) -> Any:
        inner = real(tell)

        def look(message: str, share: float) -> None:
            if message == text:
                stop()
            inner(message, share)

        return look

    monkeypatch.setattr(work, "_shown", shown)


@pytest.mark.parametrize("text", ["正在写入", "正在核算台账"])
def test_given_up_while_it_writes_nothing_is_written(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    client = enter(world)
    item = item_of(client, [record()])
    before = list(Obligation.objects.order_by("pk").values())
    stop_at(monkeypatch, text, lambda: from_elsewhere(lambda: deed(client, item, "drop")))
    item = confirm(client, item)
    assert item.job is not None
    assert (item.state, item.job.state) == (State.GIVEN_UP, Job.State.CANCELLED)
    assert not Record.objects.exists()
    assert list(Obligation.objects.order_by("pk").values()) == before
    assert not folder_of(item).exists()


def from_elsewhere(deed: Callable[[], object]) -> None:
    """Do something by a connection of its own, as another process would."""

    def run() -> None:
        deed()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_worker_that_dies_leaves_nothing_half_written_and_another_does_it(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(BaseException):
        pass

    def die() -> None:
        raise DiedError

    client = enter(world)
    item = item_of(client, [record()])
    deed(client, item, "confirm", mark=item.findings["mark"])
    with monkeypatch.context() as patched:
        stop_at(patched, "正在核算台账", die)
        with pytest.raises(DiedError):
            done(item)
    assert not Record.objects.exists()
    item = done(item)
    assert (item.state, Record.objects.count()) == (State.DONE, 1)
    done(item)
    assert Change.objects.filter(action="data_import").count() == 1


def test_a_failure_is_told_and_can_be_tried_again(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(world)
    item = item_of(client, [record()])
    with monkeypatch.context() as patched:
        patched.setattr(work, "carry_out", lambda *args: 1 / 0)
        item = confirm(client, item)
    shown = page(client, item)
    assert "办理时出现故障" in shown
    assert "没有写入任何内容" in shown
    assert "未办成" in client.get(reverse("imports")).content.decode()
    deed(client, item, "check")
    assert done(item).state == State.READY


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
