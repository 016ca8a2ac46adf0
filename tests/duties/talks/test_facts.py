"""Facts as they stand: what was made good meanwhile is said to who decides, and on the paper; who may be talked to."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from duties.models import Talk, Urging, UrgingAct
from duties.selectors.talks.facts import facts_now, words_of
from duties.selectors.talks.proposing import choices, overdue_lines, units_to_choose
from duties.services.records import Content, record_add
from duties.services.talks.deciding import talk_agree, talk_facts_add, talk_return
from duties.services.talks.notices import talk_notice
from duties.services.waivers import waiver_grant
from duties.talk_words import FactWords
from portal import clock
from portal.access import SYSTEM
from portal.models import Person, Placement
from portal.selectors.documents import version_of
from portal.services.areas import rebuild_areas
from portal.services.documents import document_review
from portal.services.structure import unit_found
from tests.duties.office_world import hold
from tests.duties.talks.items import make_item
from tests.duties.talks.world import NOW, SINCE, OfficeWorld, drafted, notice, propose

pytestmark = pytest.mark.django_db


def listed(world: OfficeWorld, period: str = "2026Q3") -> Talk:
    """A proposal about one meeting that was not held."""
    lines = [
        line
        for line in overdue_lines(world.units["团"])
        if (line.obligation.rule.code, line.obligation.period) == ("a8.2.leading_group", period)
    ]
    return propose(world, lines=lines)


def test_a_fact_names_clause_figures_and_where_to_look(world: OfficeWorld) -> None:
    (fact,) = facts_now(listed(world))
    assert (fact.provision, fact.counted, fact.required, fact.settled) == ("第八条第二款(二)", 0, 1, False)
    assert fact.url.startswith("/cell/")
    assert fact.url.endswith("/a8.2.leading_group/2026Q3/")
    assert fact.mark.label == "逾期未完成"


def test_what_was_made_good_is_shown_as_such(world: OfficeWorld) -> None:
    talk = listed(world)
    made_up = Content(
        unit=world.units["团"],
        kind="meeting",
        forms=("leading_group",),
        occurred_on=dt.date(2026, 11, 2),
        leader=Person.objects.get(code="party_secretary"),
        on_topic=True,
        for_period="2026Q3",
    )
    record_add(actor=SYSTEM, content=made_up, ref="made-up")
    (fact,) = facts_now(talk)
    assert (fact.settled, fact.mark.label, fact.fact.counted) == (True, "已补办", 0)
    (words,) = words_of([fact])
    assert "截至2026年11月24日已补办" in words.sentence(NOW.date())


def test_what_was_waived_or_is_owed_no_more_is_told(world: OfficeWorld) -> None:
    talk = listed(world)
    cell = world.cell()
    waiver_grant(
        actor=world.actors["office"],
        rule=cell.rule,
        unit=cell.unit,
        role="",
        period=cell.period,
        reason="机构改革",
    )
    (fact,) = facts_now(talk)
    assert (fact.mark.label, fact.settled) == ("已豁免", True)


def test_urgings_and_notices_so_far_stand_beside(world: OfficeWorld) -> None:
    talk = listed(world)
    cell, office = world.cell(), world.actors["office"].account
    act = UrgingAct.objects.create(office=world.units["师"], text="请抓紧。", sent_by=office, sent_at=NOW)
    Urging.objects.create(
        act=act, rule=cell.rule, unit=cell.unit, period=cell.period, due_on=dt.date(2026, 9, 30), sent_at=NOW
    )
    item = make_item(world, deadline=dt.date(2026, 12, 9))
    item.obligations.create(unit=cell.unit, rule=cell.rule, period=cell.period)
    (fact,) = facts_now(talk)
    assert (fact.urged, fact.urged_on, list(fact.items)) == (1, NOW.date(), [item])
    (words,) = words_of([fact])
    assert words.sentence(NOW.date()).endswith("已催办1次、已发演示督〔2026〕1号督办。")


def test_an_item_is_a_fact_until_it_is_answered(world: OfficeWorld) -> None:
    item = make_item(world, deadline=dt.date(2026, 11, 20))
    talk = propose(world, lines=[], items=[item])
    (fact,) = facts_now(talk)
    assert (fact.settled, fact.url) == (False, reverse("supervision-item", args=[item.public_id]))
    item.state = "fed_back"
    item.save()
    (fact,) = facts_now(talk)
    assert fact.settled


def test_queries_are_the_same_for_one_fact_and_many(
    world: OfficeWorld, django_assert_num_queries: object
) -> None:
    one = listed(world)
    Talk.objects.filter(pk=one.pk).update(state="cancelled", ended_at=NOW, end_reason="x")
    many = propose(world, lines=overdue_lines(world.units["团"]))
    assert many.facts.count() > 5
    for talk in (one, many):
        with django_assert_num_queries(6):
            facts_now(talk)


def test_facts_that_changed_stop_the_notice(world: OfficeWorld) -> None:
    talk = listed(world)
    talk = talk_agree(actor=world.actors["approver"], talk=talk, version=talk.version, text="同意。")
    talk = talk_notice(actor=world.actors["office"], talk=talk, version=talk.version, notice=notice())
    hold(world, day=dt.date(2026, 9, 2))
    with pytest.raises(ValidationError, match="约谈事实自拟稿后已有变化\\(领导小组会议\\)"):
        document_review(actor=world.actors["office"], document=talk.notice, version=version_of(talk.notice))


def test_a_notice_whose_time_has_passed_is_not_issued(world: OfficeWorld) -> None:
    talk = drafted(world)
    with (
        time_machine.travel(NOW + dt.timedelta(days=4), tick=False),
        pytest.raises(ValidationError, match="约谈时间已到或已过"),
    ):
        document_review(actor=world.actors["office"], document=talk.notice, version=version_of(talk.notice))


@pytest.mark.parametrize(
    ("who", "unit", "refused"),
    [("aside", "团", "不在本辖区"), ("office", "师", "不能约谈本单位"), ("above", "局", "不是本级部门")],
)
def test_article_24_says_who_talks_to_whom(world: OfficeWorld, who: str, unit: str, refused: str) -> None:
    with pytest.raises(ValidationError, match=refused):
        propose(world, who, unit, lines=overdue_lines(world.units["团"])[:1])


@pytest.mark.parametrize("who", ["approver", "clerk", "official", "auditor", "leader"])
def test_only_an_office_proposes(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        propose(world, who)


def test_a_department_is_talked_to_by_its_own_level(world: OfficeWorld) -> None:
    item = make_item(world, deadline=dt.date(2026, 11, 20))
    item.unit = world.units["局"]
    item.save()
    talk = propose(world, unit="局", lines=[], items=[item])
    assert (talk.basis, talk.get_basis_display()) == ("level", "本级党政约谈同级有关部门")


def test_an_unlisted_talk_is_refused_and_nothing_is_left(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="至少列出一项事实"):
        propose(world, lines=[])
    assert not Talk.objects.exists()


def test_one_talk_ahead_of_two_units(world: OfficeWorld) -> None:
    propose(world)
    with pytest.raises(ValidationError, match="已有尚未进行的约谈"):
        propose(world, "colleague")
    assert propose(world, "above").office == world.units["兵"]


def test_the_same_form_sent_twice_proposes_once(world: OfficeWorld) -> None:
    token = uuid.uuid4()
    assert propose(world, token=token) == propose(world, token=token)
    with pytest.raises(ValidationError, match="表单已失效"):
        propose(world, "colleague", token=token)


def test_more_facts_are_listed_while_the_office_has_it(world: OfficeWorld) -> None:
    talk = listed(world)
    more = {"lines": overdue_lines(world.units["团"])[:1], "items": []}
    with pytest.raises(ValidationError, match="现为「待定」"):
        talk_facts_add(actor=world.actors["office"], talk=talk, version=talk.version, **more)
    talk = talk_return(actor=world.actors["approver"], talk=talk, version=talk.version, text="请补充。")
    talk = talk_facts_add(actor=world.actors["office"], talk=talk, version=talk.version, **more)
    assert talk.facts.count() == 2
    with pytest.raises(ValidationError, match="没有新增"):
        talk_facts_add(actor=world.actors["office"], talk=talk, version=talk.version, **more)


def test_what_was_listed_before_is_said_at_the_choice(world: OfficeWorld) -> None:
    talk = listed(world)
    cells, _ = choices(world.units["团"])
    before = {choice.line.obligation.period: choice.before for choice in cells if choice.before}
    assert before == {"2026Q3": talk}


def test_a_unit_that_was_moved_is_talked_to_no_more(world: OfficeWorld) -> None:
    talk = listed(world)
    other = unit_found(
        actor=SYSTEM, code="三", name="演示三师", kind="division", started_on=SINCE, parent=world.units["兵"]
    )
    Placement.objects.filter(unit=world.units["团"]).update(parent=other)
    rebuild_areas()
    with pytest.raises(ValidationError, match="今天不在本辖区"):
        talk_agree(actor=world.actors["approver"], talk=talk, version=talk.version, text="同意。")


def test_units_are_offered_by_what_is_overdue(world: OfficeWorld) -> None:
    found = units_to_choose(world.units["师"], "", 50)
    assert [number for _, number in found] == sorted((number for _, number in found), reverse=True)
    assert {unit.code for unit, _ in found} >= {"团", "邻"}
    assert [unit.code for unit, _ in units_to_choose(world.units["师"], "农业农村局", 50)] == ["局"]
    assert units_to_choose(world.units["局"], "", 50) == []


def test_many_facts_stand_in_a_table(world: OfficeWorld) -> None:
    talk = propose(world, lines=overdue_lines(world.units["团"]))
    words = words_of(facts_now(talk))
    assert len(words) > 6
    row = words[0].row(clock.today())
    assert len(row) == 6
    assert isinstance(words[0], FactWords)
