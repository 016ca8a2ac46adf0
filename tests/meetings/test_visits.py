"""Visits: one form for a trip, a record for each official and place, problems that are followed until they are solved."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from duties.models import Obligation, Record
from meetings.models import Entry, EntryState, Problem
from meetings.selectors.problems import problem_mark
from meetings.services.contents import EntryContent, ProblemLine
from meetings.services.entries import entry_correct, entry_enter, entry_save, entry_submit
from meetings.services.problems import problem_reopen, problem_solve
from meetings.services.settling import entry_return
from meetings.services.stored import content_of
from portal.access import Actor
from portal.models import Change
from tests.meetings.conftest import As
from tests.meetings.field_world import Field, linked
from tests.meetings.world import World

RULE = "a8.6.research"
DAY, DUE = dt.date(2026, 9, 10), dt.date(2026, 10, 31)


def visit(world: World, field: Field, **values: Any) -> EntryContent:
    """A visit of the secretary to the first company, with one problem."""
    given: dict[str, Any] = {
        "kind": "visit",
        "occurred_on": DAY,
        "forms": ["research"],
        "leader": world.people["书记"],
        "targets": [field.company],
        "details": {"on_topic": True},
        "problems": [ProblemLine("演示四支渠渗漏", field.company, category="building", due_on=DUE)],
    }
    return EntryContent(**(given | values))


def entered(world: World, field: Field, **values: Any) -> Entry:
    return entry_enter(
        actor=world.actors["clerk"],
        unit=world.unit,
        content=visit(world, field, **values),
        token=uuid.uuid4(),
    )


def counted(world: World, rule: str, role: str = "party_secretary") -> int:
    row = Obligation.objects.filter(unit=world.unit, rule__code=rule, role=role).containing(DAY).get()
    return row.counted


def sent(world: World, field: Field, **values: Any) -> dict[str, Any]:
    """The form of the same visit as a browser sends it."""
    given = {
        "kind": "visit",
        "token": str(uuid.uuid4()),
        "forms": ["research"],
        "targets": [str(field.company.pk)],
        "occurred_on": str(DAY),
        "leader": str(world.people["书记"].pk),
        "on_topic": "on",
        "problem-0-text": "演示四支渠渗漏",
        "problem-0-category": "building",
        "problem-0-due_on": str(DUE),
        "problem-2-text": "演示一连垃圾收集点不足",
        "problem-2-owner": f"{world.unit.pk}:administrative_head",
        "problem-2-measure": "增设两处",
        "action": "submit",
    }
    return {name: value for name, value in (given | values).items() if value is not None}


def test_a_trip_makes_a_record_for_each_official_and_place(world: World, field: Field) -> None:
    entry = entered(
        world, field, targets=[field.company, field.other], attendance={world.people["团长"].pk: "present"}
    )
    made = set(entry.records.values_list("leader__code", "target__code"))
    assert made == {(who, where) for who in ("书记", "团长") for where in ("F-C1", "F-C2")}
    assert (counted(world, RULE), counted(world, RULE, "administrative_head")) == (2, 2)


def test_a_visit_to_no_unit_is_one_record(world: World, field: Field) -> None:
    entry = entered(world, field, targets=[], place="演示农贸市场")
    assert list(entry.records.values_list("target", flat=True)) == [None]
    assert counted(world, RULE) == 1


def test_several_days_at_one_place_are_one_record_of_the_first_day(world: World, field: Field) -> None:
    entry = entered(world, field, until=dt.date(2026, 9, 12))
    assert list(entry.records.values_list("occurred_on", flat=True)) == [DAY]


@pytest.mark.parametrize(
    ("values", "field_name", "why"),
    [
        ({"targets": []}, "targets", "请选择调研走访的单位"),
        ({"forms": []}, "forms", "请至少选择一种调研走访形式"),
        ({"until": dt.date(2026, 9, 21)}, "until", "不能晚于今天"),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    world: World, field: Field, values: dict[str, Any], field_name: str, why: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        entered(world, field, **values)
    assert why in refused.value.message_dict[field_name][0]
    assert not Record.objects.filter(kind="visit").exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"due_on": dt.date(2026, 9, 1)}, "早于调研走访日期"),
        ({"measure": "联系13800000000"}, "电话号码"),
    ],
)
def test_a_problem_that_cannot_be_kept_is_told(
    world: World, field: Field, line: dict[str, Any], why: str
) -> None:
    problem = ProblemLine("演示四支渠渗漏", field.company, **line)
    with pytest.raises(ValidationError, match=why):
        entered(world, field, problems=[problem])


def test_the_form_enters_a_visit_with_two_problems(world: World, field: Field, as_: As) -> None:
    answer = as_("clerk").post("/entries/new/?kind=visit", sent(world, field))
    assert answer.status_code == 302
    problems = Problem.objects.order_by("position")
    assert [(each.text, each.owner_unit, each.owner_role, each.due_on) for each in problems] == [
        ("演示四支渠渗漏", field.company, "", DUE),
        ("演示一连垃圾收集点不足", world.unit, "administrative_head", None),
    ]
    assert counted(world, RULE) == 1
    page = as_("clerk").get(answer.headers["Location"]).content.decode()
    assert "建设" in page
    assert "增设两处" in page


def test_units_outside_the_list_are_named_in_words(world: World, field: Field, as_: As) -> None:
    as_("clerk").post("/entries/new/?kind=visit", sent(world, field, other_targets="演示二连、F-S1"))
    assert set(Record.objects.filter(kind="visit").values_list("target__code", flat=True)) == {
        "F-C1",
        "F-C2",
        "F-S1",
    }


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"problem-0-text": ""}, "问题"),
        ({"problem-0-text": "长" * 301}, "最多 300 字"),
        ({"problem-0-due_on": "明天"}, "不是有效的日期"),
        ({"problem-2-text": "\0"}, "空字符"),
        ({"problem-2-text": ""}, "请写明问题"),
        ({"other_targets": "没有这个连"}, "没有代码或全称"),
        ({"companions": ["999999"]}, "没有这个人"),
        ({"targets": ["0"]}, "没有这个单位"),
        ({"until": "2026-09-10"}, "结束日期必须晚于开始日期"),
    ],
)
def test_a_faulty_form_is_kept_with_its_lines(
    world: World, field: Field, as_: As, values: dict[str, Any], why: str
) -> None:
    answer = as_("clerk").post("/entries/new/?kind=visit", sent(world, field, **values))
    if values == {"problem-0-text": ""}:
        assert answer.status_code == 302
        return
    text = answer.content.decode()
    assert (answer.status_code, why in text, "增设两处" in text) == (422, True, True)
    assert not Entry.objects.exists()


def test_a_line_is_added_by_the_server_for_a_browser_without_scripts(
    world: World, field: Field, as_: As
) -> None:
    answer = as_("clerk").post("/entries/new/?kind=visit", sent(world, field, action="more-problem"))
    assert 'name="problem-3-text"' in answer.content.decode()


def test_contact_points_are_offered_first(world: World, field: Field, as_: As) -> None:
    linked(world.unit, "party_secretary", field.other)
    page = as_("clerk").get("/entries/new/?kind=visit").content.decode()
    assert page.index("演示二连(联系点)") < page.index("演示一连")


def test_the_preview_counts_every_official_and_place(world: World, field: Field, as_: As) -> None:
    linked(world.unit, "party_secretary", field.company)
    data = sent(world, field, companions=[str(world.people["团长"].pk)])
    page = as_("clerk").post("/entries/preview/", data).content.decode()
    assert page.count("经常性调研") == 2


def test_a_draft_comes_back_as_it_was(world: World, field: Field) -> None:
    content = visit(world, field, attendance={world.people["团长"].pk: "present"}, until=dt.date(2026, 9, 11))
    entry = entry_save(actor=world.actors["clerk"], unit=world.unit, content=content, token=uuid.uuid4())
    stored = content_of(entry)
    assert (stored.problems, stored.targets) == (content.problems, content.targets)
    assert (stored.attendance, stored.until) == (content.attendance, content.until)


# --- What becomes of a problem ------------------------------------------------------------------------------------


def problem_of(entry: Entry) -> Problem:
    return entry.problems.get()


def solve(actor: Actor, problem: Problem, **values: Any) -> Problem:
    given: dict[str, Any] = {"solved_on": dt.date(2026, 9, 15), "note": "已修复,通水正常。"}
    return problem_solve(actor=actor, problem=problem, **(given | values))


def test_the_owner_solves_it_and_all_is_logged(world: World, field: Field) -> None:
    problem = problem_of(entered(world, field))
    solved = solve(field.clerk, problem)
    assert (solved.solved_on, solved.solved_by) == (dt.date(2026, 9, 15), field.clerk.account)
    change = Change.objects.get(action="problem_solve")
    assert (change.before["solved_on"], change.after["solved_note"]) == (None, "已修复,通水正常。")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"note": " "}, "怎样解决"),
        ({"solved_on": dt.date(2026, 9, 21)}, "不能晚于今天"),
        ({"solved_on": dt.date(2026, 9, 1)}, "不能早于调研走访日期"),
        ({"note": "户主110101199001011234已签字"}, "身份号码"),
    ],
)
def test_a_solution_that_cannot_be_is_refused(
    world: World, field: Field, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        solve(field.clerk, problem_of(entered(world, field)), **values)


def test_nobody_solves_twice_and_no_stranger_at_all(world: World, field: Field) -> None:
    problem = problem_of(entered(world, field))
    for name in ("stranger", "office", "member"):
        with pytest.raises(PermissionDenied):
            solve(world.actors[name], problem)
    solve(field.clerk, problem)
    with pytest.raises(ValidationError, match="已登记解决"):
        solve(world.actors["clerk"], problem)


def test_who_found_it_or_the_office_puts_it_back(world: World, field: Field) -> None:
    problem = solve(field.clerk, problem_of(entered(world, field)))
    with pytest.raises(PermissionDenied):
        problem_reopen(actor=field.clerk, problem=problem, reason="又漏了。")
    opened = problem_reopen(actor=world.actors["office"], problem=problem, reason="又漏了。")
    assert (opened.solved_on, opened.solved_note) == (None, "")
    with pytest.raises(ValidationError, match="还没有登记解决"):
        problem_reopen(actor=world.actors["clerk"], problem=problem, reason="又漏了。")


def test_a_correction_keeps_what_was_done(world: World, field: Field) -> None:
    entry = entered(world, field)
    solve(field.clerk, problem_of(entry))
    draft = entry_correct(actor=world.actors["clerk"], entry=entry)
    Entry.objects.filter(pk=draft.pk).update(reason="漏填地点。")
    corrected = entry_submit(actor=world.actors["clerk"], entry=draft)
    assert problem_of(corrected).solved_on == dt.date(2026, 9, 15)


def test_problems_of_what_was_returned_are_not_on_the_list(world: World, field: Field, as_: As) -> None:
    entry = entered(world, field)
    entry_return(actor=world.actors["office"], entry=entry, reason="请补充。")
    assert Entry.objects.get(pk=entry.pk).state == EntryState.RETURNED
    assert list(as_("office").get("/problems/").context["list"].page.rows) == []
    with pytest.raises(ValidationError, match="已退回或撤回"):
        solve(field.clerk, problem_of(entry))


def listed(as_: As, name: str, query: str = "") -> list[tuple[str, str]]:
    rows = as_(name).get(f"/problems/{query}").context["list"].page.rows
    return [(row.problem.text, problem_mark(row.problem).label) for row in rows]


def test_the_list_is_that_of_ones_scope_and_narrows(world: World, field: Field, as_: As) -> None:
    lines = [
        ProblemLine("甲", field.company, category="building", due_on=dt.date(2026, 9, 12)),
        ProblemLine("乙", field.other, category="funds"),
    ]
    entered(world, field, problems=lines)
    world.actors["company"] = field.clerk
    assert listed(as_, "office") == [("甲", "逾期未解决"), ("乙", "待解决")]
    assert listed(as_, "company") == [("甲", "逾期未解决")]
    assert listed(as_, "stranger") == []
    assert listed(as_, "office", "?state=overdue") == [("甲", "逾期未解决")]
    assert listed(as_, "office", "?category=funds") == [("乙", "待解决")]
    assert listed(as_, "office", f"?owner={field.other.public_id}") == [("乙", "待解决")]
    assert as_("office").get("/problems/?owner=x&state=y").status_code == 404


def test_the_page_takes_a_solution_with_files_and_keeps_a_faulty_one(
    world: World, field: Field, as_: As
) -> None:
    problem = problem_of(entered(world, field))
    world.actors["company"] = field.clerk
    client, address = as_("company"), reverse("problem-solved", args=[problem.public_id])
    refused = client.post(address, {"solved_on": "2026-09-15", "note": "王某某 13800000000"})
    assert (refused.status_code, "电话号码" in refused.content.decode()) == (422, True)
    done = client.post(address, {"solved_on": "2026-09-15", "note": "已修复。"}, follow=True)
    assert "已登记解决" in done.content.decode()
    assert listed(as_, "company", "?state=solved") == [("演示四支渠渗漏", "已解决")]


def test_ones_own_page_says_what_is_to_be_solved(world: World, field: Field, as_: As) -> None:
    entered(world, field)
    world.actors["company"] = field.official
    assert "由本单位解决的 1 个" in as_("company").get("/mine/").content.decode()
