"""Task lists through their services: drawn up, issued and counted, broken down, accepted, reported, revised, withdrawn."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from duties.annual_task_sources import TaskSource
from duties.ledger.status import Status
from duties.models import Task, TaskList, TaskRevision
from duties.record_sources import record_page
from duties.selectors.annual_tasks.rights import visible_lists, visible_tasks
from duties.selectors.cell_key import lines_of
from duties.services.annual_tasks.breaking import (
    Breakdown,
    Share,
    task_accept,
    task_break_down,
    task_decline,
    task_offer_again,
    task_recall,
)
from duties.services.annual_tasks.drafting import task_add, task_edit, task_remove, wording_of
from duties.services.annual_tasks.lists import (
    task_list_draft,
    task_list_issue,
    task_list_return,
    task_list_submit,
    task_list_void,
    task_list_withdraw,
)
from duties.services.annual_tasks.reporting import (
    task_assist,
    task_instruct,
    task_reach,
    task_report,
    task_unreach,
)
from duties.services.annual_tasks.revising import task_grant, task_propose, task_refuse
from duties.task_lights import rolled
from portal.models import Change, Message
from tests.duties.annual_tasks.world import (
    DUE,
    OfficeWorld,
    accepted,
    again,
    broken_down,
    drafted,
    in_force,
    issue,
    issued,
    report,
    wording,
)

pytestmark = pytest.mark.django_db


def status(world: OfficeWorld, unit: str = "师") -> Status:
    """How the obligation of the year's tasks of a unit stands."""
    key = world.cell(unit, "a5.2.plan", "2026").key
    return lines_of({key})[key].status


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return "".join(error.value.messages)


def test_issue_meets_the_obligation_and_withdrawal_takes_it_back(world: OfficeWorld) -> None:
    assert status(world) == Status.OVERDUE
    found = issued(world)
    assert status(world) == Status.MET_LATE
    assert found.record is not None
    assert record_page(found.record.pk).endswith(f"/tasks/lists/{found.public_id}/")
    withdrawn = task_list_withdraw(
        actor=world.actors["approver"], task_list=found, version=found.version, text="有误。"
    )
    assert (withdrawn.state, status(world)) == ("drafting", Status.OVERDUE)
    anew = issue(world, withdrawn)
    assert status(world) == Status.MET_LATE
    assert anew.record is not None
    assert anew.record.replaces_id == found.record.pk


def test_several_documents_are_met_by_one_list(world: OfficeWorld) -> None:
    found = task_list_draft(
        actor=world.actors["office"], year=2026, title="清单", forms=["annual_plan", "annual_tasks"]
    )
    task_add(actor=world.actors["office"], task_list=found, version=0, wording=wording(world))
    issue(world, found)
    for rule in ("a5.2.plan", "a7.1.plan"):
        key = world.cell("师", rule, "2026").key
        assert lines_of({key})[key].status == Status.MET_LATE


def test_nobody_issues_what_he_submitted(world: OfficeWorld) -> None:
    found = drafted(world)
    submitted = task_list_submit(actor=world.actors["office"], task_list=found, version=found.version)
    TaskList.objects.filter(pk=found.pk).update(submitted_by=world.actors["approver"].account)
    with pytest.raises(ValidationError) as error:
        task_list_issue(actor=world.actors["approver"], task_list=submitted, version=submitted.version)
    assert "另一人" in refused(error)


def test_returned_list_is_changed_and_submitted_anew(world: OfficeWorld) -> None:
    found = task_list_submit(actor=world.actors["office"], task_list=drafted(world), version=0)
    back = task_list_return(
        actor=world.actors["approver"], task_list=found, version=found.version, text="补充节点。"
    )
    assert back.state == "drafting"
    assert Message.objects.filter(
        title__startswith="退回修改", account=world.actors["office"].account
    ).exists()


