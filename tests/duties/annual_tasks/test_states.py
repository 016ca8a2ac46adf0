"""The two tables of states: every line read a second time by hand, and what they never allow."""

import itertools

import pytest

from duties.annual_task_states import (
    LIST_TABLE,
    TASK_TABLE,
    ListAction,
    ListState,
    Need,
    Place,
    TaskAction,
    TaskState,
    list_allowed,
    task_allowed,
)

ROLES = ["clerk", "official", "member", "office", "approver", "leader", "auditor", "system_admin"]
DRAFT, ISSUE = {("own", "clerk"), ("own", "office")}, {("own", "approver"), ("own", "official")}
LEAD, PARTNER = ({(place, role) for role in ("clerk", "office", "official")} for place in ("lead", "partner"))
RECEIVE = {("own", role) for role in ("clerk", "office", "official")}
BREAK = {("parent", "clerk"), ("parent", "office")}
LISTS = {
    ("drafting", "edit"): (None, DRAFT, set()),
    ("drafting", "submit"): ("submitted", DRAFT, {"tasks"}),
    ("drafting", "void"): ("void", DRAFT, {"text"}),
    ("submitted", "return"): ("drafting", DRAFT | ISSUE, {"text"}),
    ("submitted", "issue"): ("issued", ISSUE, {"other_person"}),
    ("issued", "withdraw"): ("drafting", ISSUE, {"text"}),
}
TASKS = {
    ("listed", "break"): (None, DRAFT, {"in_force"}),
    ("offered", "accept"): ("listed", RECEIVE, set()),
    ("offered", "decline"): ("declined", RECEIVE, {"text"}),
    ("declined", "offer"): ("offered", BREAK, {"text"}),
    ("offered", "recall"): ("removed", BREAK, {"text"}),
    ("declined", "recall"): ("removed", BREAK, {"text"}),
    ("listed", "report"): (None, LEAD, {"text", "in_force"}),
    ("listed", "assist"): (None, PARTNER, {"text", "in_force"}),
    ("listed", "reach"): (None, LEAD, {"day", "in_force"}),
    ("listed", "unreach"): (None, LEAD, {"text", "in_force"}),
    ("listed", "propose"): (None, DRAFT, {"text", "in_force"}),
    ("listed", "grant"): (None, ISSUE, {"in_force", "other_person"}),
    ("listed", "refuse"): (None, ISSUE, {"text", "in_force"}),
    ("listed", "cancel"): ("cancelled", set(), {"in_force"}),
    ("listed", "remove"): ("removed", DRAFT, set()),
    ("listed", "instruct"): (None, {("own", "leader"), ("superior", "leader")}, {"text", "in_force"}),
}


@pytest.mark.parametrize(("table", "read"), [(LIST_TABLE, LISTS), (TASK_TABLE, TASKS)])
def test_table_is_as_read_by_hand(table: object, read: dict[tuple[str, str], object]) -> None:
    written = {
        (str(state), str(action)): (
            str(move.to) if move.to else None,
            {(str(place), role) for place, role in move.who},
            {str(need) for need in move.needs},
        )
        for (state, action), move in table.items()  # type: ignore[attr-defined]
    }
    assert written == read


def test_who_may_do_what_with_lists() -> None:
    for state, place, role, action in itertools.product(ListState, Place, ROLES, ListAction):
        line = LISTS.get((state.value, action.value))
        may = line is not None and (place.value, role) in line[1]
        assert (action in list_allowed(state, [place], role)) == may


@pytest.mark.parametrize("in_force", [True, False])
def test_who_may_do_what_with_tasks(in_force: bool) -> None:
    for state, place, role, action in itertools.product(TaskState, Place, ROLES, TaskAction):
        line = TASKS.get((state.value, action.value))
        may = line is not None and (place.value, role) in line[1]
        if may and action == TaskAction.REMOVE:
            may = not in_force
        if may and line is not None and "in_force" in line[2]:
            may = in_force
        assert (action in task_allowed(state, [place], role, in_force=in_force)) == may


def test_nothing_follows_what_is_over() -> None:
    over = {TaskState.CANCELLED, TaskState.REMOVED}
    assert not [state for state, _ in TASK_TABLE if state in over]
    assert not [state for state, _ in LIST_TABLE if state == ListState.VOID]


def test_issue_is_by_another_person() -> None:
    assert Need.OTHER_PERSON in LIST_TABLE[ListState.SUBMITTED, ListAction.ISSUE].needs
