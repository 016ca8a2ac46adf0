"""督办漏斗: stages, days and who has the ball are those of the steps; past views; what came before and after; rows."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone

from duties.models import SupervisionItem, Talk, TalkFact
from duties.periods import Period, parse
from duties.selectors.funnel.around import talked_after, urged_before
from duties.selectors.funnel.funnel import Narrowed, funnel_of
from duties.selectors.funnel.ways import Stage, Way, ways_of
from duties.supervision_states import Action, Holder, State
from portal import clock
from portal.models import Account, Person
from portal.selectors.documents import version_of
from portal.services.documents import document_void
from tests.duties.office_world import NOW, OfficeWorld, hold
from tests.duties.supervision_world import DEADLINE, LATER, act, drafted, issue, issued, walked
from tests.duties.urging_world import urged

Ask = Callable[..., HttpResponse]
YEAR = parse("2026")


def days_on(number: int) -> time_machine.travel:
    """So many days after the world's day."""
    return time_machine.travel(NOW + dt.timedelta(days=number), tick=False)


def ways(world: OfficeWorld, who: str = "office", period: Period = YEAR) -> list[Way]:
    actor = world.actors[who]
    assert actor.post is not None
    return ways_of(actor, actor.post.unit, period)


def long_way(world: OfficeWorld) -> SupervisionItem:
    """Signed after two days, fed back after seven, returned after nine, fed back again after twelve, reviewed after 14."""
    item = issued(world)
    for number, who, action in (
        (2, "clerk", Action.SIGN),
        (7, "clerk", Action.FEED_BACK),
        (9, "office", Action.RETURN),
        (12, "clerk", Action.FEED_BACK),
        (14, "office", Action.REVIEW),
    ):
        with days_on(number):
            act(world, item, who, action)
    return item


def test_stages_and_days_are_those_of_the_steps(world: OfficeWorld) -> None:
    long_way(world)
    with days_on(20):
        (way,) = ways(world)
        assert [took for _, _, took in way.course] == [None, 2, 5, 7, None]
        assert (way.state, way.holder, way.days, way.returns) == (State.REVIEWED, Holder.APPROVER, 6, 1)
        made = funnel_of([way])
    assert [(line.stage, line.count) for line in made.lines] == [
        (Stage.ISSUED, 1),
        (Stage.SIGNED, 1),
        (Stage.FED_BACK, 1),
        (Stage.REVIEWED, 1),
        (Stage.CLOSED, 0),
    ]
    assert (made.lines[2].median, made.lines[2].longest, made.lines[4].median) == ("5天", "5天", "—")
    assert made.returned == 1


@pytest.mark.parametrize(
    ("number", "state", "reached", "deadline"),
    [
        (0, State.ISSUED, 1, DEADLINE),
        (3, State.SIGNED, 2, DEADLINE),
        (8, State.FED_BACK, 3, DEADLINE),
        (10, State.RETURNED, 3, LATER),
        (15, State.REVIEWED, 4, LATER),
    ],
)
def test_a_past_view_shows_where_it_stood(
    number: int, state: State, reached: int, deadline: dt.date, world: OfficeWorld, ask: Ask
) -> None:
    long_way(world)
    with days_on(30):
        day = (NOW + dt.timedelta(days=number)).date()
        page = ask("office", "/analysis/funnel/", as_of=day.isoformat()).content.decode()
        assert f"</span>{state.label}</span> <b>1</b> 件" in page
        counts = [int(count) for count in re.findall(r"<b>(\d)</b>/1</a>", page)]
        assert counts == [1] * reached + [0] * (5 - reached)
        assert "逾期未反馈" not in page


def test_late_is_told_by_the_deadline_of_then(world: OfficeWorld, ask: Ask) -> None:
    issued(world)
    with days_on(20):
        (way,) = ways(world)
        assert way.late == (clock.today() - DEADLINE).days
        page = ask("office", "/analysis/funnel/", late="1").content.decode()
        assert f"逾期 {way.late} 天" in page
    assert ways(world)[0].late == 0


def test_every_item_stands_in_one_lot_or_apart(world: OfficeWorld) -> None:
    walked(world, 4)
    other = drafted(world, cells=[world.cell("邻")])
    issue(world, other)
    made = funnel_of(ways(world))
    assert made.total == 2
    assert sum(lot.count for line in made.lines for lot in line.lots) + made.apart == 2
    assert [line.count for line in made.lines] == [2, 1, 1, 1, 1]


def test_a_draft_is_in_no_funnel(world: OfficeWorld, ask: Ask) -> None:
    drafted(world)
    assert ways(world) == []
    assert "本期没有印发督办通知单" in ask("office", "/analysis/funnel/").content.decode()


def test_a_period_has_what_was_issued_in_it(world: OfficeWorld) -> None:
    issued(world)
    assert len(ways(world, period=parse("2026Q4"))) == 1
    assert ways(world, period=parse("2026Q3")) == []


