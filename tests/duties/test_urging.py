"""催办 by hand: whom it reaches, what stays of it, and what keeps it from being repeated."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.models import Obligation, Urging, UrgingAct
from duties.selectors.alerts import PRESSING
from duties.selectors.cell_key import cell_at
from duties.selectors.ledger import in_area, ledger
from duties.selectors.overdue import late, not_urged, of_provision
from duties.selectors.urging import counts_of, plan, readable_acts, tallies, urgings_of
from duties.services.urging_letters import letter_draft
from duties.services.waivers import waiver_grant
from portal.access import SYSTEM
from portal.models import Change, Document, Message, Tenure
from portal.selectors.documents import paper_of, version_of
from portal.services.documents import document_review
from tests.duties.office_world import NOW, OfficeWorld, hold
from tests.duties.shared import once
from tests.duties.urging_world import TEXT, inbox, make_urging_world, told, urged

pytestmark = pytest.mark.django_db

SECRETARY, HEAD = "党委(党组织)主要负责人", "行政主要负责人"


made = once(make_urging_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def leave(**which: object) -> None:
    Tenure.objects.filter(**which).update(ended_on=NOW.date())


def test_who_answers_and_the_clerk_are_told_once_with_the_facts(world: OfficeWorld) -> None:
    made = urged(world)
    assert told(made.act) == [
        f"{SECRETARY} 演示-party_secretary",
        f"{HEAD} 演示-administrative_head",
        "经办人 演示-clerk",
    ]
    assert (made.cells, made.accounts) == (1, 2)
    (message,) = inbox(world, "secretary")
    assert message.title == "催办:演示27团 领导小组会议(2026年第三季度) 已逾期55天"
    silent = "演示27团:演示-administrative_head未开通账号,由经办人转告。"
    assert message.text == f"{TEXT}\n{silent}\n催办人:演示二师 演示-office"
    assert message.url.startswith("/cell/")
    assert len(inbox(world, "clerk")) == 1


def test_act_and_change_log_keep_who_when_and_what(world: OfficeWorld) -> None:
    act = urged(world).act
    assert (act.office.name, act.sent_by.name, act.sent_at) == ("演示二师", "演示-office", NOW)
    change = Change.objects.get(action="urging_send")
    assert change.unit == world.units["团"]
    assert change.after == {"text": TEXT, "cells": ["团 a8.2.leading_group  2026Q3"]}


def test_a_batch_tells_each_person_once_with_all_cells(world: OfficeWorld) -> None:
    cells = [world.cell(unit, period=period) for unit in ("团", "邻") for period in ("2026Q2", "2026Q3")]
    made = urged(world, cells=cells)
    (message,) = inbox(world, "secretary")
    assert message.title == "催办:演示27团有2项应履职事项待办理"
    assert message.text.count("已计入0次") == 2
    assert message.url == f"/urgings/{made.act.public_id}/"
    assert made.cells == 4


def test_without_a_holder_it_is_said_and_goes_to_the_clerk(world: OfficeWorld) -> None:
    leave(unit=world.units["团"])
    assert told(urged(world).act) == ["经办人 演示-clerk"]
    assert f"演示27团:{SECRETARY}、{HEAD}今日无人在任,由经办人转告。" in inbox(world, "clerk")[0].text


def test_without_anybody_it_goes_to_the_office_above(world: OfficeWorld) -> None:
    made = urged(world, "above", cells=[world.cell("连", "a9.1.tasks", "2026")])
    assert told(made.act) == ["演示二师 领导小组办公室 演示-office", "演示二师 领导小组办公室 演示-colleague"]
    (message,) = inbox(world, "colleague")
    assert message.title.startswith("催办(请转告):演示27团一连")
    assert "今日无人在任,改送演示二师 领导小组办公室转告。" in message.text


def test_the_office_that_urges_is_not_told_in_anybodys_stead(world: OfficeWorld) -> None:
    made = urged(world, cells=[world.cell("连", "a9.1.tasks", "2026")])
    assert (told(made.act), made.accounts) == ([], 0)
    (group,) = plan([world.cell("连", "a9.1.tasks", "2026")], world.units["师"]).by_unit
    assert group[3][0].endswith("今日无人在任,没有可送达的人,请另行通知")


def test_a_holder_without_an_account_is_named_as_not_reached(world: OfficeWorld) -> None:
    leave(role="party_secretary")
    people = urged(world).act.urgings.get().people.all()
    reached = [(person.name, person.account_id is not None) for person in people]
    assert reached == [("演示-administrative_head", False), ("演示-clerk", True)]
    assert "演示-administrative_head未开通账号,由经办人转告。" in inbox(world, "clerk")[0].text


def test_urging_again_within_three_days_asks_for_confirmation(world: OfficeWorld) -> None:
    urged(world)
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        with pytest.raises(ValidationError, match="已由演示二师演示-office于11月24日 10:00催办"):
            urged(world, "colleague")
        assert urged(world, "colleague", again=True).cells == 1
    with time_machine.travel(NOW + dt.timedelta(days=6), tick=False):
        urged(world)
    assert counts_of([world.cell().key]) == {world.cell().key: 3}


def test_in_a_batch_those_urged_lately_are_skipped_and_told(world: OfficeWorld) -> None:
    urged(world)
    made = urged(world, cells=[world.cell(), world.cell(period="2026Q2")])
    assert (made.cells, made.recent) == (1, 1)
    assert Urging.objects.count() == 2


def test_what_presses_no_more_is_not_urged(world: OfficeWorld) -> None:
    hold(world)
    with pytest.raises(ValidationError, match="现为「按时完成」,不必催办"):
        urged(world)
    made = urged(world, cells=[world.cell(), world.cell(period="2026Q2")])
    assert (made.cells, made.moot) == (1, 1)


def test_a_waived_or_unknown_cell_is_not_urged(world: OfficeWorld) -> None:
    cell = world.cell()
    waiver_grant(actor=SYSTEM, rule=cell.rule, unit=cell.unit, period=cell.period, reason="机构调整")
    with pytest.raises(ValidationError, match="豁免"):
        urged(world)
    with pytest.raises(ValidationError, match="已不在台账中"):
        urged(world, cells=[world.cell(period="2024Q1")])


@pytest.mark.parametrize("who", ["clerk", "official", "approver", "auditor", "aside"])
def test_nobody_but_an_office_of_the_area_urges(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        urged(world, who)
    assert not UrgingAct.objects.exists()


@pytest.mark.parametrize("text", ["", " \r\n ", "长" * 1001])
def test_words_are_asked_for(world: OfficeWorld, text: str) -> None:
    with pytest.raises(ValidationError, match="请填写催办内容"):
        urged(world, text=text)


def test_nothing_and_too_many_are_refused(world: OfficeWorld) -> None:
    for cells in ([], [world.cell(period=f"{year}Q1") for year in range(1000, 1501)]):
        with pytest.raises(ValidationError, match="一次不超过500项"):
            urged(world, cells=cells)


def test_the_same_form_sent_twice_urges_once(world: OfficeWorld) -> None:
    token = uuid.uuid4()
    first, second = urged(world, token=token), urged(world, token=token)
    assert (first.act, first.cells, first.accounts) == (second.act, second.cells, second.accounts)
    assert Message.objects.filter(kind="urging").count() == 2
    with pytest.raises(ValidationError, match="表单已失效"):
        urged(world, "colleague", token=token)


def test_history_by_cell_and_by_unit(world: OfficeWorld) -> None:
    urged(world)
    urged(world, cells=[world.cell(period="2026Q2"), world.cell(period="2026Q1")])
    assert [each.act.text for each in urgings_of(world.cell().key)] == [TEXT]
    (tally,) = tallies(world.actors["above"])
    assert (tally["act__office__name"], tally["unit__name"]) == ("演示二师", "演示27团")
    assert (tally["acts"], tally["cells"]) == (2, 3)


def test_one_reads_the_acts_of_ones_units_and_those_addressed_to_oneself(world: OfficeWorld) -> None:
    act = urged(world).act
    for name in ("office", "above", "clerk", "official", "auditor", "secretary"):
        assert list(readable_acts(world.actors[name])) == [act], name
    assert not readable_acts(world.actors["aside"]).exists()


def test_the_list_narrows_by_lateness_rule_and_urging(world: OfficeWorld) -> None:
    def cells(*asked: Q, area: str = "师") -> set[tuple[str, str]]:
        return {(row.unit.code, row.period) for row in overdue(world, *asked, area=area)}

    meetings = of_provision("xpcc-2023/8/a8.2.leading_group")
    all_of_them = cells(meetings)
    assert {("团", "2026Q3"), ("邻", "2026Q1")} <= all_of_them
    urged(world)
    assert all_of_them - cells(meetings, not_urged("ever")) == {("团", "2026Q3")}
    assert {period for _, period in cells(meetings, late("90"))} == {"2026Q3"}
    assert not cells(of_provision("xpcc-2023/nonsense"))
    assert {unit for unit, _ in cells(area="连")} <= {"连"}


def overdue(world: OfficeWorld, *asked: Q, area: str = "师") -> QuerySet[Obligation]:
    """What is overdue in an area and fits what is asked."""
    return ledger().filter(PRESSING, late(""), in_area(world.units[area]), *asked)


def test_more_cells_of_the_same_people_take_no_more_queries(world: OfficeWorld) -> None:
    taken = []
    for periods in (("2026Q3",), ("2026Q1", "2026Q2")):
        cells = [world.cell(period=period) for period in periods]
        with CaptureQueriesContext(connection) as captured:
            urged(world, cells=cells)
        taken.append(len(captured))
    assert taken[0] == taken[1]


def test_all_that_presses_in_an_area_can_be_urged_at_once(world: OfficeWorld) -> None:
    rows = list(overdue(world))
    assert len(rows) > 10
    assert urged(world, cells=[cell_at(row) for row in rows]).cells == len(rows)


def test_a_past_view_has_the_urgings_of_then(world: OfficeWorld) -> None:
    urged(world)
    with time_machine.travel(NOW + dt.timedelta(days=5), tick=False):
        urged(world)
        assert len(urgings_of(world.cell().key)) == 2
        with reading(Moment.at(NOW.date(), NOW + dt.timedelta(days=1))):
            assert len(urgings_of(world.cell().key)) == 1


def test_the_letter_to_one_unit(world: OfficeWorld) -> None:
    act = urged(world, cells=[world.cell(), world.cell(period="2026Q2"), world.cell("邻")]).act
    document = letter_draft(actor=world.actors["office"], act=act, unit=world.units["团"])
    paper = paper_of(document)
    assert (document.kind, document.title) == ("催办函", "关于催办演示27团乡村振兴责任事项的函")
    assert TEXT in [getattr(block, "text", "") for block in paper.body]
    assert len(paper.body[1].rows) == 2  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="已有未作废的催办函"):
        letter_draft(actor=world.actors["office"], act=act, unit=world.units["团"])
    hold(world)
    hold(world, day=dt.date(2026, 5, 1))
    with pytest.raises(ValidationError, match="不必再发催办函"):
        document_review(actor=world.actors["colleague"], document=document, version=version_of(document))
    assert document.state == Document.State.DRAFT


def test_only_the_office_that_urged_writes_the_letter(world: OfficeWorld) -> None:
    act, unit = urged(world).act, world.units["团"]
    for who in ("above", "aside", "clerk"):
        with pytest.raises(PermissionDenied):
            letter_draft(actor=world.actors[who], act=act, unit=unit)
    assert (
        letter_draft(actor=world.actors["colleague"], act=act, unit=unit).drafted_by.name == "演示-colleague"
    )
