"""Working days: meetings and visits of a demo world take place on them."""

import datetime as dt
import random

FIXED_HOLIDAYS = {
    (1, 1),
    (5, 1),
    (5, 2),
    (5, 3),
    (10, 1),
    (10, 2),
    (10, 3),
    (10, 4),
    (10, 5),
    (10, 6),
    (10, 7),
}
ONE_DAY = dt.timedelta(days=1)


def is_working(day: dt.date) -> bool:
    """Whether offices work on `day`: no weekend and no holiday that has a fixed date."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


def pick(rng: random.Random, first: dt.date, end: dt.date) -> dt.date:
    """A working day from `first` up to `end` (not included), later ones likelier; `first` where there is none."""
    days = (end - first).days
    day = first + ONE_DAY * int(days * max(rng.random(), rng.random()))
    while day > first and not is_working(day):
        day -= ONE_DAY
    while day < end and not is_working(day):
        day += ONE_DAY
    return day if day < end else first