def test_lists_are_not_made_twice_empty_or_for_foreign_documents(world: OfficeWorld) -> None:
    office = world.actors["office"]
    with pytest.raises(ValidationError, match="forms"):
        task_list_draft(actor=office, year=2026, title="清单", forms=["key_tasks"])
    empty = drafted(world, tasks=0)
    with pytest.raises(ValidationError, match="还没有任务"):
        task_list_submit(actor=office, task_list=empty, version=0)
    with pytest.raises(ValidationError, match="已有任务清单"):
        drafted(world)
    task_list_void(actor=office, task_list=empty, version=0, text="重来。")
    assert drafted(world).state == "drafting"


def test_stale_form_is_told_who_was_first(world: OfficeWorld) -> None:
    found = drafted(world)
    task_list_submit(actor=world.actors["office"], task_list=found, version=0)
    with pytest.raises(ValidationError) as error:
        task_list_submit(actor=world.actors["colleague"], task_list=found, version=0)
    assert "演示-office已于" in refused(error)
    assert "待印发" in refused(error)


def test_strangers_may_nothing(world: OfficeWorld) -> None:
    found = drafted(world)
    for name in ("aside", "clerk", "auditor", "above"):
        with pytest.raises(PermissionDenied):
            task_list_submit(actor=world.actors[name], task_list=found, version=0)
    assert not visible_lists(world.actors["above"]).exists()
    assert not visible_tasks(world.actors["auditor"]).exists()
    issue(world, found)
    assert visible_lists(world.actors["above"]).exists()
    assert visible_tasks(world.actors["auditor"]).exists()
    assert not visible_lists(world.actors["aside"]).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": dt.date(2027, 1, 1)}, "due_on"),
        ({"due_on": dt.date(2025, 12, 31), "starts_on": dt.date(2025, 1, 1)}, "due_on"),
        ({"milestones": [("早", dt.date(2025, 12, 31))]}, "milestones"),
        ({"target_measure": ""}, "target_measure"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    world: OfficeWorld, values: dict[str, object], field: str
) -> None:
    found = drafted(world, tasks=0)
    with pytest.raises(ValidationError) as error:
        task_add(actor=world.actors["office"], task_list=found, version=0, wording=wording(world, **values))
    assert field in error.value.message_dict
    assert not Task.objects.exists()


def test_task_of_a_draft_is_changed_and_removed(world: OfficeWorld) -> None:
    found, office = drafted(world, tasks=2), world.actors["office"]
    first, second = found.tasks.order_by("position")
    changed = task_edit(
        actor=office,
        task=again(first),
        version=0,
        wording=wording(world, title="改了", milestones=[("新", DUE)]),
    )
    assert changed.title == "改了"
    assert [each.title for each in changed.milestones.all()] == ["新"]
    task_remove(actor=office, task=again(second), version=0)
    assert again(second).state == "removed"
    with pytest.raises(ValidationError):
        task_edit(actor=office, task=again(first), version=0, wording=wording(world))


def test_parts_are_accepted_and_their_progress_rolls_up(world: OfficeWorld) -> None:
    """Weights 1 and 3: the regiment's 40 per cent are 10 of the whole, while its neighbour has not accepted."""
    task, part = accepted(world)
    assert part.in_force
    report(world, part, 40)
    assert again(task).progress == Decimal("10.00")
    task_decline(
        actor=world.actors["aside"], task=task.parts.get(unit=world.units["邻"]), version=0, text="不归本团。"
    )
    assert again(task).progress == Decimal("40.00")


def test_roll_up_is_what_counting_anew_gives(world: OfficeWorld) -> None:
    """Random reports on a tree of three tiers, each followed by working everything out from the leaves."""
    task, part = accepted(world)
    company = task_break_down(
        actor=world.actors["clerk"],
        task=part,
        version=part.version,
        breakdown=Breakdown("一连部分", dt.date(2026, 11, 1)),
        shares=[Share(world.units["连"], None, 7)],
    )[0]
    Task.objects.filter(pk=company.pk).update(state="listed", list=part.list, lead=world.units["团"])
    leaf, other = again(company), task.parts.get(unit=world.units["邻"])
    Task.objects.filter(pk=other.pk).update(
        state="listed", list=part.list, lead=world.units["团"], unit=world.units["团"]
    )
    chance = random.Random(7)
    for _ in range(6):
        report(world, chance.choice([leaf, other]), chance.randrange(100))
        stored = {row.pk: row for row in Task.objects.filter(pk__in=[task.pk, part.pk, leaf.pk, other.pk])}
        mid = rolled(0, [(7, Decimal(stored[leaf.pk].percent))])
        whole = rolled(0, [(1, mid), (3, Decimal(stored[other.pk].percent))])
        assert (stored[part.pk].progress, stored[task.pk].progress) == (mid, whole)


