"""On which days briefs are made by themselves. Pure: neither Django nor the clock."""

import datetime as dt

from duties.periods import ONE_DAY

WEEK, MONTH = "week", "month"


def latest_due(every: str, since: dt.date, today: dt.date) -> dt.date | None:
    """The latest day up to `today` on which a brief is due: a Monday, or the first of a month, after `since`.

    None where none has come yet, or `every` names neither. Days that a worker missed are made up by the latest alone.
    """
    if every == WEEK:
        due = today - ONE_DAY * today.weekday()
    elif every == MONTH:
        due = today.replace(day=1)
    else:
        return None
    return due if due > since else None


def next_due(every: str, today: dt.date) -> dt.date | None:
    """The first day after `today` on which a brief is due; None where `every` names no rhythm."""
    if every == WEEK:
        return today + ONE_DAY * (7 - today.weekday())
    if every == MONTH:
        return (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return None
