"""任务清单: tasks one by one, lists by unit and year, and the units that bear one rule with the tasks that serve it."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from duties.annual_task_states import ListState, TaskState
from duties.models import Reading, Task, TaskList
from duties.naming import article_name
from duties.selectors.annual_tasks.reading import (
    IN_FORCE,
    LIST_MARKS,
    TaskLine,
    is_light,
    latest_words,
    light_numbers,
    task_lines,
)
from duties.selectors.annual_tasks.rights import visible_lists, visible_tasks
from duties.task_lights import Light
from portal import access, clock
from portal.lists.columns import NOTHING, Column, beside, link, marked
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Unit, Word
from portal.selectors.vocabulary import vocabulary

WAITING_CHOICES = [(TaskState.OFFERED.value, "待接收"), (TaskState.DECLINED.value, "不接收")]
ORDER_OF_LIGHTS = (
    Light.RED,
    Light.YELLOW,
    Light.GREEN,
    Light.WAITING,
    Light.DONE_LATE,
    Light.DONE,
    Light.ENDED,
)


def _years() -> list[tuple[str, str]]:
    this = clock.today().year
    return [(str(year), f"{year} 年") for year in range(this + 1, this - 4, -1)]


def _by_state(value: str) -> Q:
    if value in dict(WAITING_CHOICES):
        return Q(state=value)
    return is_light(Light(value), clock.today())


class TaskFilters(ListFilters):
    """What tasks can be narrowed by."""

    light = PickFilter(
        label="进展",
        choices=[*((each.value, each.label) for each in ORDER_OF_LIGHTS), *WAITING_CHOICES],
        by=_by_state,
    )
    words = WordsFilter("title", "measures", "unit__name", "lead__name", hint="任务、单位中的字")
    unit = UnitFilter()
    year = PickFilter(label="年度", choices=_years)
    article = PickFilter(
        label="条款", field_name="rule__article", choices=[(str(n), article_name(n)) for n in range(5, 25)]
    )
    mine = PickFilter(label="分工", empty="全部", choices=[("lead", "本单位牵头"), ("partner", "本单位协办")])

    def prepare(self) -> None:
        """What the own unit leads or helps with."""
        post = self.actor.post
        if post is None:
            del self.filters["mine"]
            return
        joined = {"lead": Q(lead=post.unit), "partner": Q(partners=post.unit)}
        self.filters["mine"].by = joined.__getitem__


def _title(line: TaskLine) -> str:
    quiet = f"第 {line.task.position} 项" if line.task.position else ""
    return beside(link(line.task.title, reverse("task", args=[line.task.public_id])), quiet)


def _milestones(line: TaskLine) -> str:
    steps = list(line.task.milestones.all())
    return f"{sum(each.done_on is not None for each in steps)}/{len(steps)}" if steps else ""


def _target(line: TaskLine) -> str:
    task = line.task
    number = "" if task.target_number is None else f"{task.target_number.normalize():f}{task.target_measure}"
    return ";".join(filter(None, (task.target, number)))


def _role(line: TaskLine) -> str:
    return vocabulary().name(Word.Group.ROLE, line.task.role) if line.task.role else ""


COLUMNS: Sequence[Column[TaskLine]] = (
    Column("title", "任务", lambda line: line.task.title, _title, sort=("title",), width=40),
    Column("unit", "单位", lambda line: line.task.unit.name, sort=("unit__code", "position"), width=20),
    Column("lead", "牵头", lambda line: line.task.lead.name, sort=("lead__code",), width=20),
    Column("article", "条款", lambda line: article_name(line.task.rule.article), sort=("rule__article",), width=10,
           nowrap=True),
    Column("light", "进展", lambda line: line.mark.label, lambda line: marked(line.mark), sort=("rank", "due_on"),
           width=10, nowrap=True),
    Column("why", "原因", lambda line: ";".join(line.why), width=30),
    Column("progress", "进度", lambda line: line.progress, sort=("progress",), latest=True, width=9, numeric=True),
    Column("due_on", "完成时限", lambda line: line.task.due_on, sort=("due_on",), width=12, nowrap=True),
    Column("milestones", "节点", _milestones, width=8, nowrap=True),
    Column("parts", "分解(项)", lambda line: line.parts_n or None, width=9, numeric=True),
    Column("reported_on", "最近报告", lambda line: line.task.reported_on, sort=("reported_on",), latest=True, width=12,
           nowrap=True, shown=False),
    Column("year", "年度", lambda line: line.task.year, sort=("year",), latest=True, shown=False, width=8),
    Column("starts_on", "开始日期", lambda line: line.task.starts_on, sort=("starts_on",), shown=False, width=12),
    Column("target", "目标", _target, shown=False, width=30),
    Column("role", "责任席位", _role, shown=False, width=18),
    Column("measures", "主要措施", lambda line: line.task.measures, shown=False, width=40),
    Column("done_on", "完成日期", lambda line: line.task.done_on, sort=("done_on",), latest=True, shown=False, width=12),
    Column("weight", "权重", lambda line: line.task.weight, shown=False, width=8, numeric=True),
)  # fmt: skip


class TaskListing(Listing[TaskLine]):
    """The tasks that one may read; what is worst first."""

    name = "tasks"
    title = "年度任务"
    columns = COLUMNS
    filters = TaskFilters
    order = ("rank", "due_on")
    quick = "light"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, ranked by how they go."""
        today = clock.today()
        ranks = [When(is_light(each, today), then=Value(n)) for n, each in enumerate(ORDER_OF_LIGHTS)]
        rank = Case(*ranks, default=Value(len(ORDER_OF_LIGHTS)), output_field=IntegerField())
        return visible_tasks(self.actor).annotate(rank=rank)

    def prepared(self, rows: Sequence[Any]) -> Sequence[TaskLine]:
        """With how they go."""
        return task_lines(rows)

    def numbers(self) -> Mapping[str, int]:
        """Of each light; one query."""
        return {
            light.value: n for light, n in light_numbers(visible_tasks(self.actor), clock.today()).items()
        }


