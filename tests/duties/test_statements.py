"""情况说明 and 申请豁免: stated by the unit, answered by the office above, beside the cell ever after."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import Status
from duties.models import Obligation, Statement, Waiver
from duties.selectors.cells import cell_lines, why
from duties.selectors.moment import stand_cell
from duties.selectors.statements import open_acts, readable_statement_or_404, statements_of, waiting_counts
from duties.services.alerts import flag_overdue
from duties.services.period_locks import period_lock
from duties.services.statements import statement_follow, statement_make, statements_answer
from duties.services.waivers import waiver_grant
from duties.services.waiving import cell_unwaive, cell_waive
from duties.statement_states import Act, Kind, State
from portal.access import SYSTEM
from portal.models import Change, Message
from tests.duties.office_world import NOW, OfficeWorld, hold
from tests.duties.shared import once
from tests.duties.urging_world import inbox, make_urging_world

pytestmark = pytest.mark.django_db

WHY = "主要负责人住院治疗,会议改期。"


made = once(make_urging_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def stated(
    world: OfficeWorld, kind: Kind = Kind.EXPLANATION, who: str = "official", **values: object
) -> Statement:
    given = {"cell": world.cell(), "kind": kind, "text": WHY} | values
    return statement_make(actor=world.actors[who], **given)  # type: ignore[arg-type]


def follow(
    world: OfficeWorld, statement: Statement, act: Act, who: str = "office", **values: object
) -> Statement:
    given = {"text": "已研究。"} | values
    return statement_follow(actor=world.actors[who], statement=statement, act=act, **given)  # type: ignore[arg-type]


def status(world: OfficeWorld) -> Status:
    line = world.cell().line()
    assert line is not None
    return line.status


def test_the_office_above_is_told_and_its_answer_comes_back(world: OfficeWorld) -> None:
    statement = stated(world)
    assert inbox(world, "office")[-1].title == "演示27团情况说明:领导小组会议(2026年第三季度),待答复"
    assert not inbox(world, "above")
    follow(world, statement, Act.NOTE)
    assert inbox(world, "official")[-1].title.endswith("已知悉")
    assert inbox(world, "clerk")[-1].text == "已研究。"
    actions = Change.objects.filter(action__startswith="statement_").order_by("pk")
    assert [(each.action, each.reason) for each in actions] == [
        ("statement_make", WHY),
        ("statement_note", "已研究。"),
    ]


def test_an_explanation_changes_no_status(world: OfficeWorld) -> None:
    follow(world, stated(world), Act.NOTE)
    assert status(world) == Status.OVERDUE


def test_a_granted_waiver_waives_settles_and_is_taken_back(world: OfficeWorld) -> None:
    flag_overdue()
    statement = follow(world, stated(world, Kind.WAIVER), Act.GRANT, text="情况属实,同意。")
    waiver = Waiver.objects.get()
    assert (statement.waiver, waiver.reason, waiver.granted_by) == (waiver, "情况属实,同意。", "演示-office")
    assert status(world) == Status.WAIVED
    assert flag_overdue().settled > 0
    follow(world, statement, Act.REVOKE, text="条件已变化。")
    assert status(world) == Status.OVERDUE
    assert Statement.objects.get().state == State.REVOKED


def test_more_is_asked_for_and_given(world: OfficeWorld) -> None:
    statement = follow(world, stated(world, Kind.WAIVER), Act.ASK, text="请附证明。")
    follow(world, statement, Act.SUPPLEMENT, "official", text="证明见附件。")
    told = readable_statement_or_404(world.actors["office"], statement.public_id)
    assert [step.get_act_display() for step in told.steps] == ["提出", "要求补充", "补充"]
    assert inbox(world, "office")[-1].text == "证明见附件。"


def test_refused_one_may_ask_again(world: OfficeWorld) -> None:
    follow(world, stated(world, Kind.WAIVER), Act.REFUSE)
    assert status(world) == Status.OVERDUE
    assert stated(world, Kind.WAIVER).state == State.WAITING


def test_one_of_a_kind_is_open_at_a_time(world: OfficeWorld) -> None:
    stated(world)
    stated(world, Kind.WAIVER)
    with pytest.raises(ValidationError, match="已有待答复的同类说明或申请"):
        stated(world)


def test_only_what_presses_is_stated(world: OfficeWorld) -> None:
    hold(world)
    with pytest.raises(ValidationError, match="按时完成"):
        stated(world)
    with pytest.raises(ValidationError, match="已不在台账中"):
        stated(world, cell=world.cell(period="2024Q1"))
    assert stated(world, cell=world.cell(period="2026Q2")).period == "2026Q2"


@pytest.mark.parametrize("who", ["clerk", "office", "aside", "auditor", "approver"])
def test_only_an_official_of_the_unit_states(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        stated(world, who=who)


@pytest.mark.parametrize("who", ["clerk", "official", "aside", "auditor", "approver"])
def test_nobody_else_answers(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        follow(world, stated(world), Act.NOTE, who)


def test_an_office_does_not_answer_its_own_unit_while_one_stands_above(world: OfficeWorld) -> None:
    cell = world.cell("师", "a7.2.leading_group")
    with pytest.raises(PermissionDenied):
        cell_waive(actor=world.actors["office"], cell=cell, reason="演示")
    cell_waive(actor=world.actors["above"], cell=cell, reason="演示")
    top = world.cell("兵", "a6.2.leading_group")
    cell_waive(actor=world.actors["above"], cell=top, reason="演示")
    assert Waiver.objects.count() == 2


@pytest.mark.parametrize("act", [Act.ASK, Act.GRANT, Act.REFUSE, Act.WITHDRAW])
def test_answers_need_words(world: OfficeWorld, act: Act) -> None:
    statement = stated(world, Kind.WAIVER)
    with pytest.raises(ValidationError, match="请写明"):
        follow(world, statement, act, "official" if act == Act.WITHDRAW else "office", text=" ")
    assert Statement.objects.get().state == State.WAITING


def test_of_two_at_once_the_second_is_told(world: OfficeWorld) -> None:
    statement = stated(world, Kind.WAIVER)
    follow(world, statement, Act.REFUSE, seen=1)
    with pytest.raises(ValidationError, match="演示-office已于11月24日 10:00办理,现为「不同意豁免」"):
        follow(world, statement, Act.GRANT, "colleague", seen=1)
    with pytest.raises(ValidationError, match="不能再办理此项"):
        follow(world, statement, Act.GRANT, "colleague")
    assert not Waiver.objects.exists()


def test_the_same_form_sent_twice_states_once(world: OfficeWorld) -> None:
    token = uuid.uuid4()
    assert stated(world, token=token) == stated(world, token=token)
    assert Message.objects.filter(kind="statement", account=world.actors["office"].account).count() == 1


def test_a_cell_that_a_new_rulebook_dropped(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = stated(world, Kind.WAIVER)
    with pytest.raises(ValidationError, match="仍未完成"):
        follow(world, statement, Act.CLOSE, text="")
    Obligation.objects.filter(unit=world.units["团"], rule=world.cell().rule).delete()
    monkeypatch.setattr("duties.services.waivers.is_owed", lambda **_: False)
    with pytest.raises(ValidationError, match="没有这一应履职事项"):
        follow(world, statement, Act.GRANT)
    assert follow(world, statement, Act.CLOSE, text="").state == State.MOOT
    assert "已不在台账中" in inbox(world, "official")[-1].text


def test_a_cell_that_was_met_meanwhile_is_closed(world: OfficeWorld) -> None:
    statement = stated(world)
    hold(world)
    follow(world, statement, Act.CLOSE, text="")
    assert "按时完成" in inbox(world, "official")[-1].text


def test_a_locked_period_cannot_be_waived(world: OfficeWorld) -> None:
    statement = stated(world, Kind.WAIVER)
    period_lock(actor=world.actors["office"], unit=world.units["团"], period="2026Q3", reason="考核")
    with pytest.raises(ValidationError, match="已锁定"):
        follow(world, statement, Act.GRANT)
    assert Statement.objects.get().state == State.WAITING
    assert not Waiver.objects.exists()


def test_a_batch_answers_what_it_can_and_names_the_rest(world: OfficeWorld) -> None:
    first, second = stated(world, Kind.WAIVER), stated(world, Kind.WAIVER, cell=world.cell(period="2026Q2"))
    explanation = stated(world)
    waiver_grant(actor=SYSTEM, rule=first.rule, unit=first.unit, period="2026Q2", reason="演示")
    done, refused = statements_answer(
        actor=world.actors["office"], statements=[first, second, explanation], act=Act.GRANT, text="同意。"
    )
    assert done == [first]
    assert [(each, reason[:8]) for each, reason in refused] == [
        (second, "该事项已经豁免;"),
        (explanation, "该件现为「待答复"),
    ]


def test_counters_count_what_waits_for_the_office(world: OfficeWorld) -> None:
    stated(world)
    follow(world, stated(world, Kind.WAIVER), Act.ASK)
    assert waiting_counts(world.actors["office"]) == {"explanation": 1}
    assert waiting_counts(world.actors["above"]) == {"explanation": 1}
    assert waiting_counts(world.actors["aside"]) == waiting_counts(world.actors["clerk"]) == {}


def test_open_acts_by_reader(world: OfficeWorld) -> None:
    told = readable_statement_or_404(world.actors["office"], stated(world, Kind.WAIVER).public_id)
    assert open_acts(world.actors["official"], told) == [Act.WITHDRAW]
    assert open_acts(world.actors["office"], told) == [Act.ASK, Act.GRANT, Act.REFUSE, Act.CLOSE]
    assert open_acts(world.actors["clerk"], told) == open_acts(world.actors["auditor"], told) == []


def test_past_views_show_what_was_said_by_then(world: OfficeWorld) -> None:
    statement = stated(world, Kind.WAIVER)
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        follow(world, statement, Act.GRANT, text="同意。")
        cell = world.cell()
        with reading(Moment.at(NOW.date(), NOW + dt.timedelta(days=1))):
            (told,) = statements_of(cell.key)
            assert (told.state, len(told.steps)) == (State.WAITING, 1)
            stand_cell(cell.unit, cell.rule, cell.period)
            (line,) = cell_lines(world.actors["office"], cell.unit, cell.rule, cell.period)
            found = why(world.actors["office"], line)
            assert found is not None
            assert (found.waiver, len(found.said)) == (None, 1)
        (now,) = statements_of(cell.key)
        assert now.state == State.GRANTED


def test_the_office_waives_and_takes_back_of_its_own_accord(world: OfficeWorld) -> None:
    cell, office = world.cell(), world.actors["office"]
    cell_waive(actor=office, cell=cell, reason="机构调整。")
    assert status(world) == Status.WAIVED
    cell_unwaive(actor=office, cell=cell, reason="调整取消。")
    assert status(world) == Status.OVERDUE
    with pytest.raises(ValidationError, match="已被取消"):
        cell_unwaive(actor=office, cell=cell, reason="再取消。")


def test_a_waiver_on_application_is_taken_back_there(world: OfficeWorld) -> None:
    statement = stated(world, Kind.WAIVER)
    with pytest.raises(ValidationError, match="请在申请上答复"):
        cell_waive(actor=world.actors["office"], cell=world.cell(), reason="演示")
    follow(world, statement, Act.GRANT)
    cell_unwaive(actor=world.actors["colleague"], cell=world.cell(), reason="条件已变化。")
    statement.refresh_from_db()
    assert statement.state == State.REVOKED
    assert inbox(world, "official")[-1].text == "条件已变化。"
