"""What officials do about decisions, problems and questions by a program; briefs, coverage and questions read as on the pages."""

from typing import Any

import pytest

from meetings.models import Decision, Problem, Sign, SignAnswer
from portal import clock
from portal.models import Job
from tests.api.conftest import Programs
from tests.api.test_rules import problem
from tests.meetings.world import World, entered


def decision_of(world: World) -> Decision:
    """A decision of the regiment's sitting, for the regiment."""
    entry = entered(world)
    return Decision.objects.create(entry=entry, position=9, text="印发计划。", owner_unit=world.unit)


def test_a_decision_is_closed_and_opened_again(program: Programs, world: World) -> None:
    clerk, path = program("clerk"), f"follow-ups/{decision_of(world).public_id}/"
    told = clerk.get(path)
    closed = clerk.post(f"{path}close/", {"note": "已印发。"}, If_Match=told["ETag"])
    assert (closed.status_code, closed.json()["note"]) == (200, "已印发。"), closed.content.decode()
    again = clerk.post(f"{path}close/", {"note": "又一次。"}, If_Match=told["ETag"])
    problem(again, 412, "changed-meanwhile")
    ids = [each["id"] for each in clerk.get("follow-ups/?state=closed").json()["items"]]
    assert ids == [told.json()["id"]]
    reopened = clerk.post(f"{path}reopen/", {"reason": "尚未印到连队。"}, If_Match=closed["ETag"])
    assert reopened.json()["closed_on"] is None
    assert program("auditor").get(path).status_code == 200
    problem(program("auditor").post(f"{path}close/", {"note": "x"}, If_Match="*"), 403, "forbidden")
    assert program("stranger").get(path).status_code == 404


def test_a_problem_is_solved_with_the_sentences_of_the_page(program: Programs, world: World) -> None:
    entry = entered(world)
    found = Problem.objects.create(entry=entry, position=1, text="道路破损。", owner_unit=world.unit)
    clerk, path = program("clerk"), f"problems/{found.public_id}/"
    late = {"solved_on": "2099-01-01", "note": "已修复。"}
    told = problem(clerk.post(f"{path}solve/", late, If_Match="*"), 422, "invalid-content")
    assert told["errors"] == [{"field": "solved_on", "detail": "解决日期不能晚于今天。"}]
    today = clock.today().isoformat()
    solved = clerk.post(f"{path}solve/", {"solved_on": today, "note": "已修复。"}, If_Match="*")
    assert (solved.json()["solved_on"], solved.json()["note"]) == (today, "已修复。")
    assert [each["id"] for each in clerk.get("problems/?state=solved").json()["items"]] == [
        str(found.public_id)
    ]
    back = program("office").post(f"{path}reopen/", {"reason": "又坏了。"}, If_Match=solved["ETag"])
    assert back.json()["solved_on"] is None


def test_a_question_about_entries_is_answered_and_closed(program: Programs, world: World) -> None:
    entry = entered(world)
    sign = Sign.objects.create(kind="late", key="k", detail={"days": 9}, found_at=clock.now())
    sign.entries.add(entry)
    clerk, office, path = program("clerk"), program("office"), f"signs/{sign.public_id}/"
    told = clerk.get(path)
    assert told.json()["entries"][0]["id"] == str(entry.public_id)
    answered = clerk.post(f"{path}answer/", {"text": "当日无网络。"}, If_Match=told["ETag"])
    assert (answered.json()["state"], SignAnswer.objects.get().text) == ("answered", "当日无网络。")
    problem(office.post(f"{path}close/", {"note": "属实。"}, If_Match=told["ETag"]), 412, "changed-meanwhile")
    closed = office.post(f"{path}close/", {"note": "属实。"}, If_Match=answered["ETag"])
    assert (closed.json()["state"], closed.json()["note"]) == ("closed", "属实。")
    problem(program("auditor").get("signs/"), 403, "forbidden")


def test_a_rule_is_asked_about(program: Programs, world: World) -> None:
    asked = program("clerk").post(
        "questions/", {"regulation": "xpcc-2023", "rule": "a8.2.leading_group", "text": "合并会议怎样登记?"}
    )
    assert asked.status_code == 201, asked.content.decode()
    office = program("office")
    assert office.get(asked["Location"]).json()["unit"]["code"] == "T"
    assert [each["state"] for each in office.get("questions/?rule=a8.2.leading_group").json()["items"]] == [
        "asked"
    ]
    assert program("stranger").get(asked["Location"]).status_code == 404


@pytest.mark.parametrize(("path", "kind"), [("exports/package/", "audit_package"), ("briefs/", "brief")])
def test_what_takes_long_is_a_job(program: Programs, world: World, path: str, kind: str) -> None:
    bodies = {"exports/package/": {"unit": "T", "first": "2026-01-01", "last": "2026-06-30"},
              "briefs/": {"unit": "S", "period": "2026Q2"}}  # fmt: skip
    office = program("office")
    asked = office.post(path, bodies[path])
    assert (asked.status_code, Job.objects.get().kind) == (202, kind), asked.content.decode()
    assert office.get(asked["Location"]).json()["state"] == "waiting"


def test_coverage_adds_up_as_the_page_does(program: Programs, world: World) -> None:
    told = program("office").get("coverage/?period=2026").json()
    figures: dict[str, Any] = {each["title"]: each for each in told["total"]["figures"]}
    assert told["period"] == "2026"
    assert figures
    for title, whole in figures.items():
        lines = [each for row in told["rows"] for each in row["figures"] if each["title"] == title]
        for name in ("done", "required"):
            assert sum(each[name] for each in lines) == whole[name], title


def test_what_has_not_changed_is_not_sent_again(program: Programs, world: World) -> None:
    entry = entered(world)
    clerk = program("clerk")
    for path in (f"entries/{entry.public_id}/", "entries/", "regulations/xpcc-2023/", "me/"):
        first = clerk.get(path)
        same = clerk.get(path, If_None_Match=first["ETag"])
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"]), path
        assert same["Cache-Control"] == "private, no-store"
        assert clerk.get(path, If_None_Match='"another"').status_code == 200
    before = clerk.get("entries/")["ETag"]
    entered(world)
    assert clerk.get("entries/", If_None_Match=before).status_code == 200
