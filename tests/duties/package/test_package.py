"""What a package holds: the area and nothing beyond it, as of the day and as known at the instant, and who may have it."""

import contextlib
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties import verify
from duties.exports.package import work
from duties.models import Record, RecordState
from duties.services.audit_export import Asked
from duties.services.packages import package_ask
from portal.models import Access, Change, Job, StoredFile, Unit
from portal.services.files import file_path
from portal.services.jobs import JobCancelledError, job_run
from portal.services.package_key import fingerprint, fingerprint_words
from tests.duties.package.forger import Files, unpack
from tests.duties.package.world import AS_OF, FIRST, LAST, PHOTO, package_of, unprinted
from tests.meetings.conftest import BACKEND
from tests.meetings.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


def rows(files: Files, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[path].decode(), newline="")))


def lines(files: Files, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[path].decode().splitlines()]


def faults(package: bytes) -> list[str]:
    return verify.check_package(io.BytesIO(package))[2].faults


def test_all_of_the_area_and_what_its_rows_rest_on(package: bytes) -> None:
    files = unpack(package)
    assert {row["code"] for row in rows(files, "facts/units.csv")} == {"S", "T", "T2", "L"}
    assert len(rows(files, "facts/records.csv")) == 3
    assert [row["ref"] for row in rows(files, "facts/links.csv")] == ["link"]
    assert [len(line["evidence"]) for line in lines(files, "entries/entries.jsonl")] == [1, 0, 0]
    assert PHOTO in files.values()
    assert lines(files, "statements/statements.jsonl")[0]["steps"][0]["files"][0]["name"] == "说明.pdf"
    assert lines(files, "documents/documents.jsonl")[0]["number"] == "演示〔2026〕1号"
    assert [line["row"]["target_ref"] for line in lines(files, "history/access.jsonl")] == [
        "auditor",
        "T 2026-01-01 2026-03-31",
    ]
    assert json.loads(files["rules/xpcc-2023-001.json"])["regulation"] == "xpcc-2023"
    assert "兵团" in files["rules/xpcc-2023.txt"].decode()


def test_the_report_and_the_notes_name_the_key(package: bytes, key: str) -> None:
    notes = unpack(package)["说明.txt"].decode("utf-8-sig")
    assert fingerprint_words(key) in notes
    assert "演示二师及其辖区" in notes
    assert "verify.py" in notes


def test_nothing_of_other_areas_and_no_drafts(world: World) -> None:
    _record(world, "elsewhere", "T2", RecordState.CONFIRMED)
    _record(world, "draft", "T", RecordState.DRAFT)
    files = unpack(package_of(world.unit))
    assert {row["unit"] for row in rows(files, "facts/records.csv")} == {"T"}
    assert {row["unit"] for row in rows(files, "ledger/ledger.csv")} == {"T", "L"}
    assert "draft" not in {row["ref"] for row in rows(files, "facts/records.csv")}
    assert {row["unit"] for row in rows(files, "facts/tenures.csv")} == {"T"}
    # The parent is named, and no more is told of it.
    assert {row["code"] for row in rows(files, "facts/units.csv")} == {"S", "T", "L"}


def _record(world: World, ref: str, unit: str, state: str) -> None:
    Record.objects.create(
        ref=ref,
        unit=world.units[unit],
        kind="meeting",
        forms=["leading_group"],
        occurred_on=dt.date(2026, 4, 1),
        on_topic=True,
        state=state,
        registered_at=NOW,
    )


def test_what_was_entered_after_the_instant_is_not_there(world: World, package: bytes) -> None:
    known_at = Record.objects.order_by("registered_at").first().registered_at
    files = unpack(early := package_of(world.units["S"], known_at=known_at))
    assert [row["state"] for row in rows(files, "facts/records.csv")] == ["submitted"]
    assert sum(int(row["counted"]) for row in rows(files, "ledger/ledger.csv")) < sum(
        int(row["counted"]) for row in rows(unpack(package), "ledger/ledger.csv")
    )
    assert lines(files, "statements/statements.jsonl") == lines(files, "documents/documents.jsonl") == []
    assert len(lines(files, "entries/entries.jsonl")) == 1
    assert faults(early) == []


def test_what_took_place_after_the_day_is_not_there(world: World) -> None:
    early = package_of(world.units["S"], as_of=dt.date(2026, 5, 31))
    files = unpack(early)
    assert [row["occurred_on"] for row in rows(files, "facts/records.csv")] == ["2026-05-20"]
    assert not any(path.startswith("evidence/") for path in files)
    assert faults(early) == []


def test_a_later_state_is_told_as_it_was_at_the_instant(world: World) -> None:
    withdrawn = Record.objects.get(withdrawn_at__isnull=False)
    before = package_of(world.units["S"], known_at=withdrawn.withdrawn_at - dt.timedelta(microseconds=1))
    record = next(row for row in rows(unpack(before), "facts/records.csv") if row["ref"] == withdrawn.ref)
    assert record["withdrawn_at"] == ""
    assert faults(before) == []


def test_a_row_of_the_log_that_was_changed_in_the_database_is_named(world: World) -> None:
    changed = Change.objects.filter(action="record_add").latest("pk")
    Change.objects.filter(pk=changed.pk).update(account_label="演示-他人")
    [fault] = faults(package_of(world.units["S"]))
    assert "history/facts.jsonl" in fault
    assert "内容被改动" in fault


