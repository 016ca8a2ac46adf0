"""What the program suggests: units with facts that no talk has listed, once, and never again for the same facts."""

import datetime as dt

import pytest
import time_machine

from duties.models import Alert, SupervisionItem, Talk, TalkFact
from duties.services.alerts import flag_overdue
from duties.services.talks.deciding import talk_cancel, talk_dismiss, talk_submit
from duties.services.talks.suggesting import promises_remind, talks_suggest
from duties.talk_states import State
from portal.models import Message, Role
from tests.duties.office_world import hold
from tests.duties.talks.items import make_item
from tests.duties.talks.world import NOW, OfficeWorld, again, signed
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db


def flag(world: OfficeWorld, *cells: tuple[str, str, str], unit: str = "团") -> None:
    """Alerts of the step at which a talk is suggested, to the office of the division."""
    for rule, role, period in cells:
        cell = world.cell(unit, rule, period)
        Alert.objects.create(
            rule=cell.rule, unit=cell.unit, role=role, period=period, step="talk",
            account=world.actors["office"].account, due_on=NOW.date(), step_on=NOW.date(), made_at=NOW,
        )  # fmt: skip


Q1 = ("a8.2.leading_group", "", "2026Q1")
Q2 = ("a8.2.leading_group", "", "2026Q2")
Q3 = ("a8.2.leading_group", "", "2026Q3")


def suggested() -> list[tuple[str, str, int]]:
    talks = Talk.objects.filter(state="suggested").select_related("office", "unit")
    return sorted((talk.office.code, talk.unit.code, talk.facts.count()) for talk in talks)


def test_each_unit_once_with_all_its_facts(world: OfficeWorld) -> None:
    flag(world, Q1, Q2)
    assert talks_suggest().made == 1
    assert suggested() == [("师", "团", 2)]
    talk = Talk.objects.get()
    assert (talk.proposed_by, talk.version, talk.basis) == (None, 0, "superior")
    fact = talk.facts.get(period="2026Q1")
    assert (fact.source, fact.title, fact.required, fact.counted) == ("alert", "领导小组会议", 1, 0)


def test_a_second_run_writes_nothing(world: OfficeWorld) -> None:
    flag(world, Q1)
    talks_suggest()
    before = Message.objects.count()
    assert (talks_suggest().made, talks_suggest().facts, Message.objects.count()) == (0, 0, before)


def test_one_alert_to_several_people_is_one_fact(world: OfficeWorld) -> None:
    flag(world, Q1)
    alert = Alert.objects.get()
    alert.pk, alert.account = None, world.actors["colleague"].account
    alert.save()
    assert talks_suggest().facts == 1


def test_new_facts_join_a_suggestion_that_is_open(world: OfficeWorld) -> None:
    flag(world, Q1)
    talks_suggest()
    flag(world, Q2)
    assert (talks_suggest().made, suggested()) == (0, [("师", "团", 2)])
    assert Talk.objects.get().version == 1


def test_while_a_talk_is_on_its_way_new_facts_wait(world: OfficeWorld) -> None:
    flag(world, Q1)
    talks_suggest()
    talk = Talk.objects.get()
    talk = talk_submit(actor=world.actors["office"], talk=talk, version=talk.version, opinion="建议约谈。")
    flag(world, Q2)
    assert talks_suggest().facts == 0
    talk_dismiss(actor=world.actors["approver"], talk=talk, version=talk.version, text="已在整改。")
    assert talks_suggest().made == 1
    assert [fact.period for fact in Talk.objects.get(state="suggested").facts.all()] == ["2026Q2"]


def test_what_was_dismissed_stays_and_does_not_come_back(world: OfficeWorld) -> None:
    flag(world, Q1)
    talks_suggest()
    talk = Talk.objects.get()
    talk = talk_submit(actor=world.actors["office"], talk=talk, version=talk.version, opinion="建议约谈。")
    talk_dismiss(actor=world.actors["approver"], talk=talk, version=talk.version, text="已在整改。")
    assert talks_suggest().made == 0
    assert (again(talk).state, again(talk).end_reason) == (State.DISMISSED, "已在整改。")


def test_the_office_does_not_bury_what_the_program_listed(world: OfficeWorld) -> None:
    flag(world, Q3)
    talks_suggest()
    talk = Talk.objects.get()
    cancel = {"actor": world.actors["office"], "talk": talk, "version": 0, "text": "不必约谈。"}
    with pytest.raises(Exception, match="仍有逾期事项"):
        talk_cancel(**cancel)
    hold(world)
    assert talk_cancel(**cancel).state == State.CANCELLED


def test_settled_alerts_and_what_was_made_good_suggest_nothing(world: OfficeWorld) -> None:
    flag(world, Q1, Q3)
    Alert.objects.filter(period="2026Q1").update(settled_at=NOW)
    hold(world)
    assert talks_suggest().made == 0


def test_nobody_here_talks_to_the_top(world: OfficeWorld) -> None:
    cell = world.cell("兵", "a6.2.leading_group", "2026Q1")
    Alert.objects.create(
        rule=cell.rule, unit=cell.unit, role="", period="2026Q1", step="talk",
        account=world.actors["above"].account, due_on=NOW.date(), step_on=NOW.date(), made_at=NOW,
    )  # fmt: skip
    assert talks_suggest().made == 0


def test_the_offices_are_told_once_a_day(world: OfficeWorld) -> None:
    flag(world, Q1)
    talks_suggest()
    told = Message.objects.filter(title="新列出约谈建议1件,请研究")
    assert set(told.values_list("account__username", flat=True)) == {"office", "colleague"}


def test_from_the_engine_to_the_list(world: OfficeWorld) -> None:
    flag_overdue()
    assert talks_suggest().made > 0
    talks = {(talk.office.code, talk.unit.code) for talk in Talk.objects.select_related("office", "unit")}
    assert ("师", "团") in talks
    assert all(unit != "兵" for _, unit in talks)
    assert flag_overdue().created == 0
    assert talks_suggest().facts == 0


def test_an_overdue_item_leads_to_a_suggestion_once(world: OfficeWorld) -> None:
    item = make_item(world, deadline=NOW.date() - dt.timedelta(days=1))
    assert talks_suggest().made == 1
    assert TalkFact.objects.get().item == item
    assert talks_suggest().made == 0


@pytest.mark.parametrize("state", ["fed_back", "closed", "withdrawn"])
def test_an_item_that_the_unit_has_answered_does_not(world: OfficeWorld, state: str) -> None:
    item = make_item(world, deadline=NOW.date() - dt.timedelta(days=1))
    SupervisionItem.objects.filter(pk=item.pk).update(state=state)
    assert talks_suggest().made == 0


def test_late_promises_are_told_once(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    assert promises_remind() == 0
    with time_machine.travel(NOW + dt.timedelta(days=30), tick=False):
        assert promises_remind() == 4
        assert promises_remind() == 0
    told = Message.objects.filter(title__startswith="整改承诺已逾期", url__contains=str(talk.public_id))
    assert set(told.values_list("account__username", flat=True)) == {"clerk", "official", "secretary", "head"}


def test_queries_do_not_grow_with_the_units(
    world: OfficeWorld, django_assert_max_num_queries: object
) -> None:
    account_at(world.units["团"], Role.OFFICE, "regiment_office")
    flag(world, Q1, Q2)
    flag(world, Q1, Q2, unit="邻")
    with django_assert_max_num_queries(60):
        assert talks_suggest().made == 2