def test_breaking_down_is_all_or_nothing_and_to_units_right_below(world: OfficeWorld) -> None:
    task, office = in_force(world), world.actors["office"]
    given = {"actor": office, "task": task, "version": task.version}
    plan = Breakdown("分解", dt.date(2026, 12, 1))
    with pytest.raises(ValidationError, match="直接下属"):
        task_break_down(**given, breakdown=plan, shares=[Share(world.units["团"]), Share(world.units["连"])])
    with pytest.raises(ValidationError, match="至少选择"):
        task_break_down(**given, breakdown=plan, shares=[])
    with pytest.raises(ValidationError, match="上级任务的完成时限"):
        task_break_down(
            **given, breakdown=Breakdown("晚", dt.date(2027, 1, 1)), shares=[Share(world.units["团"])]
        )
    assert not task.parts.exists()
    task_break_down(**given, breakdown=plan, shares=[Share(world.units["团"])])
    task = again(task)
    with pytest.raises(ValidationError, match="已有本任务的分解任务"):
        task_break_down(
            actor=office, task=task, version=task.version, breakdown=plan, shares=[Share(world.units["团"])]
        )


def test_accepting_begins_the_list_of_a_unit_that_has_none(world: OfficeWorld) -> None:
    _, parts = broken_down(world)
    part = task_accept(actor=world.actors["clerk"], task=parts[0], version=0)
    assert part.list is not None
    assert (part.list.state, part.list.unit, part.list.forms) == (
        "drafting",
        world.units["团"],
        ["annual_tasks"],
    )
    assert not part.in_force
    with pytest.raises(ValidationError, match="上级分解"):
        task_list_void(actor=world.actors["clerk"], task_list=part.list, version=0, text="不要了。")


def test_declined_part_is_offered_again_or_recalled(world: OfficeWorld) -> None:
    _, parts = broken_down(world)
    part = task_decline(actor=world.actors["clerk"], task=parts[0], version=0, text="面积不实。")
    part = task_offer_again(actor=world.actors["office"], task=part, version=part.version, text="已核减。")
    assert part.state == "offered"
    part = task_recall(actor=world.actors["office"], task=part, version=part.version, text="另行安排。")
    assert part.state == "removed"
    assert not visible_tasks(world.actors["clerk"]).filter(pk=part.pk).exists()


def test_whole_is_not_completed_before_its_parts(world: OfficeWorld) -> None:
    task, part = accepted(world)
    with pytest.raises(ValidationError) as error:
        report(world, task, 100, "office")
    assert "分解任务没有完成" in refused(error)
    task_recall(
        actor=world.actors["office"], task=task.parts.get(unit=world.units["邻"]), version=0, text="收回。"
    )
    done = report(world, part, 100)
    assert done.done_on == dt.date(2026, 11, 24)
    assert report(world, task, 100, "office").done_on is not None
    assert report(world, part, 90).done_on is None


@pytest.mark.parametrize("percent", [None, -1, 101])
def test_progress_is_between_0_and_100(world: OfficeWorld, percent: int | None) -> None:
    task = in_force(world)
    with pytest.raises(ValidationError) as error:
        task_report(
            actor=world.actors["office"], task=task, version=task.version, percent=percent, text="进展。"
        )
    assert "percent" in error.value.message_dict


