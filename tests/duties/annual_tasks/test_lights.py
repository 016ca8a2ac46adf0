"""Red, yellow, green: a table of cases at the ends of days, properties, and the same rule asked of the database."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from duties.models import Task, TaskMilestone
from duties.selectors.annual_tasks.reading import course_of, is_light, light_numbers
from duties.task_lights import Course, Light, Milestone, expected, light, per_cent, reasons, rolled
from portal import clock
from tests.duties.annual_tasks.world import OfficeWorld, issued

S, E = dt.date(2026, 1, 1), dt.date(2026, 4, 10)
"""A hundred days, so that a day is a per cent."""


def day(number: int) -> dt.date:
    """The day on which so many days have passed."""
    return S + dt.timedelta(days=number)


CASES = [
    ({}, -1, Light.WAITING),
    ({}, 0, Light.GREEN),
    ({}, 14, Light.GREEN),
    ({}, 15, Light.YELLOW),
    ({}, 29, Light.YELLOW),
    ({}, 30, Light.RED),
    ({"progress": Decimal("0.01")}, 30, Light.YELLOW),
    ({"progress": Decimal(84)}, 99, Light.YELLOW),
    ({"progress": Decimal("84.01")}, 99, Light.GREEN),
    ({"progress": Decimal("99.99")}, 100, Light.RED),
    ({"progress": Decimal(100)}, 100, Light.RED),
    ({"done_on": E}, 200, Light.DONE),
    ({"done_on": E + dt.timedelta(days=1)}, 200, Light.DONE_LATE),
    ({"done_on": E, "cancelled": True}, 0, Light.ENDED),
    ({"milestones": [Milestone("甲", day(5))]}, 5, Light.GREEN),
    ({"milestones": [Milestone("甲", day(5))]}, 6, Light.YELLOW),
    ({"milestones": [Milestone("甲", day(1))]}, 11, Light.YELLOW),
    ({"milestones": [Milestone("甲", day(1))]}, 12, Light.RED),
    ({"milestones": [Milestone("甲", day(1), day(12))]}, 12, Light.GREEN),
]


@pytest.mark.parametrize(("values", "passed", "wanted"), CASES)
def test_light_of_a_day(values: dict[str, object], passed: int, wanted: Light) -> None:
    assert light(Course(S, E, **values), day(passed)) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instant", "wanted"),
    [("2026-04-10T23:59:59+08:00", Light.GREEN), ("2026-04-11T00:00:00+08:00", Light.RED)],
)
def test_days_end_in_shanghai(instant: str, wanted: Light) -> None:
    with time_machine.travel(dt.datetime.fromisoformat(instant), tick=False):
        assert light(Course(S, E, Decimal(90)), clock.today()) == wanted


def test_reasons_name_what_is_behind() -> None:
    course = Course(S, E, Decimal(10), milestones=[Milestone("完成招标", day(3))])
    assert reasons(course, day(40)) == ["节点“完成招标”已过 37 天", "时间已过 40%,进度 10%"]
    assert reasons(course, day(101)) == ["已过完成时限 2 天", "节点“完成招标”已过 98 天"]
    assert reasons(Course(S, E, done_on=E), day(101)) == []


@given(st.integers(0, 400), st.integers(0, 400), st.integers(-50, 500), st.integers(0, 10000), st.booleans())
def test_light_and_reasons_agree(start: int, length: int, now: int, hundredths: int, missed: bool) -> None:
    starts = S + dt.timedelta(days=start)
    milestones = [Milestone("甲", starts)] if missed else []
    course = Course(
        starts, starts + dt.timedelta(days=length), Decimal(hundredths) / 100, milestones=milestones
    )
    assert (light(course, day(now)) in (Light.RED, Light.YELLOW)) == bool(reasons(course, day(now)))


@given(st.integers(0, 400), st.integers(-50, 500))
def test_expected_grows_from_0_to_100(length: int, now: int) -> None:
    end = S + dt.timedelta(days=length)
    passed = [expected(S, end, day(each)) for each in (now, now + 1)]
    assert 0 <= passed[0] <= passed[1] <= 100
    assert expected(S, end, S) == 0
    assert expected(S, end, end + dt.timedelta(days=1)) == 100


PARTS = st.lists(
    st.tuples(st.integers(1, 100), st.integers(0, 10000).map(lambda n: Decimal(n) / 100)), max_size=8
)


@given(st.integers(0, 100), PARTS)
def test_roll_up_is_the_weighted_mean_rounded_down(percent: int, parts: list[tuple[int, Decimal]]) -> None:
    found = rolled(percent, parts)
    if not parts:
        assert found == percent
        return
    total = sum(weight for weight, _ in parts)
    mean = sum((Fraction(weight) * Fraction(progress) for weight, progress in parts), Fraction(0)) / total
    assert 0 <= mean - Fraction(found) < Fraction(1, 100)
    assert min(progress for _, progress in parts) <= found <= max(progress for _, progress in parts)


def test_per_cent_says_no_more_than_needed() -> None:
    assert [per_cent(Decimal(each)) for each in ("40.00", "33.33", "0", "12.50", "100")] == [
        "40%", "33.33%", "0%", "12.5%", "100%",
    ]  # fmt: skip


@pytest.mark.django_db
def test_database_asks_by_the_same_rule(world: OfficeWorld) -> None:
    """Every case of the table, as tasks of one list; each is found by its own light alone."""
    found = issued(world, tasks=len(CASES), milestones=[])
    rows = list(found.tasks.order_by("position"))
    for row, (values, passed, _) in zip(rows, CASES, strict=True):
        moved = clock.today() - day(passed)
        row.starts_on, row.due_on = S + moved, E + moved
        row.progress = values.get("progress", Decimal(0))
        row.done_on = values["done_on"] + moved if "done_on" in values else None
        row.state = "cancelled" if values.get("cancelled") else "listed"
        TaskMilestone.objects.bulk_create(
            TaskMilestone(task=row, title=each.title, due_on=each.due_on + moved,
                          done_on=each.done_on + moved if each.done_on else None)
            for each in values.get("milestones", [])
        )  # fmt: skip
    Task.objects.bulk_update(rows, ["starts_on", "due_on", "progress", "done_on", "state"])
    tasks = Task.objects.filter(list=found)
    for wanted in Light:
        by_rule = {row.pk for row, (_, _, each) in zip(rows, CASES, strict=True) if each == wanted}
        assert set(tasks.filter(is_light(wanted, clock.today())).values_list("pk", flat=True)) == by_rule
        assert {row.pk for row in tasks if light(course_of(row), clock.today()) == wanted} == by_rule
    assert sum(light_numbers(tasks, clock.today()).values()) == len(CASES)
