"""From the notice to the close: receipt, progress, extension, return, second feedback, close; who is told; random ways."""

import datetime as dt
import itertools
import random
from collections.abc import Iterable

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import Obligation, SupervisedUnit, SupervisionItem
from duties.selectors.supervision.items import overdue_items
from duties.selectors.supervision.waiting import waiting_for
from duties.services.supervision.acting import supervision_act, supervision_void
from duties.services.supervision.moving import Said
from duties.supervision_states import OVER, UNDER_WAY, WITH_UNIT, Action, State
from portal.models import Account, Change, Delivery, Document, Message
from portal.selectors.documents import version_of
from portal.services.documents import document_return, document_review
from tests.duties.office_world import NOW, OfficeWorld
from tests.duties.supervision_world import (
    DEADLINE,
    LATER,
    WAY,
    act,
    drafted,
    issue,
    issued,
    said,
    walked,
    wording,
)

pytestmark = pytest.mark.django_db


def told(item: SupervisionItem, words: str) -> set[str]:
    """The user names that got a message about the item with these words in its title."""
    rows = Message.objects.filter(url__contains=str(item.public_id), title__contains=words)
    return set(rows.values_list("account__username", flat=True))


def test_the_straight_way(world: OfficeWorld) -> None:
    item = walked(world, len(WAY))
    assert item.at == State.CLOSED
    assert [step.action for step in item.steps.all()] == [
        "submit",
        "issue",
        "sign",
        "feed_back",
        "review",
        "close",
    ]
    lead = item.supervised_units.get()
    assert (lead.part, lead.signed_by) == (SupervisedUnit.Part.LEAD, world.actors["clerk"].account)
    written = set(Change.objects.filter(target_ref=str(item.public_id)).values_list("action", flat=True))
    assert {"supervision_draft", "supervision_issue", "supervision_sign", "supervision_close"} <= written


def test_each_hand_over_tells_who_has_the_ball_and_not_who_gave_it(world: OfficeWorld) -> None:
    item = walked(world, len(WAY))
    assert told(item, "签收,现办理中") == {"office", "colleague", "official"}
    assert told(item, "反馈办结,现待复核") == {"office", "colleague"}
    assert told(item, "复核通过,现待销号") == {"approver", "clerk", "official"}
    assert told(item, "销号,现已销号") == {"clerk", "official"}


def test_returned_with_a_new_deadline_and_fed_back_again(world: OfficeWorld) -> None:
    item = walked(world, 2)
    act(world, item, "office", Action.RETURN, Said("纪要未附。", day=LATER))
    assert (item.at, item.deadline, item.fed_back_by) == (State.RETURNED, LATER, None)
    assert list(waiting_for(world.actors["official"])) == [item]
    act(world, item, "official", Action.FEED_BACK)
    act(world, item, "office", Action.REVIEW)
    act(world, item, "approver", Action.CLOSE)
    returned = item.steps.get(action=Action.RETURN)
    assert (returned.old_deadline, returned.new_deadline, returned.text) == (DEADLINE, LATER, "纪要未附。")


def test_an_extension_moves_the_deadline_and_never_the_due_day(world: OfficeWorld) -> None:
    item, due = walked(world, 1), Obligation.objects.get(**_key(world)).due_on
    act(world, item, "official", Action.ASK)
    assert (item.at, item.deadline, item.asked_deadline) == (State.ASKED, DEADLINE, LATER)
    act(world, item, "office", Action.GRANT, Said("同意。", day=LATER))
    assert (item.at, item.deadline, item.asked_deadline) == (State.SIGNED, LATER, None)
    assert Obligation.objects.get(**_key(world)).due_on == due


def _key(world: OfficeWorld) -> dict[str, object]:
    cell = world.cell()
    return {"unit": cell.unit, "rule": cell.rule, "role": cell.role, "period": cell.period}


def test_a_refused_extension_leaves_the_deadline(world: OfficeWorld) -> None:
    item = walked(world, 1)
    act(world, item, "clerk", Action.ASK)
    act(world, item, "office", Action.REFUSE)
    assert (item.at, item.deadline) == (State.SIGNED, DEADLINE)


