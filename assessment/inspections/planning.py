"""Spreading a year's inspections over teams and working days. Pure: no Django."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

ONE_DAY = dt.timedelta(days=1)
UNITS_A_TEAM = 8
"""So many units are usually enough for one team."""
MOST_TEAMS = 12


@dataclasses.dataclass(frozen=True)
class Slot:
    """When one unit is inspected, and by which team; places count from 0."""

    unit: int
    team: int
    starts_on: dt.date
    ends_on: dt.date


def teams_for(units: int) -> int:
    """How many teams are usual for so many units."""
    return min(MOST_TEAMS, max(1, -(-units // UNITS_A_TEAM)))


def days_between(first: dt.date, last: dt.date, works: Callable[[dt.date], bool]) -> list[dt.date]:
    """The working days from `first` to `last`, both included."""
    number = (last - first).days + 1
    return [day for day in (first + ONE_DAY * each for each in range(number)) if works(day)]


def spread(lengths: Sequence[int], teams: int, days: Sequence[dt.date]) -> list[Slot]:
    """A slot for each unit, `lengths` being the working days that each takes.

    Teams take units by turns, so that neighbours in the list are done at about the same time; a team's visits lie evenly
    over `days` and never at once. Raises ValueError where a team has not days enough.
    """
    slots: list[Slot] = []
    for team in range(teams):
        own = range(team, len(lengths), teams)
        needed = sum(lengths[unit] for unit in own)
        spare = len(days) - needed
        if spare < 0:
            raise ValueError(f"{needed} days are needed, {len(days)} are there")
        gap, at = spare / (len(own) or 1), 0
        for place, unit in enumerate(own):
            first = at + int(gap * place)
            slots.append(Slot(unit, team, days[first], days[first + lengths[unit] - 1]))
            at += lengths[unit]
    return sorted(slots, key=lambda slot: slot.unit)


def team_name(place: int) -> str:
    """第一督查组; places count from 0."""
    digits = "一二三四五六七八九十"
    number = place + 1
    if number <= 10:
        return f"第{digits[number - 1]}督查组"
    return f"第十{digits[number - 11]}督查组"
