"""Which tasks serve a rule: what the rulebook shows beside continuous duties, which are reported on through tasks."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, Q

from duties.models import Task
from duties.selectors.annual_tasks.reading import IN_FORCE, TaskLine, is_light, latest_words, task_lines
from duties.selectors.annual_tasks.rights import visible_tasks
from duties.task_lights import ALERTING, Light
from portal import clock
from portal.access import Actor

SHOWN = 3


@dataclasses.dataclass(frozen=True)
class Serving:
    """The tasks of a year in the reader's scope that serve a rule: how many, how they go, in how many units."""

    tasks: int
    units: int
    done: int
    red: int
    yellow: int
    latest: Sequence[tuple[TaskLine, str]] = ()

    @property
    def going(self) -> int:
        """How many go as they should."""
        return self.tasks - self.done - self.red - self.yellow


NONE = Serving(0, 0, 0, 0, 0)


def serving(actor: Actor, rules: Collection[int], year: int) -> Mapping[int, Serving]:
    """For each of the rules (ids) the tasks of the year that serve it, with the latest reports; five queries."""
    today = clock.today()
    seen = Task.objects.filter(
        IN_FORCE, pk__in=visible_tasks(actor).order_by().values("pk"), rule__in=rules, year=year
    )
    done = is_light(Light.DONE, today) | is_light(Light.DONE_LATE, today)
    red, yellow = (is_light(each, today) for each in ALERTING)
    counts = (
        seen.order_by()
        .values("rule")
        .annotate(
            tasks_n=Count("pk", distinct=True),
            units_n=Count("unit", distinct=True),
            done_n=_number(done),
            red_n=_number(red),
            yellow_n=_number(yellow),
        )
    )
    latest = _latest(actor, rules, year)
    return {
        row["rule"]: Serving(
            row["tasks_n"],
            row["units_n"],
            row["done_n"],
            row["red_n"],
            row["yellow_n"],
            latest.get(row["rule"], ()),
        )
        for row in counts
    }


def _number(condition: Q) -> Count:
    return Count("pk", filter=condition, distinct=True)


def _latest(actor: Actor, rules: Collection[int], year: int) -> dict[int, list[tuple[TaskLine, str]]]:
    """The tasks that were reported on last, a few of each rule, with the words of the report."""
    reported = visible_tasks(actor).filter(IN_FORCE, rule__in=rules, year=year, reported_on__isnull=False)
    by_rule: dict[int, list[Task]] = {}
    for task in reported.order_by("-reported_on", "pk")[:200]:
        chosen = by_rule.setdefault(task.rule_id, [])
        if len(chosen) < SHOWN:
            chosen.append(task)
    shown = [task for chosen in by_rule.values() for task in chosen]
    if not shown:
        return {}
    words = latest_words([task.pk for task in shown])
    found: dict[int, list[tuple[TaskLine, str]]] = {}
    for line in task_lines(shown):
        step = words.get(line.task.pk)
        found.setdefault(line.task.rule_id, []).append((line, step.text if step else ""))
    return found