def test_milestones_are_reached_with_a_day_and_put_right(world: OfficeWorld) -> None:
    task, office = in_force(world), world.actors["office"]
    step = task.milestones.first()
    assert step is not None
    with pytest.raises(ValidationError, match="不能晚于今天"):
        task_reach(actor=office, task=task, version=task.version, milestone=step, day=dt.date(2026, 11, 25))
    task = task_reach(actor=office, task=task, version=task.version, milestone=step, day=dt.date(2026, 4, 29))
    step.refresh_from_db()
    assert step.done_on == dt.date(2026, 4, 29)
    task_unreach(actor=office, task=task, version=task.version, milestone=step, text="登错了。")
    step.refresh_from_db()
    assert step.done_on is None


def test_partner_says_what_it_did_without_moving_the_progress(world: OfficeWorld) -> None:
    task = in_force(world, partners=[world.units["团"]])
    task_assist(actor=world.actors["clerk"], task=task, version=task.version, text="已提供用地。")
    assert again(task).percent == 0
    with pytest.raises(PermissionDenied):
        task_report(
            actor=world.actors["clerk"], task=task, version=again(task).version, percent=5, text="进展。"
        )


def test_issued_task_changes_only_by_a_revision_of_two_persons(world: OfficeWorld) -> None:
    task, office = in_force(world), world.actors["office"]
    new = wording(
        world, title="任务1", due_on=dt.date(2026, 12, 20), milestones=[("完成招标", dt.date(2026, 4, 30))]
    )
    revision = task_propose(actor=office, task=task, version=task.version, wording=new, reason="天气原因。")
    assert [each[0] for each in revision.changes] == ["完成时限", "节点"]
    assert again(task).due_on == DUE
    with pytest.raises(ValidationError, match="已有待审定"):
        task_propose(
            actor=office, task=again(task), version=again(task).version, wording=None, reason="再改。"
        )
    changed = task_grant(
        actor=world.actors["approver"], task=task, version=again(task).version, revision=revision
    )
    assert changed.due_on == dt.date(2026, 12, 20)
    assert wording_of(again(task)).milestones == [("完成招标", dt.date(2026, 4, 30))]
    assert Change.objects.filter(action="task_grant", target_ref=str(task.public_id)).exists()


def test_refused_revision_leaves_the_task(world: OfficeWorld) -> None:
    task = in_force(world)
    revision = task_propose(
        actor=world.actors["office"], task=task, version=task.version, wording=None, reason="不做了。"
    )
    task = task_refuse(
        actor=world.actors["approver"],
        task=task,
        version=again(task).version,
        revision=revision,
        text="要做。",
    )
    assert task.in_force
    assert TaskRevision.objects.get().state == "refused"


def test_cancelled_task_leaves_the_roll_up(world: OfficeWorld) -> None:
    task, part = accepted(world)
    revision = task_propose(
        actor=world.actors["clerk"], task=part, version=part.version, wording=None, reason="并入他项。"
    )
    done = task_grant(
        actor=world.actors["official"], task=part, version=again(part).version, revision=revision
    )
    assert (done.state, done.end_reason) == ("cancelled", "并入他项。")
    assert again(task).parts.filter(state="offered").count() == 1
    with pytest.raises(ValidationError, match="没有取消或收回"):
        task_propose(
            actor=world.actors["office"],
            task=again(task),
            version=again(task).version,
            wording=None,
            reason="取消。",
        )


def test_overdue_task_can_be_supervised_and_settles_it(world: OfficeWorld) -> None:
    task, office = in_force(world, due_on=dt.date(2026, 11, 20), milestones=[]), world.actors["office"]
    source = TaskSource()
    matter = source.matter(office, str(task.public_id))
    assert matter is not None
    assert (matter.why_not, matter.due_on, matter.unit) == ("", dt.date(2026, 11, 20), world.units["师"])
    assert source.matter(world.actors["aside"], str(task.public_id)) is None
    assert source.settled([str(task.public_id)]) == {}
    report(world, task, 100, "office")
    assert source.settled([str(task.public_id)]) == {str(task.public_id): "已完成"}


def test_instruction_reaches_who_draws_up_and_who_leads(world: OfficeWorld) -> None:
    task = in_force(world, lead=world.units["团"])
    leader = world.actors["office"]
    with pytest.raises(PermissionDenied):
        task_instruct(actor=leader, task=task, version=None, text="抓紧。")