def test_no_time_is_asked_for_once_it_is_over(world: OfficeWorld) -> None:
    item = walked(world, 1)
    with (
        time_machine.travel(NOW + dt.timedelta(days=16), tick=False),
        pytest.raises(ValidationError, match="办结期限已过"),
    ):
        act(world, item, "clerk", Action.ASK, said(world, Action.ASK, day=dt.date(2026, 12, 30)))


def test_neither_who_fed_back_nor_who_reviewed_closes(world: OfficeWorld) -> None:
    item = walked(world, 3)
    with pytest.raises(ValidationError, match="复核人不能销号"):
        act(world, item, "office", Action.CLOSE)
    SupervisionItem.objects.filter(pk=item.pk).update(fed_back_by=world.actors["approver"].account)
    with pytest.raises(ValidationError, match="反馈人不能销号"):
        act(world, item, "approver", Action.CLOSE)
    act(world, item, "colleague", Action.CLOSE)
    assert item.at == State.CLOSED


def test_of_two_at_once_the_second_is_told_who_was_first(world: OfficeWorld) -> None:
    item = walked(world, 2)
    from_page = item.version
    act(world, item, "colleague", Action.RETURN)
    with pytest.raises(ValidationError, match=r"演示-colleague已于11月24日10:00办理「退回」.*退回重办"):
        supervision_act(
            actor=world.actors["office"],
            item=item,
            action=Action.REVIEW,
            version=from_page,
            said=said(world, Action.REVIEW),
        )


def test_partners_sign_and_report_and_do_not_feed_back(world: OfficeWorld) -> None:
    item = issued(world, partners=[world.units["连"]])
    assert told(item, "协办,请签收") == {"partner", "partner_official"}
    assert list(waiting_for(world.actors["partner"])) == [item]
    act(world, item, "partner", Action.JOIN)
    assert list(waiting_for(world.actors["partner"])) == []
    assert item.at == State.ISSUED
    act(world, item, "clerk", Action.SIGN)
    act(world, item, "partner", Action.PROGRESS)
    with pytest.raises(PermissionDenied):
        act(world, item, "partner", Action.FEED_BACK)
    with pytest.raises(ValidationError, match="已签收"):
        act(world, item, "partner_official", Action.JOIN)


def test_a_superiors_words_reach_both_sides(world: OfficeWorld) -> None:
    item = walked(world, 1)
    act(world, item, "leader_above", Action.INSTRUCT, Said("请抓紧办结。"))
    assert told(item, "批示") == {"office", "colleague", "clerk", "official"}


def test_a_draft_is_cancelled_and_an_issued_one_withdrawn_with_its_notice(world: OfficeWorld) -> None:
    draft = drafted(world)
    _give_up(world, draft, "office", "重拟")
    assert (draft.at, draft.number) == (State.CANCELLED, "")
    out = walked(world, 1)
    with pytest.raises(PermissionDenied):
        _give_up(world, out, "office", "误发")
    with pytest.raises(ValidationError):
        _give_up(world, out, "approver", " ")
    _give_up(world, out, "approver", "误发")
    assert (out.at, out.number, out.notice.state) == (State.WITHDRAWN, "督2026-001", Document.State.VOID)
    assert told(out, "撤销,现已撤销") == {"clerk", "official"}


def test_what_is_closed_keeps_its_notice(world: OfficeWorld) -> None:
    item = walked(world, len(WAY))
    with pytest.raises(ValidationError, match="已是「已销号」"):
        _give_up(world, item, "approver", "误发")
    assert Document.objects.get().state == Document.State.ISSUED


def _give_up(world: OfficeWorld, item: SupervisionItem, who: str, reason: str) -> None:
    item.notice.refresh_from_db()
    with transaction.atomic():
        supervision_void(actor=world.actors[who], item=item, version=version_of(item.notice), reason=reason)
    item.refresh_from_db()
    item.notice.refresh_from_db()


