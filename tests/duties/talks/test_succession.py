"""Units that are merged or abolished while a talk is open: what was held is passed on, the rest is put to the office."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from duties.models import Talk
from duties.selectors.talks.rights import astray
from duties.selectors.talks.waiting import waiting_for
from duties.services.talks.deciding import talk_cancel, talk_return
from duties.services.talks.following import promise_act, talk_close, talk_feed_back
from duties.services.talks.succeeding import talks_pass_on
from duties.talk_states import Action, Promise, State
from portal.access import SYSTEM
from portal.models import Message, Role, Unit
from portal.services.deed import Deed, preview
from portal.services.reorganisation import NewUnit, unit_abolish, unit_begin, unit_merge
from tests.duties.talks.world import (
    AT,
    SINCE,
    OfficeWorld,
    again,
    agreed,
    held,
    noticed,
    promise,
    propose,
    signed,
)
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
AFTER = AT.replace(hour=16) + dt.timedelta(days=3)


def merge(world: OfficeWorld, day: dt.date) -> Deed:
    gone, into = world.units["团"], world.units["邻"]
    return unit_merge(actor=SYSTEM, day=day, units=[gone], into=into, reason="演示合并")


def abolish(world: OfficeWorld, day: dt.date) -> Deed:
    return unit_abolish(
        actor=SYSTEM, day=day, unit=world.units["团"], children_to=world.units["邻"], reason="演示撤销"
    )


def test_the_unit_that_takes_over_carries_out_what_was_promised(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    merge(world, AT.date() + dt.timedelta(days=1))
    assert again(talk).unit == world.units["团"], "the day has not come"
    with time_machine.travel(AFTER, tick=False):
        assert talks_pass_on() == 1
        assert talks_pass_on() == 0
        talk = again(talk)
        assert (talk.unit, talk.state) == (world.units["邻"], State.RECTIFYING)
        step = talk.steps.latest("pk")
        assert (step.action, step.name) == ("succeed", "系统")
        assert step.text.startswith("演示27团已撤并,由演示28团承接")
        assert {each.unit for each in talk.promises.all()} == {world.units["邻"]}
        neighbour = account_at(world.units["邻"], Role.CLERK, "neighbour")
        assert waiting_for(neighbour)[1] > 0
        for position in (0, 1):
            promise_act(
                actor=neighbour,
                promise=promise(talk, position),
                action=Action.REPORT,
                version=again(talk).version,
                text="已补办。",
            )
        talk = again(talk)
        talk = talk_feed_back(actor=neighbour, talk=talk, version=talk.version, text="已全部整改。")
        assert talk.state == State.FED_BACK


def test_what_is_settled_stays_with_who_promised_it(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    office = world.actors["office"]
    promise_act(
        actor=office, promise=promise(talk), action=Action.DROP, version=talk.version, text="不再要求。"
    )
    with time_machine.travel(AFTER, tick=False):
        merge(world, AFTER.date())
        assert [each.unit.code for each in again(talk).promises.order_by("position")] == ["团", "邻"]


def test_signatures_go_on_with_the_people_who_took_part(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    with time_machine.travel(AFTER, tick=False):
        merge(world, AFTER.date())
        talk = again(talk)
        assert (talk.unit, talk.state) == (world.units["邻"], State.HELD)
        assert {each.unit.code for each in talk.people.filter(side="talked")} == {"团"}


def test_a_preview_passes_nothing_on(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    with time_machine.travel(AFTER, tick=False):
        preview(lambda: merge(world, AFTER.date()))
        assert again(talk).unit == world.units["团"]


def test_without_successor_the_office_drops_what_is_left_and_closes(world: OfficeWorld, later: None) -> None:
    talk, office = signed(world), world.actors["office"]
    with time_machine.travel(AFTER, tick=False):
        abolish(world, AFTER.date())
        talks_pass_on()
        talk = again(talk)
        assert talk.unit == world.units["团"]
        assert astray(talk).startswith("演示27团已撤销。没有可以接续整改的单位")
        told = Message.objects.filter(title__startswith="被约谈单位已撤并")
        assert set(told.values_list("account__username", flat=True)) == {"office", "colleague"}
        assert told.count() == 2, "each once"
        for position in (0, 1):
            left = promise(talk, position)
            promise_act(
                actor=office,
                promise=left,
                action=Action.DROP,
                version=again(talk).version,
                text="单位已撤销。",
            )
        talk = again(talk)
        assert talk_close(actor=office, talk=talk, version=talk.version, text="单位已撤销。").ended_at
        assert {each.state for each in talk.promises.all()} == {Promise.DROPPED.value}


@pytest.mark.parametrize("way", [agreed, noticed])
def test_what_has_not_taken_place_can_only_be_cancelled(
    world: OfficeWorld, way: Callable[[OfficeWorld], Talk]
) -> None:
    talk = way(world)
    merge(world, dt.date(2026, 11, 24))
    talk = again(talk)
    assert talk.unit == world.units["团"]
    assert astray(talk).startswith("演示27团已撤并,由演示28团承接。本约谈只能取消")
    assert Message.objects.filter(title__startswith="被约谈单位已撤并").count() == 2
    cancelled = talk_cancel(
        actor=world.actors["approver"], talk=talk, version=talk.version, text="单位已撤并。"
    )
    assert cancelled.state == State.CANCELLED


def test_a_suggestion_of_the_program_that_leads_nowhere_is_cancelled_by_the_office(
    world: OfficeWorld,
) -> None:
    talk = propose(world)
    talk_return(actor=world.actors["approver"], talk=talk, version=talk.version, text="请补充。")
    Talk.objects.update(proposed_by=None)
    merge(world, dt.date(2026, 11, 24))
    office, talk = world.actors["office"], again(talk)
    assert talk_cancel(actor=office, talk=talk, version=talk.version, text="单位已撤并。").ended_at


def test_the_successor_of_who_talks_goes_on(world: OfficeWorld) -> None:
    talk = agreed(world)
    unit_begin(
        actor=SYSTEM, day=SINCE, code="三师", kind="division", name="演示三师", parent=world.units["兵"]
    )
    others = [world.units["师"], Unit.objects.get(code="三师")]
    with time_machine.travel(AFTER, tick=False):
        into = NewUnit("新师", "演示新二师")
        unit_merge(actor=SYSTEM, day=AFTER.date(), units=others, into=into, reason="演示")
        talk = again(talk)
        assert (talk.office.code, talk.unit.code, talk.state) == ("新师", "团", State.AGREED)
        assert astray(talk) == ""