@pytest.mark.parametrize(
    ("who", "number"), [("above", 1), ("auditor", 1), ("clerk", 1), ("neighbour", 0), ("aside", 0)]
)
def test_who_sees_it(who: str, number: int, world: OfficeWorld, ask: Ask) -> None:
    item = issued(world)
    assert len(ways(world, who)) == number
    page = ask(who, "/analysis/funnel/").content.decode()
    assert (f"/supervision/{item.public_id}/" in page) == bool(number)


def test_a_figure_opens_its_items_and_an_item_its_page(world: OfficeWorld, ask: Ask) -> None:
    item = walked(world, 1)
    page = ask("office", "/analysis/funnel/").content.decode()
    address = re.search(r'href="(\?[^"]*reached=signed[^"]*)#rows"', page)
    assert address is not None
    listed = ask("office", f"/analysis/funnel/{address[1].replace('&amp;', '&')}").content.decode()
    assert "督办件 1 件:走到签收" in listed
    link = f"/supervision/{item.public_id}/"
    assert link in listed
    assert ask("office", link).status_code == 200
    none = ask("office", "/analysis/funnel/", reached="fed_back").content.decode()
    assert "没有这样的督办件" in none


@pytest.mark.parametrize(
    "bad", [{"reached": "x"}, {"state": "x"}, {"list": "x"}, {"page": "0"}, {"urged": "x"}]
)
def test_what_is_not_offered_is_not_asked(bad: dict[str, str], world: OfficeWorld, ask: Ask) -> None:
    issued(world)
    assert "督办件 1 件" in ask("office", "/analysis/funnel/", **bad).content.decode()


def secretary(world: OfficeWorld) -> None:
    """Let the regiment's secretary be told."""
    person = Person.objects.get(code="party_secretary")
    Account.objects.create(username="secretary", name=person.name, person=person)


def test_urgings_before_with_what_became_of_them(world: OfficeWorld, ask: Ask) -> None:
    secretary(world)
    urged(world, cells=[world.cell(), world.cell(rule="a8.2.executive")])
    with days_on(1):
        issued(world)
        hold(world, form="administrative_executive", day=dt.date(2026, 11, 1))
        actor = world.actors["office"]
        assert actor.post is not None
        before = urged_before(actor, actor.post.unit, YEAR)
        assert (before.cells, before.times, before.supervised, before.left) == (2, 2, 1, 1)
        page = ask("office", "/analysis/funnel/", list="urged", urged="supervised").content.decode()
        assert "催办的事项 1 项" in page
        assert "已转督办" in page
    then = ask("office", "/analysis/funnel/", list="urged", as_of="2026-11-24").content.decode()
    assert "催办的事项 2 项" in then
    assert 'data-label="督办">已转督办' not in then


def test_talks_after_name_the_item_or_its_obligation(world: OfficeWorld, ask: Ask) -> None:
    item = issued(world)
    with days_on(3):
        talk = Talk.objects.create(
            office=world.units["师"],
            unit=world.units["团"],
            basis="overdue",
            proposed_at=timezone.now(),
            state_since=timezone.now(),
        )
        cell = world.cell()
        TalkFact.objects.create(
            talk=talk, source="alert", unit=cell.unit, rule=cell.rule, period=cell.period, title="领导小组会议",
            required=1, due_on=dt.date(2026, 9, 30), added_at=timezone.now(),
        )  # fmt: skip
        actor = world.actors["office"]
        after = talked_after(actor, ways(world))
        assert [line.talk for line in after.talks] == [talk]
        assert after.items == {item.pk}
        page = ask("office", "/analysis/funnel/", list="talks").content.decode()
        assert f"/talks/{talk.public_id}/" in page
        assert "建议 1" in page
        # What is not decided yet only office and approver read.
        assert "没有列入约谈" in ask("leader", "/analysis/funnel/").content.decode()
    assert talked_after(world.actors["office"], ways(world)).talks == []


def test_narrowing_takes_what_it_names(world: OfficeWorld) -> None:
    (way,) = (walked(world, 1), ways(world))[1]
    talked = {way.item.pk}
    assert Narrowed(reached=Stage.SIGNED, state=State.SIGNED, talked=True).takes(way, talked)
    assert not Narrowed(talked=True).takes(way, set())
    for other in (
        Narrowed(reached=Stage.CLOSED),
        Narrowed(late=True),
        Narrowed(returned=True),
        Narrowed(apart=True),
    ):
        assert not other.takes(way, talked)


def test_a_withdrawn_item_is_apart(world: OfficeWorld) -> None:
    item = issued(world)
    document_void(
        actor=world.actors["approver"], document=item.notice, version=version_of(item.notice), reason="误发。"
    )
    made = funnel_of(ways(world))
    assert (made.total, made.apart) == (1, 1)
    assert not any(line.lots for line in made.lines)