def _of(field: str, tasks: QuerySet[Any], wanted: Q) -> Coalesce:
    """How many of the tasks that `field` says belong to a row are as `wanted`; a subquery."""
    own = tasks.filter(wanted, **{field: OuterRef("pk")}).order_by().values(field)
    numbers = own.annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), Value(0))


class TaskListFilters(ListFilters):
    """What lists can be narrowed by."""

    state = PickFilter(label="状态", choices=[(each.value, each.label) for each in ListState])
    words = WordsFilter("title", "unit__name", hint="名称、单位中的字")
    unit = UnitFilter()
    year = PickFilter(label="年度", choices=_years)


def _forms(row: TaskList) -> str:
    words = {word.code: word.name for word in vocabulary().forms_of("document")}
    return "、".join(words.get(form, form) for form in row.forms)


LIST_COLUMNS: Sequence[Column[Any]] = (
    Column("title", "名称", lambda row: row.title, lambda row: link(row.title, reverse("task-list", args=[row.public_id])),
           sort=("title",), width=36),
    Column("unit", "单位", lambda row: row.unit.name, sort=("unit__code", "-year"), width=22),
    Column("year", "年度", lambda row: row.year, sort=("year",), latest=True, width=8),
    Column("state", "状态", lambda row: row.at.label, lambda row: marked(LIST_MARKS[row.at]), sort=("state",), width=10,
           nowrap=True),
    Column("forms", "计入的文件", _forms, width=24),
    Column("issued_on", "印发日期", lambda row: row.issued_on, sort=("issued_on",), latest=True, width=12, nowrap=True),
    Column("tasks", "任务(项)", lambda row: row.tasks_n, sort=("tasks_n",), latest=True, width=9, numeric=True),
    Column("done", "已完成", lambda row: row.done_n, sort=("done_n",), latest=True, width=9, numeric=True),
    Column("yellow", "滞后", lambda row: row.yellow_n, sort=("yellow_n",), latest=True, width=9, numeric=True),
    Column("red", "严重滞后", lambda row: row.red_n, sort=("red_n",), latest=True, width=9, numeric=True),
)  # fmt: skip


