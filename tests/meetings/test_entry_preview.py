"""The panel beside the form says what the ledger will say, of half a form too, and writes nothing."""

from typing import Any

import pytest

from duties.models import Record
from meetings.models import Entry
from meetings.services.entries import entry_correct
from tests.meetings.conftest import As
from tests.meetings.test_entry_form import BAD
from tests.meetings.world import World, counted, entered, sent

PREVIEW = "/entries/preview/"


def shown(as_: As, world: World, **values: Any) -> dict[str, tuple[Any, ...]]:
    """By rule: counted before and after, and why not."""
    outlook = as_("clerk").post(PREVIEW, sent(world, **values)).context["outlook"]
    lines = [*outlook.counted, *outlook.missed, *outlook.others]
    return {line.obligation.rule.code: (line.before, line.after, line.reason) for line in lines}


def test_it_says_what_will_count_and_the_ledger_agrees(world: World, as_: As) -> None:
    assert shown(as_, world)["a8.2.standing_committee"] == (0, 1, "")
    assert (Entry.objects.count(), Record.objects.count(), counted(world)) == (0, 0, 0)
    entered(world)
    assert counted(world) == 1


def test_it_says_why_not(world: World, as_: As) -> None:
    deputy = str(world.people["副政委"].pk)
    assert "主持人非党委(党组织)主要负责人" in shown(as_, world, leader=deputy)["a8.2.standing_committee"][2]
    off_topic = shown(as_, world, **{"agenda-0-topic": None})
    assert off_topic["a8.2.standing_committee"][2] == "非专题研究乡村振兴"


def test_it_names_what_is_open_and_was_not_chosen(world: World, as_: As) -> None:
    reason = shown(as_, world)["a8.2.executive"][2]
    assert reason.startswith("未选该类型;且主持人非行政主要负责人")
    assert shown(as_, world)["a8.2.leading_group"][2] == "未选该类型"


def test_a_make_up_is_called_one(world: World, as_: As) -> None:
    page = as_("clerk").post(PREVIEW, sent(world, for_period="2026Q2")).content.decode()
    assert "2026年第二季度 补办" in page
    assert "按补办列示 1 项" in page


@pytest.mark.parametrize("case", BAD)
def test_half_a_form_is_no_fault_of_the_server(world: World, as_: As, case: str) -> None:
    answer = as_("clerk").post(PREVIEW, sent(world, **BAD[case][0]))
    assert answer.status_code == 200
    assert Entry.objects.count() == 0


def test_an_empty_form_and_a_day_to_come_say_what_to_do(world: World, as_: As) -> None:
    assert "请填写日期" in as_("clerk").post(PREVIEW, {}).content.decode()
    assert (
        "这一天还没有到" in as_("clerk").post(PREVIEW, sent(world, occurred_on="2026-10-01")).content.decode()
    )
    assert as_("clerk").post("/entries/seats/", {}).status_code == 200


def test_a_correction_is_reckoned_without_what_it_corrects(world: World, as_: As) -> None:
    draft = entry_correct(actor=world.actors["clerk"], entry=entered(world))
    assert shown(as_, world)["a8.2.standing_committee"][:2] == (1, 2)
    assert shown(as_, world, entry=str(draft.public_id))["a8.2.standing_committee"][:2] == (0, 1)


def test_a_sitting_of_the_same_day_and_form_is_pointed_out(world: World, as_: As) -> None:
    entry = entered(world)
    assert entry.title in as_("clerk").post(PREVIEW, sent(world)).content.decode()
    other = as_("clerk").post(PREVIEW, sent(world, forms=["dispatch"], entry="\0"))
    assert other.context["same"] == []


def test_a_plan_says_what_it_will_count_for_once_held_and_that_it_does_not_yet(world: World, as_: As) -> None:
    given = sent(world, occurred_on="2026-09-25")
    assert shown(as_, world, occurred_on="2026-09-25")["a8.2.standing_committee"] == (0, 1, "")
    page = as_("clerk").post(PREVIEW, given).content.decode()
    assert "召开(开展)后将计入" in page
    assert "列入计划时不计入台账;召开(开展)并提交后将计入" in page
    as_("clerk").post("/entries/new/", given | {"action": "plan"})
    assert (Record.objects.count(), counted(world)) == (0, 0)


def test_a_plan_of_the_next_quarter_is_held_against_that_quarter(world: World, as_: As) -> None:
    panel = as_("clerk").post(PREVIEW, sent(world, occurred_on="2026-10-09")).context["outlook"]
    assert {line.obligation.period for line in panel.counted} >= {"2026Q4"}


def test_a_plan_that_will_not_count_says_why(world: World, as_: As) -> None:
    deputy = str(world.people["副政委"].pk)
    found = shown(as_, world, leader=deputy, occurred_on="2026-09-25")["a8.2.standing_committee"]
    assert "主持人非党委(党组织)主要负责人" in found[2]
