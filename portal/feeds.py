"""Calendar feeds (RFC 5545): what the apps put into them, and how they are written."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from portal import clock
from portal.access import Actor
from portal.models import Unit

PRODUCT = "-//duty-portal//feed//ZH"
REFRESH = dt.timedelta(hours=1)
ALARM_HOUR = dt.time(9)
"""At this hour of the day from which is reminded (Asia/Shanghai)."""

BEFORE, AFTER = dt.timedelta(days=90), dt.timedelta(days=400)
"""A feed reaches so far back and forth."""


@dataclasses.dataclass(frozen=True)
class CalendarEntry:
    """One event: on a whole day, or from `starts_at` (to `ends_at`). `ref` stays the same whatever becomes of the event.

    `url` is a path of the portal; `alarm_on` is a day on which the reader is reminded.
    """

    ref: str
    day: dt.date
    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    alarm_on: dt.date | None = None


CalendarPart = Callable[[Actor, Unit | None], Iterable[CalendarEntry]]
"""What an app adds for an actor: of the actor's own work, or, given a unit, of that unit as far as the actor reads it."""

_parts: list[CalendarPart] = []


def add_calendar(part: CalendarPart) -> None:
    """Put an app's events into the calendar feeds."""
    _parts.append(part)


def entries_of(actors: Iterable[Actor], unit: Unit | None = None) -> list[CalendarEntry]:
    """The events of a person's posts, each once, by day."""
    found = {entry.ref: entry for actor in actors for part in _parts for entry in part(actor, unit)}
    today = clock.today()
    within = (entry for entry in found.values() if today - BEFORE <= entry.day <= today + AFTER)
    return sorted(within, key=lambda entry: (entry.day, entry.starts_at or dt.time.min, entry.ref))


def written(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """A feed called `name`."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    now = clock.now().astimezone(dt.UTC).replace(microsecond=0)
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.ref}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstamp", now)
    event.add("summary", entry.title)
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", _instant(entry.day, entry.starts_at))
        if entry.ends_at is not None and entry.ends_at > entry.starts_at:
            event.add("dtend", _instant(entry.day, entry.ends_at))
    if entry.text:
        event.add("description", entry.text)
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", settings.SITE_URL + entry.url)
    if entry.alarm_on is not None and _instant(entry.alarm_on, ALARM_HOUR) > now:
        event.add_component(_alarm(entry, entry.alarm_on))
    return event


def _alarm(entry: CalendarEntry, day: dt.date) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", _instant(day, ALARM_HOUR))
    return alarm


def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    """An instant in UTC, which every calendar program reads alike."""
    return dt.datetime.combine(day, time, tzinfo=clock.SHANGHAI).astimezone(dt.UTC)
