"""The table of states against a second reading of it, over every state, action, role and place; and what must hold of it."""

import itertools

import pytest

from duties.supervision_states import (
    BEFORE_ISSUE,
    BY_NOTICE,
    OVER,
    TABLE,
    UNDER_WAY,
    Action,
    Holder,
    Need,
    Place,
    State,
    allowed,
)

ROLES = (
    "clerk", "official", "member", "office", "approver", "leader", "auditor", "system_admin", "security_admin",
    "audit_admin",
)  # fmt: skip

# Who may what in which state: read from docs/access.md and docs/supervision.md, not from the code.
READ_AGAIN = """
drafting  submit    > approving  office.office
drafting  reword    > drafting   office.office office.approver
drafting  cancel    > cancelled  office.office office.approver
approving reword    > drafting   office.office office.approver
approving issue     > issued     office.approver
approving cancel    > cancelled  office.office office.approver
issued    sign      > signed     lead.clerk lead.official
signed    progress  > =          lead.clerk lead.official partner.clerk partner.official
signed    feed_back > fed_back   lead.clerk lead.official
signed    ask       > asked      lead.clerk lead.official
returned  progress  > =          lead.clerk lead.official partner.clerk partner.official
returned  feed_back > fed_back   lead.clerk lead.official
returned  ask       > asked      lead.clerk lead.official
asked     progress  > =          lead.clerk lead.official partner.clerk partner.official
asked     feed_back > fed_back   lead.clerk lead.official
asked     grant     > signed     office.office
asked     refuse    > signed     office.office
fed_back  review    > reviewed   office.office
fed_back  return    > returned   office.office
reviewed  return    > returned   office.office office.approver
reviewed  close     > closed     office.office office.approver
issued    transfer  > issued     office.office
signed    transfer  > issued     office.office
returned  transfer  > issued     office.office
asked     transfer  > issued     office.office
"""
GOING_ON = ("issued", "signed", "asked", "fed_back", "returned", "reviewed")
EVERYWHERE = {
    "join": (GOING_ON, "=", "partner.clerk partner.official"),
    "withdraw": (GOING_ON, "withdrawn", "office.approver"),
    "succeed": (GOING_ON, "=", ""),
    "instruct": (("drafting", "approving", *GOING_ON), "=", "office.leader superior.leader"),
    "comment": (
        (*GOING_ON, "closed"),
        "=",
        "lead.clerk lead.official lead.member partner.clerk partner.official partner.member office.office "
        "office.approver office.leader superior.office superior.leader",
    ),
}


def second_reading() -> dict[tuple[str, str], tuple[str, set[str]]]:
    read = {}
    for line in READ_AGAIN.strip().splitlines():
        state, action, _, to, *who = line.split()
        read[state, action] = (to, set(who))
    for action, (states, to, who) in EVERYWHERE.items():
        read |= {(state, action): (to, set(who.split())) for state in states}
    return read


def test_every_state_action_role_and_place() -> None:
    read, wrong = second_reading(), []
    for state, action, place, role in itertools.product(State, Action, Place, ROLES):
        wanted = f"{place}.{role}" in read.get((state.value, action.value), ("", set()))[1]
        if (action in allowed(state, place, role)) != wanted:
            wrong.append(f"{state} {action} {place}.{role}: wanted {wanted}")
    assert wrong == []


def test_every_move_leads_where_it_should() -> None:
    told = {
        (state.value, action.value): move.to.value if move.to else "="
        for (state, action), move in TABLE.items()
    }
    assert told == {key: to for key, (to, _) in second_reading().items()}


def test_every_state_has_a_word_and_a_holder() -> None:
    assert all(state.label and state.holder.label for state in State)
    assert all(action.label for action in Action)
    assert {state for state in State if state.holder == Holder.NOBODY} == OVER
    assert frozenset(State) == BEFORE_ISSUE | UNDER_WAY | OVER


@pytest.mark.parametrize("state", sorted(frozenset(State) - OVER))
def test_whoever_has_the_ball_can_pass_it_on(state: State) -> None:
    places = {Holder.UNIT: Place.LEAD, Holder.OFFICE: Place.OFFICE, Holder.APPROVER: Place.OFFICE}
    place = places[state.holder]
    desks = {Holder.UNIT: "official", Holder.OFFICE: "office", Holder.APPROVER: "approver"}
    moves = [TABLE[state, action] for action in allowed(state, place, desks[state.holder])]
    assert any(move.to not in (None, state) for move in moves)


def test_nothing_follows_the_end_but_words() -> None:
    assert {action for (state, action) in TABLE if state in OVER} == {Action.COMMENT}


def test_every_state_is_reached_and_has_a_way_to_its_end() -> None:
    ways = {state: {move.to for (at, _), move in TABLE.items() if at == state and move.to} for state in State}

    def reached(start: State) -> set[State]:
        seen, open_ = set(), [start]
        while open_:
            state = open_.pop()
            if state not in seen:
                seen.add(state)
                open_ += ways[state]
        return seen

    assert reached(State.DRAFTING) == set(State)
    assert all(reached(state) & OVER for state in State)


def test_what_ends_or_turns_back_takes_words_and_closing_another_person() -> None:
    turning = {Action.CANCEL, Action.WITHDRAW, Action.RETURN, Action.CLOSE, Action.REFUSE, Action.GRANT}
    assert all(Need.TEXT in move.needs for (_, action), move in TABLE.items() if action in turning)
    assert all(
        Need.OTHER_PERSON in move.needs for (_, action), move in TABLE.items() if action == Action.CLOSE
    )
    assert all(Need.FILES in move.needs for (_, action), move in TABLE.items() if action == Action.FEED_BACK)


def test_the_notice_moves_the_item_until_it_is_issued() -> None:
    assert {action for (state, action) in TABLE if state in BEFORE_ISSUE} - BY_NOTICE == {Action.INSTRUCT}
