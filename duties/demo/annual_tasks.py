"""Task lists of a demonstration: the corps breaks a task down to a division, the division to a regiment, and all report."""

import datetime as dt
from decimal import Decimal

from duties.annual_task_states import TaskState
from duties.demo.questions import actor_of
from duties.models import Rule, Task, TaskList
from duties.selectors.annual_tasks.breaking import units_without_part
from duties.selectors.annual_tasks.forms import list_forms
from duties.services.annual_tasks.breaking import Breakdown, Share, task_accept, task_break_down
from duties.services.annual_tasks.drafting import Wording, task_add
from duties.services.annual_tasks.lists import task_list_draft, task_list_issue, task_list_submit
from duties.services.annual_tasks.reporting import task_reach, task_report
from portal import clock
from portal.access import Actor
from portal.models import Unit

PAIRS = (("bangongshi", "shending"), ("bangongshi3", "shending3"), ("jingban27", "shuji27"))
"""Who draws up and who issues, from tier to tier."""
FIELDS, ROADS, FAMILY = "演示:建成高标准农田", "演示:推进和美连队建设", "演示:培育新型农业经营主体"
SHARES = 3


def add_annual_tasks() -> None:
    """Draw up, issue, break down and report as the people who can sign in; where one is missing, or twice, nothing."""
    found = [(actor_of(drafter), actor_of(issuer)) for drafter, issuer in PAIRS]
    tiers = [(drafter, issuer) for drafter, issuer in found if drafter is not None and issuer is not None]
    rules = {
        rule.code: rule
        for rule in Rule.objects.filter(code__in=["a5.3", "a5.9", "a5.5"]).select_related("regulation")
    }
    if len(tiers) < len(PAIRS) or len(rules) < 3 or TaskList.objects.exists():
        return
    corps, division, regiment = tiers
    fields = _corps_list(*corps, rules)
    part = _handed(corps[0], fields, division)
    below = _handed(division[0], part, regiment)
    _report(regiment[0], below)


def _corps_list(drafter: Actor, issuer: Actor, rules: dict[str, Rule]) -> Task:
    task_list = _list(drafter)
    year, unit = task_list.year, _unit(drafter)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    wordings = (
        Wording(
            title=FIELDS, rule=rules["a5.3"], lead=unit, starts_on=first, due_on=last, role="administrative_head",
            measures="演示:年初下达计划,年中检查,年底验收。", target="演示:全年建成高标准农田",
            target_number=Decimal(20000), target_measure="亩",
            milestones=[("完成招标", dt.date(year, 4, 30)), ("主体完工", dt.date(year, 10, 31))],
        ),
        Wording(
            title=ROADS, rule=rules["a5.9"], lead=unit, starts_on=first, due_on=last,
            measures="演示:分类推进,每季度调度一次。", milestones=[("完成规划", dt.date(year, 6, 30))],
        ),
        Wording(title=FAMILY, rule=rules["a5.5"], lead=unit, starts_on=first, due_on=last),
    )  # fmt: skip
    for wording in wordings:
        task_list.refresh_from_db()
        task_add(actor=drafter, task_list=task_list, version=task_list.version, wording=wording)
    _issue(drafter, issuer, task_list)
    fields, roads, family = task_list.tasks.order_by("position")
    _reach(drafter, roads, dt.date(year, 6, 25))
    _said(drafter, roads, 75, "演示:连队布局规划已完成,正在分批建设。")
    _said(drafter, family, 95, "演示:新增家庭农场12家。")
    return fields


def _unit(actor: Actor) -> Unit:
    assert actor.post is not None
    return actor.post.unit


def _list(drafter: Actor) -> TaskList:
    unit, year = _unit(drafter), clock.today().year
    forms = [form.code for form in list_forms(unit)[:1]]
    title = f"{unit.name}{year}年度乡村振兴任务清单"
    return task_list_draft(actor=drafter, year=year, title=title, forms=forms)


def _issue(drafter: Actor, issuer: Actor, task_list: TaskList) -> None:
    task_list.refresh_from_db()
    task_list_submit(actor=drafter, task_list=task_list, version=task_list.version)
    task_list.refresh_from_db()
    task_list_issue(actor=issuer, task_list=task_list, version=task_list.version)


def _handed(above: Actor, task: Task, below: tuple[Actor, Actor]) -> Task:
    """Break a task down to some units, accept it where somebody can sign in, and issue the list there."""
    wanted, units = _unit(below[0]), units_without_part(task)
    chosen = [wanted, *(unit for unit in units if unit.pk != wanted.pk and unit.kind == wanted.kind)][:SHARES]
    share = (task.target_number or Decimal(0)) / 10
    task.refresh_from_db()
    parts = task_break_down(
        actor=above,
        task=task,
        version=task.version,
        breakdown=Breakdown(task.title, task.due_on, "演示:按季度报告进展。", task.target),
        shares=[Share(unit, share, weight) for weight, unit in enumerate(chosen, start=1)],
    )
    part = next(each for each in parts if each.unit_id == wanted.pk)
    accepted = task_accept(actor=below[0], task=part, version=part.version)
    assert accepted.list is not None
    _issue(*below, accepted.list)
    return Task.objects.select_related("list", "unit", "lead").get(
        pk=accepted.pk, state=TaskState.LISTED.value
    )


def _report(actor: Actor, task: Task) -> None:
    _said(actor, task, 60, "演示:已开工12个地块,完成平整和管网铺设。")


def _said(actor: Actor, task: Task, percent: int, text: str) -> None:
    task.refresh_from_db()
    task_report(actor=actor, task=task, version=task.version, percent=percent, text=text)


def _reach(actor: Actor, task: Task, day: dt.date) -> None:
    task.refresh_from_db()
    milestone = task.milestones.order_by("due_on").first()
    assert milestone is not None
    task_reach(actor=actor, task=task, version=task.version, milestone=milestone, day=min(day, clock.today()))
