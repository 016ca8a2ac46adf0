"""A brief says what the board says, and what changed since; it is numbered, kept, told once, and made on its days."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from duties.briefs.facts import Facts
from duties.models import Brief, BriefSchedule, Rule, Waiver
from duties.periods import parse
from duties.selectors.board.board import Wanted, board
from duties.services.briefs import Reason, brief_ask, brief_make, brief_schedule_set, briefs_due
from portal.access import SYSTEM
from portal.models import Change, Message
from portal.selectors.accounts import accounts_at
from portal.selectors.vocabulary import vocabulary
from portal.services.jobs import job_run
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
QUARTER = parse("2026Q3")
LATER = NOW + dt.timedelta(days=7)


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """What is said is asked of the facts; drawing has tests of its own."""
    monkeypatch.setattr("duties.services.briefs.render_brief", lambda facts, imprint: facts.unit.encode())
    with time_machine.travel(NOW, tick=False):
        yield made


def make(world: OfficeWorld, unit: str = "师") -> Facts:
    made = brief_make(
        actor=world.actors["office"], unit=world.units[unit], period=QUARTER, reason=Reason("演示")
    )
    return Facts.of(json.loads(json.dumps(made.facts)))


def test_the_figures_are_those_of_the_board(world: OfficeWorld) -> None:
    hold(world)
    facts = make(world)
    shown = board(world.actors["office"], Wanted(world.units["师"], QUARTER), vocabulary()).figures
    assert facts.now.rate == shown.rate
    assert (facts.now.overdue, facts.now.units) == (shown.must.overdue, shown.units_overdue)
    assert facts.now.principle_overdue == shown.in_principle.overdue
    assert (facts.trend[-1].base, facts.trend[-1].fulfilled) == (shown.rate.base, shown.rate.fulfilled)
    assert facts.now.overdue > 0


def test_what_is_settled_since_the_last_issue_is_told_by_how(world: OfficeWorld) -> None:
    first = make(world)
    with time_machine.travel(LATER, tick=False):
        hold(world)
        Waiver.objects.create(
            rule=Rule.objects.get(code="a8.2.leading_group"),
            unit=world.units["邻"],
            period="2026Q3",
            reason="演示理由",
            granted_on=LATER.date(),
        )
        facts = make(world)
    assert (facts.since.label, facts.since.day) == ("上期", first.day)
    assert facts.settled.kinds == {"按时完成": 1, "豁免": 1}
    assert [matter.rule for matter in facts.settled.matters] == ["a8.2.leading_group"]
    assert facts.late.fresh == 0
    assert first.now.overdue - facts.now.overdue == facts.settled.number == 2


def test_what_fell_due_since_is_newly_overdue(world: OfficeWorld) -> None:
    with time_machine.travel(dt.datetime(2026, 9, 29, 8, tzinfo=NOW.tzinfo), tick=False):
        before = make(world)
    facts = make(world)
    assert facts.now.overdue > before.now.overdue
    assert facts.late.fresh == facts.now.overdue - before.now.overdue + facts.settled.number
    assert sum(matter.fresh for matter in facts.late.matters) <= facts.late.fresh
    assert "演示27团" in facts.late.matters[0].units


def test_ties_share_a_place_and_silent_units_are_named(world: OfficeWorld) -> None:
    hold(world)
    facts = make(world)
    assert [(place.name, place.rank) for place in facts.order.places] == [("演示28团", 2), ("演示27团", 1)]
    assert "演示28团" in facts.silent.names
    assert "演示27团" not in facts.silent.names


def test_numbers_count_within_unit_and_year(world: OfficeWorld) -> None:
    make(world), make(world), make(world, "团")
    assert list(Brief.objects.order_by("pk").values_list("unit__code", "serial")) == [
        ("师", 1),
        ("师", 2),
        ("团", 1),
    ]


def test_the_readers_of_the_unit_are_told_once(world: OfficeWorld) -> None:
    make(world)
    told = set(Message.objects.filter(kind="brief").values_list("account__username", flat=True))
    assert told == {"colleague", "approver", "auditor"}


def test_asked_for_at_once_it_is_made_by_a_job(world: OfficeWorld) -> None:
    job = brief_ask(actor=world.actors["office"], unit=world.units["师"], period=QUARTER)
    job_run(job.public_id)
    job.refresh_from_db()
    brief = Brief.objects.get()
    assert (job.state, [*job.files.all()]) == ("done", [brief.file])
    assert brief.made_as == "演示-office(演示二师 领导小组办公室)"
    assert Change.objects.filter(action="brief_make", target_ref=str(brief.public_id)).exists()


@pytest.mark.parametrize("who", ["auditor", "clerk", "official"])
def test_who_only_reads_asks_for_none(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        brief_ask(actor=world.actors[who], unit=world.units["师"], period=QUARTER)


def test_a_unit_out_of_reach_is_refused(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="下一级"):
        brief_ask(actor=world.actors["office"], unit=world.units["兵"], period=QUARTER)


def set_week(world: OfficeWorld) -> None:
    brief_schedule_set(actor=world.actors["office"], unit=world.units["师"], every="week", seen="")


def test_on_its_day_it_makes_itself_and_a_second_run_makes_none(world: OfficeWorld) -> None:
    set_week(world)
    assert briefs_due() == 0
    with time_machine.travel(LATER + dt.timedelta(days=1), tick=False):
        assert (briefs_due(), briefs_due()) == (1, 0)
    brief = Brief.objects.get()
    assert (brief.due_on, brief.made_by) == (dt.date(2026, 11, 30), None)
    assert brief.made_as == "系统(按设定每周一制作)"
    assert accounts_at(world.units["师"], "office").filter(messages__kind="brief").count() == 2


def test_of_two_workers_at_one_day_the_second_is_given_the_brief_of_the_first(world: OfficeWorld) -> None:
    given = {"unit": world.units["师"], "period": QUARTER, "reason": Reason("系统", NOW.date())}
    first, second = (brief_make(actor=SYSTEM, **given) for _ in range(2))
    assert (first, Message.objects.filter(kind="brief").count()) == (second, 4)


def test_one_that_cannot_be_made_holds_back_no_other(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_week(world)
    brief_schedule_set(actor=world.actors["above"], unit=world.units["兵"], every="month", seen="")

    def fail(facts: Facts, imprint: object) -> bytes:
        if facts.unit == "演示兵团":
            raise OSError("no room")
        return b"brief"

    monkeypatch.setattr("duties.services.briefs.render_brief", fail)
    with time_machine.travel(dt.datetime(2026, 12, 8, 8, tzinfo=NOW.tzinfo), tick=False):
        assert briefs_due() == 1
    assert Brief.objects.get().unit == world.units["师"]


def test_of_two_who_set_at_once_the_second_is_told(world: OfficeWorld) -> None:
    set_week(world)
    with pytest.raises(ValidationError, match="已由演示-office改为「每周一」"):
        brief_schedule_set(actor=world.actors["colleague"], unit=world.units["师"], every="month", seen="")
    assert BriefSchedule.objects.get().every == "week"