class TaskListListing(Listing[TaskList]):
    """The lists that one may read, one a unit and year."""

    name = "task-lists"
    title = "任务清单"
    columns = LIST_COLUMNS
    filters = TaskListFilters
    order = ("-year", "unit__code")
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, with how their tasks go."""
        today = clock.today()
        every = Task.objects.all()
        return visible_lists(self.actor).annotate(
            tasks_n=_of("list", every, Q(state__in=[TaskState.LISTED.value, TaskState.CANCELLED.value])),
            done_n=_of("list", every, is_light(Light.DONE, today) | is_light(Light.DONE_LATE, today)),
            yellow_n=_of("list", every, is_light(Light.YELLOW, today)),
            red_n=_of("list", every, is_light(Light.RED, today)),
        )


class ServingFilters(ListFilters):
    """What the units that bear a rule can be narrowed by."""

    state = PickFilter(label="任务", choices=[("some", "已有任务"), ("none", "没有任务")])
    words = WordsFilter("name", hint="单位名称中的字")
    unit = UnitFilter(field_name="pk")

    def prepare(self) -> None:
        """Units with and without a task."""
        self.filters["state"].by = lambda value: Q(tasks_n__gt=0) if value == "some" else Q(tasks_n=0)


@dataclasses.dataclass(frozen=True)
class ServingRow:
    """A unit that bears the rule, with the task reported on last and its words."""

    unit: Any
    line: TaskLine | None
    words: str


def _latest(row: ServingRow) -> str:
    if row.line is None:
        return NOTHING
    return beside(
        link(row.line.task.title, reverse("task", args=[row.line.task.public_id])), row.line.progress
    )


SERVING_COLUMNS: Sequence[Column[ServingRow]] = (
    Column("unit", "单位", lambda row: row.unit.name, lambda row: link(row.unit.name, reverse("unit", args=[row.unit.public_id])),
           sort=("code",), width=24),
    Column("tasks", "任务(项)", lambda row: row.unit.tasks_n, sort=("tasks_n",), latest=True, width=9, numeric=True),
    Column("done", "已完成", lambda row: row.unit.done_n, sort=("done_n",), latest=True, width=9, numeric=True),
    Column("yellow", "滞后", lambda row: row.unit.yellow_n, sort=("yellow_n",), latest=True, width=9, numeric=True),
    Column("red", "严重滞后", lambda row: row.unit.red_n, sort=("red_n",), latest=True, width=9, numeric=True),
    Column("latest", "最近报告的任务", lambda row: row.line.task.title if row.line else "", _latest, width=36),
    Column("words", "最近进展", lambda row: row.words, width=50),
    Column("on", "报告日期", lambda row: row.line.task.reported_on if row.line else None, width=12, nowrap=True),
)  # fmt: skip


class ServingList(Listing[ServingRow]):
    """Every unit of the scope that bears one rule (`regulation` and `rule` of the address): its tasks and latest words."""

    name = "task-serving"
    title = "任务落实情况"
    filters = ServingFilters
    order = ("code",)
    quick = "state"
    columns = SERVING_COLUMNS

    @property
    def year(self) -> int:
        """The year whose tasks are shown: the present one."""
        return clock.today().year

    @cached_property
    def reading(self) -> Reading | None:
        """The reading of the rule that the address names, as it governs today; one query."""
        found = Reading.objects.filter(
            rule__code=self.query.get("rule", ""),
            known__endswith__isnull=True,
            governs__contains=clock.today(),
        )
        code = self.query.get("regulation", "")
        if code:
            found = found.filter(rule__regulation__code=code)
        return found.select_related("rule__regulation").order_by("rule__regulation").first()

    def rows(self) -> QuerySet[Any]:
        """The units of the scope that bear the rule, with how their tasks of the year go."""
        if self.reading is None:
            return Unit.objects.none()
        today = clock.today()
        units = access.readable_units(self.actor).filter(kind__in=self.reading.units)
        if self.reading.tag:
            units = units.filter(tags__tag=self.reading.tag, tags__during__contains=today).distinct()
        tasks = Task.objects.filter(IN_FORCE, rule=self.reading.rule_id, year=self.year)
        done = is_light(Light.DONE, today) | is_light(Light.DONE_LATE, today)
        return units.annotate(
            tasks_n=_of("unit", tasks, Q()),
            done_n=_of("unit", tasks, done),
            yellow_n=_of("unit", tasks, is_light(Light.YELLOW, today)),
            red_n=_of("unit", tasks, is_light(Light.RED, today)),
        )

    def prepared(self, rows: Sequence[Any]) -> Sequence[ServingRow]:
        """With the task of each unit that was reported on last; five queries."""
        assert self.reading is not None
        latest = (
            visible_tasks(self.actor)
            .filter(IN_FORCE, unit__in=[unit.pk for unit in rows], rule=self.reading.rule_id, year=self.year)
            .order_by("unit_id", F("reported_on").desc(nulls_last=True), "pk")
            .distinct("unit_id")
        )
        lines = {line.task.unit_id: line for line in task_lines(latest)}
        words = latest_words([line.task.pk for line in lines.values()])
        found = []
        for unit in rows:
            line = lines.get(unit.pk)
            step = words.get(line.task.pk) if line else None
            found.append(ServingRow(unit, line, step.text if step else ""))
        return found
