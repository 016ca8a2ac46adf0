"""What calendar feeds say of talks: when one is to be held, and by when what was promised is to be done."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from duties.models import Talk, TalkPromise
from duties.selectors.talks.reading import readable_talks
from duties.talk_states import Promise, State
from portal import clock
from portal.access import Actor
from portal.feeds import CalendarEntry
from portal.models import Unit

REMINDED = dt.timedelta(days=3)


def talk_days(actor: Actor, unit: Unit | None) -> Iterator[CalendarEntry]:
    """Talks announced to the actor's unit or held by it, and open promises of the unit; given a unit, that unit's."""
    if actor.post is None:
        return
    where = unit or actor.post.unit
    talks = readable_talks(actor).filter(noticed_at__isnull=False)
    ahead = talks.filter(state=State.NOTICED.value, planned_at__isnull=False)
    for talk in (ahead.filter(unit=where) | ahead.filter(office=where)).distinct():
        yield _talk(talk)
    owed = TalkPromise.objects.filter(unit=where, state=Promise.OPEN.value, talk__in=talks.values("pk"))
    for promise in owed.select_related("talk").order_by("due_on", "pk"):
        yield CalendarEntry(
            ref=f"talk-promise-{promise.public_id.hex}",
            day=promise.due_on,
            title=f"整改承诺到期:{promise.text}",
            url=reverse("talk", args=[promise.talk.public_id]),
            alarm_on=promise.due_on - REMINDED,
        )


def _talk(talk: Talk) -> CalendarEntry:
    assert talk.planned_at is not None
    at = talk.planned_at.astimezone(clock.SHANGHAI)
    return CalendarEntry(
        ref=f"talk-{talk.public_id.hex}",
        day=at.date(),
        starts_at=at.time(),
        title=f"{talk.office.name}约谈{talk.unit.name}",
        place=talk.place,
        url=reverse("talk", args=[talk.public_id]),
        alarm_on=at.date(),
    )