def test_a_return_of_the_notice_brings_the_item_back(world: OfficeWorld) -> None:
    item = drafted(world)
    notice = document_review(
        actor=world.actors["office"], document=item.notice, version=version_of(item.notice)
    )
    item.refresh_from_db()
    assert item.at == State.APPROVING
    document_return(
        actor=world.actors["approver"], document=notice, version=version_of(notice), reason="不具体"
    )
    item.refresh_from_db()
    assert item.at == State.DRAFTING


def test_numbers_run_without_gap_past_drafts_that_were_given_up(world: OfficeWorld) -> None:
    rules = ("a8.2.leading_group", "a8.2.standing_committee", "a8.2.executive")
    first, second, third = (drafted(world, cells=[world.cell(rule=rule)]) for rule in rules)
    issue(world, first)
    _give_up(world, second, "office", "重拟")
    issue(world, third)
    assert [first.number, second.number, third.number] == ["督2026-001", "", "督2026-002"]


def test_overdue_is_what_the_unit_has_let_pass(world: OfficeWorld) -> None:
    item, after = walked(world, 1), DEADLINE + dt.timedelta(days=1)
    assert list(overdue_items(DEADLINE)) == []
    assert list(overdue_items(after)) == [item]
    act(world, item, "clerk", Action.FEED_BACK)
    assert list(overdue_items(after)) == []


def test_a_closed_item_leaves_the_obligation_free_to_be_supervised_again(world: OfficeWorld) -> None:
    walked(world, len(WAY))
    assert drafted(world).at == State.DRAFTING


@pytest.mark.parametrize("seed", range(4))
def test_random_ways_keep_what_must_hold(world: OfficeWorld, seed: int) -> None:
    chance = random.Random(seed)
    item = issued(world, partners=[world.units["连"]])
    people = ("clerk", "official", "partner", "office", "colleague", "approver", "leader", "member")
    actions = [action for action in Action if action not in (Action.TRANSFER, Action.SUCCEED)]
    seen: list[tuple[int, dt.date]] = [(item.version, item.deadline)]
    for _ in range(40):
        who, action = chance.choice(people), chance.choice(actions)
        day = dt.date(2026, 12, 10) + dt.timedelta(days=chance.randrange(60))
        steps, state, deadline = item.steps.count(), item.at, item.deadline
        done = _done(world, item, who, action, said(world, action, day=day))
        item.refresh_from_db()
        assert item.steps.count() == steps + done
        assert done or (item.at, item.deadline) == (state, deadline)
        assert item.deadline == deadline or action in (Action.GRANT, Action.RETURN)
        assert item.at in UNDER_WAY | OVER
        assert (item.fed_back_by is not None) == (item.at in (State.FED_BACK, State.REVIEWED, State.CLOSED))
        assert item.asked_deadline is None or item.at == State.ASKED
        assert list(waiting_for(world.actors["official"])) == ([item] if item.at in WITH_UNIT else [])
        seen.append((item.version, item.deadline))
    _holds(item, seen)


def _done(world: OfficeWorld, item: SupervisionItem, who: str, action: Action, words: Said) -> bool:
    try:
        with transaction.atomic():
            act(world, item, who, action, words)
    except (PermissionDenied, ValidationError):
        return False
    return True


def _holds(item: SupervisionItem, seen: Iterable[tuple[int, dt.date]]) -> None:
    versions = [version for version, _ in seen]
    assert versions == sorted(versions)
    steps = list(item.steps.all())
    assert all(earlier.to_state == later.from_state for earlier, later in itertools.pairwise(steps))
    closing = [step for step in steps if step.action == Action.CLOSE]
    assert all(step.by not in (item.fed_back_by, item.reviewed_by) for step in closing)


def test_what_presses_is_told_at_once(world: OfficeWorld) -> None:
    Account.objects.update(email="renyuan@yanshi.example")
    usual = walked(world, 1)
    act(world, usual, "office", Action.TRANSFER, Said("改由邻团承办。", unit=world.units["邻"]))
    assert not Delivery.objects.exists()
    pressing = issued(world, cells=[world.cell(rule="a8.2.executive")], words=wording(urgency="特急"))
    act(world, pressing, "clerk", Action.SIGN)
    assert Delivery.objects.exists()
