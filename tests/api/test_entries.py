"""Logging by a program: what the page would do, once, at the version that was read."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings.models import Entry
from portal.models import ApiReply, Change
from tests.api.conftest import Program, Programs
from tests.meetings.world import World, counted, entered

MEETING: dict[str, Any] = {
    "occurred_on": "2026-09-18",
    "starts_at": "09:00",
    "forms": ["party_standing_committee"],
    "leader": "书记",
    "agenda": [{"text": "研究乡村振兴重点工作", "on_topic": True}],
    "attendance": [{"person": "书记"}, {"person": "副政委", "state": "leave"}],
    "decisions": [{"text": "落实项目资金", "owner_unit": "L", "due_on": "2026-10-31"}],
}


def faults(answer: Any) -> dict[str, str]:
    """What is wrong at which field."""
    return {each["field"]: each["detail"] for each in answer.json()["errors"]}


def test_a_meeting_is_logged_and_counts(program: Programs, world: World) -> None:
    answer = program("clerk").post("entries/", MEETING)
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["state"], told["title"]) == ("submitted", "2026年9月18日党委常委会会议")
    assert [(each["person"]["code"], each["state"]) for each in told["attendance"]] == [
        ("书记", "present"),
        ("副政委", "leave"),
    ]
    assert told["decisions"][0]["owner_unit"]["code"] == "L"
    assert answer["Location"] == f"/api/v1/entries/{told['id']}/"
    assert counted(world) == 1


def test_the_same_key_logs_once_and_gets_the_same_answer(program: Programs, world: World) -> None:
    clerk = program("clerk")
    first = clerk.post("entries/", MEETING, Idempotency_Key="meeting-0001")
    again = clerk.post("entries/", MEETING, Idempotency_Key="meeting-0001")
    assert again.json() == first.json()
    assert (again.status_code, again["ETag"], again["Idempotency-Replayed"]) == (201, first["ETag"], "true")
    assert Entry.objects.count() == 1


def test_a_key_belongs_to_one_request(program: Programs, world: World) -> None:
    clerk = program("clerk")
    clerk.post("entries/", MEETING, Idempotency_Key="meeting-0001")
    other = clerk.post("entries/", MEETING | {"place": "礼堂"}, Idempotency_Key="meeting-0001")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")


def test_after_the_answer_is_dropped_the_entry_still_tells_a_repeat(program: Programs, world: World) -> None:
    clerk = program("clerk")
    first = clerk.post("entries/", MEETING, Idempotency_Key="meeting-0001")
    ApiReply.objects.all().delete()
    again = clerk.post("entries/", MEETING, Idempotency_Key="meeting-0001")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Entry.objects.count() == 1


def test_a_refusal_is_kept_for_its_key_and_leaves_nothing_else(program: Programs, world: World) -> None:
    clerk, before = program("clerk"), Change.objects.count()
    refused = clerk.post("entries/", MEETING | {"agenda": [], "forms": []}, Idempotency_Key="meeting-0002")
    again = clerk.post("entries/", MEETING | {"agenda": [], "forms": []}, Idempotency_Key="meeting-0002")
    assert (refused.status_code, again.json()) == (422, refused.json())
    assert (Entry.objects.count(), Change.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"leader": "nobody"}, "leader"),
        ({"occurred_on": "2027-12-01"}, "occurred_on"),
        ({"ends_at": "08:00"}, "ends_at"),
        ({"attendance": [{"person": "外人"}]}, "attendance.0.person"),
        ({"decisions": [{"text": "落实", "owner_unit": "T2"}]}, "decisions.0"),
        ({"households": ["H-1"]}, "households"),
        ({"targets": ["L"]}, "targets"),
        ({"files": ["forged"]}, "files"),
        ({"unit": "T2"}, "unit"),
        ({"kind": "nothing"}, "kind"),
        ({"titel": "x"}, "titel"),
        ({"agenda": [{"text": "x" * 201}]}, "agenda.0.text"),
    ],
)
def test_what_the_page_refuses_is_refused_at_its_field(
    program: Programs, world: World, change: dict[str, Any], field: str
) -> None:
    answer = program("clerk").post("entries/", MEETING | change)
    assert answer.status_code == 422, answer.content.decode()
    assert field in faults(answer)
    assert Entry.objects.count() == 0


def test_a_draft_is_changed_only_at_the_version_that_was_read(program: Programs, world: World) -> None:
    clerk = program("clerk")
    made = clerk.post("entries/", MEETING | {"action": "draft"})
    path, seen = f"entries/{made.json()['id']}/", made["ETag"]
    changed = clerk.ask("PUT", path, MEETING | {"action": "draft", "place": "礼堂"}, If_Match=seen)
    assert (changed.status_code, changed.json()["place"]) == (200, "礼堂")
    stale = clerk.ask("PUT", path, MEETING | {"action": "draft"}, If_Match=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "changed-meanwhile")
    without = clerk.ask("PUT", path, MEETING | {"action": "draft"})
    assert (without.status_code, without.json()["code"]) == (428, "version-required")
    done = clerk.post(f"{path}submit/", If_Match=changed["ETag"])
    assert (done.status_code, done.json()["state"], counted(world)) == (200, "submitted", 1)


def test_what_was_submitted_is_corrected_not_changed(program: Programs, world: World) -> None:
    clerk, entry = program("clerk"), entered(world)
    path = f"entries/{entry.public_id}/"
    refused = clerk.ask("PUT", path, MEETING, If_Match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    draft = clerk.post(f"{path}correct/", If_Match="*")
    assert (draft.status_code, draft.json()["replaces"]) == (201, str(entry.public_id))
    mended = clerk.ask(
        "PUT", f"entries/{draft.json()['id']}/", MEETING | {"reason": "日期有误"}, If_Match=draft["ETag"]
    )
    assert (mended.status_code, mended.json()["state"]) == (200, "submitted"), mended.content.decode()
    assert clerk.get(path).json()["state"] == "withdrawn"


def test_the_leader_confirms_what_the_program_of_the_clerk_logged(program: Programs, world: World) -> None:
    made = program("clerk").post("entries/", MEETING)
    path = f"entries/{made.json()['id']}/confirm/"
    assert program("head").post(path, If_Match="*").status_code == 403
    done = program("secretary").post(path, If_Match=made["ETag"])
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    again = program("secretary").post(path, If_Match="*")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_the_office_above_returns_with_a_reason_and_anyone_below_reads_it(
    program: Programs, world: World
) -> None:
    entry = entered(world)
    done = program("office").post(f"entries/{entry.public_id}/return/", {"reason": "缺纪要。"}, If_Match="*")
    assert (done.status_code, done.json()["state"], done.json()["reason"]) == (200, "returned", "缺纪要。")
    assert program("member").get(f"entries/{entry.public_id}/").json()["mend_by"] == "2026-09-27"
    assert program("stranger").get(f"entries/{entry.public_id}/").status_code == 404


def test_remarks_are_added_and_read(program: Programs, world: World) -> None:
    entry = entered(world)
    path = f"entries/{entry.public_id}/comments/"
    assert program("member").post(path, {"text": "请补充纪要。"}).status_code == 201
    assert [each["text"] for each in program("auditor").get(path).json()["items"]] == ["请补充纪要。"]


def test_evidence_is_sent_ahead_and_read_back(program: Programs, world: World) -> None:
    clerk = program("clerk")
    upload = sent_file(clerk, "签到表.png")
    assert upload.status_code == 201, upload.content.decode()
    made = clerk.post("entries/", MEETING | {"files": [upload.json()["ticket"]]})
    (file,) = made.json()["evidence"]
    answer = clerk.get(f"evidence/{file['id']}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_a_ticket_is_of_its_account_alone(program: Programs, world: World) -> None:
    upload = sent_file(program("clerk"), "签到表.png")
    answer = program("stranger").post(
        "entries/",
        MEETING | {"leader": "外人", "attendance": [], "decisions": [], "files": [upload.json()["ticket"]]},
    )
    assert "files" in faults(answer)


def sent_file(by: Program, name: str) -> Any:
    """The answer to an upload of a small picture."""
    file = SimpleUploadedFile(name, picture(), "image/png")
    headers = by.headers | {"Idempotency-Key": "upload-0001"}
    return by.client.post("/api/v1/files/", {"file": file}, headers=headers)


def picture() -> bytes:
    """A small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(stream, "PNG")
    return stream.getvalue()
