"""Tasks with how they go today: lights for lines and as conditions for the database, parts, history, evidence."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.http import Http404

from duties.annual_task_states import ListState, TaskAction, TaskState
from duties.models import Task, TaskMilestone, TaskStep
from duties.task_lights import (
    BEHIND,
    FAR_BEHIND,
    LONG_MISSED,
    Course,
    Light,
    Milestone,
    light,
    per_cent,
    reasons,
)
from portal import clock
from portal.marks import Mark
from portal.models import StoredFile

LIGHT_MARKS = {each: Mark(each.tone, each.sign, each.label) for each in Light}
STATE_MARKS = {
    TaskState.OFFERED: Mark("due-soon", "◔", TaskState.OFFERED.label),
    TaskState.DECLINED: Mark("overdue", "↺", TaskState.DECLINED.label),
    TaskState.REMOVED: Mark("waived", "×", TaskState.REMOVED.label),
}
LIST_MARKS = {
    ListState.DRAFTING: Mark("pending", "·", ListState.DRAFTING.label),
    ListState.SUBMITTED: Mark("due-soon", "◔", ListState.SUBMITTED.label),
    ListState.ISSUED: Mark("met", "✓", ListState.ISSUED.label),
    ListState.VOID: Mark("waived", "×", ListState.VOID.label),
}
DRAFTED = Mark("pending", "·", "拟定中")
COUNTED_PARTS = [TaskState.LISTED.value, TaskState.OFFERED.value]
IN_FORCE = Q(state=TaskState.LISTED.value, list__state=ListState.ISSUED.value)
"""The condition on tasks that they stand on an issued list."""


@dataclasses.dataclass(frozen=True)
class TaskLine:
    """A task with how it goes on a day; `light` is None where it is not in force or cancelled."""

    task: Task
    light: Light | None
    why: Sequence[str] = ()
    parts_n: int = 0
    depth: int = 0

    @property
    def mark(self) -> Mark:
        """Colour, sign and word: of the light, else of the state."""
        if self.light is not None:
            return LIGHT_MARKS[self.light]
        return STATE_MARKS.get(self.task.at, DRAFTED)

    @property
    def progress(self) -> str:
        """The progress in words."""
        return per_cent(self.task.progress)


def course_of(task: Task) -> Course:
    """What the light of a task follows from; its milestones should be fetched."""
    milestones = [Milestone(each.title, each.due_on, each.done_on) for each in task.milestones.all()]
    cancelled = task.at == TaskState.CANCELLED
    return Course(task.starts_on, task.due_on, task.progress, task.done_on, cancelled, milestones)


def task_lines(tasks: Iterable[Task], *, depth: int = 0) -> list[TaskLine]:
    """The tasks, each with how it goes today and how many parts it has; two queries."""
    found, today = list(tasks), clock.today()
    prefetch_related_objects(found, Prefetch("milestones", TaskMilestone.objects.order_by("due_on", "pk")))
    numbers = _part_numbers([task.pk for task in found])
    lines = []
    for task in found:
        shines = task.in_force or task.at == TaskState.CANCELLED
        course = course_of(task)
        lines.append(
            TaskLine(
                task,
                light(course, today) if shines else None,
                reasons(course, today) if shines else (),
                numbers.get(task.pk, 0),
                depth,
            )
        )
    return lines


def _part_numbers(tasks: Sequence[int]) -> Mapping[int, int]:
    parts = Task.objects.filter(parent__in=tasks).exclude(state=TaskState.REMOVED.value)
    return dict(parts.order_by().values_list("parent").annotate(n=Count("pk")))


def _days(later: object, earlier: object) -> Func:
    return Func(later, earlier, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


class AtLeast(Func):
    """Whether the first of two numbers is not less than the second."""

    template, arg_joiner = "(%(expressions)s)", " >= "
    output_field = BooleanField()


def is_light(wanted: Light, day: dt.date) -> Q:
    """The condition on tasks that their light on `day` is `wanted`; the same rule as `task_lights.light`."""
    if wanted == Light.ENDED:
        return Q(state=TaskState.CANCELLED.value)
    if wanted in (Light.DONE, Light.DONE_LATE):
        late = Q(done_on__gt=F("due_on"))
        return IN_FORCE & Q(done_on__isnull=False) & (late if wanted == Light.DONE_LATE else ~late)
    today = Value(day, output_field=DateField())
    span = _days(F("due_on"), F("starts_on")) + Value(1)
    passed = ExpressionWrapper(Value(100) * _days(today, F("starts_on")) / span, output_field=IntegerField())
    behind = ExpressionWrapper(
        passed - F("progress"), output_field=DecimalField(max_digits=9, decimal_places=2)
    )
    missed = TaskMilestone.objects.filter(task=OuterRef("pk"), done_on__isnull=True, due_on__lt=day)
    long_missed = missed.filter(due_on__lt=day - dt.timedelta(days=LONG_MISSED))
    begun, over = Q(starts_on__lte=day), Q(due_on__lt=day)
    far = over | Q(Exists(long_missed)) | (begun & Q(AtLeast(behind, Value(FAR_BEHIND))))
    some = Q(Exists(missed)) | (begun & Q(AtLeast(behind, Value(BEHIND))))
    rest = {
        Light.RED: far,
        Light.YELLOW: ~far & some,
        Light.GREEN: ~far & ~some & begun,
        Light.WAITING: ~far & ~some & ~begun,
    }
    return IN_FORCE & Q(done_on__isnull=True) & rest[wanted]


def light_numbers(tasks: QuerySet[Task], day: dt.date) -> dict[Light, int]:
    """How many of the tasks have which light on `day`; one query."""
    counts = {each.value: Count("pk", filter=is_light(each, day), distinct=True) for each in Light}
    found = tasks.order_by().aggregate(**counts)
    return {each: found[each.value] for each in Light}


def steps_of(task: Task) -> list[TaskStep]:
    """What was done about a task, latest first, with files; two queries."""
    steps = task.steps.select_related("milestone", "revision").prefetch_related("files")
    return list(steps.order_by("-at", "-pk"))


def latest_words(tasks: Sequence[int]) -> dict[int, TaskStep]:
    """The last report of progress on each of the tasks (ids); one query."""
    steps = TaskStep.objects.filter(task__in=tasks, action=TaskAction.REPORT.value)
    found = steps.order_by("task_id", "-at", "-pk").distinct("task_id")
    return {each.task_id: each for each in found if each.task_id is not None}


def task_file_or_404(task: Task, file: uuid.UUID) -> StoredFile:
    """A file of a step of a task; raises Http404 where there is none."""
    through = TaskStep.files.through.objects.filter(taskstep__task=task).values("storedfile")
    found = StoredFile.objects.filter(public_id=file, pk__in=through).first()
    if found is None:
        raise Http404
    return found