def test_a_record_that_was_changed_in_the_database_is_named(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE duties_record DISABLE TRIGGER USER")
        cursor.execute("UPDATE duties_record SET occurred_on = '2026-05-21' WHERE occurred_on = '2026-05-20'")
        cursor.execute("ALTER TABLE duties_record ENABLE TRIGGER USER")
    said = "\n".join(faults(package_of(world.units["S"])))
    assert "的 occurred_on 为 2026-05-21,变更日志记为 2026-05-20" in said


def test_a_purged_file_leaves_its_hash(world: World) -> None:
    file_path(StoredFile.objects.get(name="会议照片.png")).unlink()
    package = package_of(world.units["S"])
    _, _, findings = verify.check_package(io.BytesIO(package))
    assert findings.faults == []
    assert findings.notes == [
        "1 份材料的原件制作时已不在平台的文件库中,包内只有登记时的校验值;请向制作单位了解去向"
    ]
    file = StoredFile.objects.get(name="会议照片.png")
    file_path(file).write_bytes(PHOTO)


def test_a_file_that_was_swapped_in_the_store_is_named(world: World) -> None:
    path = file_path(StoredFile.objects.get(name="会议照片.png"))
    path.write_bytes(b"another")
    [fault] = faults(package_of(world.units["S"]))
    path.write_bytes(PHOTO)
    assert "所登记的文件「会议照片.png」" in fault


@contextlib.contextmanager
def telling_nobody(job: Job) -> Iterator[Any]:
    yield lambda done, total, message: None


def asked_for(world: World, who: str, unit: Unit | None = None) -> Job:
    job = package_ask(actor=world.actors[who], unit=unit or world.units["S"], asked=Asked(FIRST, LAST, AS_OF))
    job_run(job.public_id)
    job.refresh_from_db()
    return job


def test_the_job_keeps_the_package_and_the_log_knows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "job_telling", telling_nobody)
    job = asked_for(world, "auditor")
    assert job.state == Job.State.DONE
    stored = job.files.get()
    assert stored.name == "审计包 演示二师 20260101-20261231 截至20260920.zip"
    package = file_path(stored).read_bytes()
    assert faults(package) == []
    assert "history/access.jsonl" in unpack(package)
    assert str(job.public_id) in Access.objects.get(action="audit_package").target_ref


def test_only_the_auditor_takes_the_access_log_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "job_telling", telling_nobody)
    package = file_path(asked_for(world, "office").files.get()).read_bytes()
    files = unpack(package)
    assert "history/access.jsonl" not in files
    assert "不含访问日志" in files["说明.txt"].decode("utf-8-sig")
    assert faults(package) == []


def test_a_cancelled_job_keeps_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def stopping(job: Job) -> Iterator[Any]:
        def stop(done: int, total: int, message: str) -> None:
            raise JobCancelledError

        yield stop

    monkeypatch.setattr(work, "job_telling", stopping)
    files = StoredFile.objects.count()
    assert asked_for(world, "auditor").files.count() == 0
    assert StoredFile.objects.count() == files


@pytest.mark.parametrize("who", ["clerk", "secretary", "member"])
def test_others_do_not_get_one(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        asked_for(world, who)


def posted(world: World, **values: str) -> HttpResponse:
    client = Client()
    client.force_login(world.actors["auditor"].account, backend=BACKEND)
    given = {"unit": str(world.unit.public_id), "first": str(FIRST), "last": str(LAST), "as_of": str(AS_OF)}
    return client.post(reverse("package-new"), given | values)


def test_the_page_asks_for_a_job(world: World) -> None:
    answer = posted(world, known_at="2026-09-20T15:30")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.public_id])
    assert (job.kind, job.parameters["known_at"]) == ("audit_package", "2026-09-20T15:30:00+08:00")


@pytest.mark.parametrize(
    ("values", "message"),
    [({"last": "2025-12-31"}, "末日早于首日"), ({"unit": ""}, "请选择单位"), ({"known_at": "去年"}, "请写明日期和时刻")],
)  # fmt: skip
def test_bad_input_is_said_and_the_form_kept(world: World, values: dict[str, str], message: str) -> None:
    answer = posted(world, **values)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Job.objects.count() == 0


def test_the_page_shows_the_fingerprint_and_gives_the_verifier(world: World, key: str) -> None:
    client = Client()
    client.force_login(world.actors["auditor"].account, backend=BACKEND)
    assert fingerprint_words(fingerprint()) in client.get(reverse("package-new")).content.decode()
    assert client.get(reverse("package-verifier")).content == Path(verify.__file__).read_bytes()


def command(*options: str) -> str:
    out = io.StringIO()
    call_command("export_audit", *options, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_package(world: World, tmp_path: Path) -> None:
    output = tmp_path / "包.zip"
    given = ["--unit", "T", "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-09-20"]
    said = command(*given, "--known-at", "2026-09-20T15:59:00+08:00", "--output", str(output))
    assert fingerprint_words(fingerprint()) in said
    assert faults(output.read_bytes()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["包.zip"]
    assert "command" in Access.objects.get(action="audit_package").target_ref


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "缺少 --unit、--from、--to、--output"),
        (["--unit", "无"], "没有代码为 无 的单位"),
        (["--from", "昨天"], "不是日期"),
        (["--to", "2025-01-01"], "早于首日"),
        (["--known-at", "2026-01-01"], "带时区"),
        (["--known-at", "2999-01-01T00:00:00+08:00"], "不能晚于现在"),
        (["--from", "2019-01-01", "--to", "2019-12-31", "--as-of", "2019-12-31"], "没有应履职事项"),
        (["--output", "/none/such/x.zip"], "无法写入"),
        (["--strange"], "参数有误"),
    ],
)
def test_bad_arguments_are_said_in_one_line(
    world: World, tmp_path: Path, options: list[str], message: str
) -> None:
    given = ["--unit", "T", "--from", "2026-01-01", "--to", "2026-12-31", "--output", str(tmp_path / "x.zip")]
    with pytest.raises(CommandError, match=message):
        command(*([*given, *options] if options else []))
    assert list(tmp_path.glob("*.zip")) == []
