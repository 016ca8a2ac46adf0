"""What a unit logged lately, for a new form to offer: places, and entries to copy what repeats from."""

import dataclasses
import datetime as dt

from meetings.access import OPEN
from meetings.models import Attendance, Entry
from meetings.selectors.seats import seats_on, superiors_on
from meetings.services.contents import EntryContent
from meetings.services.stored import content_of
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary
from portal.wording import date_cn

LOOKED_BACK, PLACES, COPIES = 40, 6, 3


@dataclasses.dataclass(frozen=True)
class Recent:
    """Places where the unit met lately, and its last entries of the kind, one for each set of forms."""

    places: list[str]
    entries: list[Entry]


def recent_of(unit: Unit, kind: str) -> Recent:
    """What the unit logged lately; one query."""
    latest = list(Entry.objects.filter(unit=unit).order_by("-pk")[:LOOKED_BACK])
    by_forms: dict[tuple[str, ...], Entry] = {}
    for entry in latest:
        if entry.kind == kind and entry.state in OPEN:
            by_forms.setdefault(tuple(sorted(entry.forms)), entry)
    places = list(dict.fromkeys(entry.place for entry in latest if entry.place))
    return Recent(places[:PLACES], list(by_forms.values())[:COPIES])


def copied(
    unit: Unit, kind: str, public_id: str, day: dt.date, words: Vocabulary
) -> tuple[EntryContent, dict[str, str]] | None:
    """What repeats of an earlier entry of the unit, for one on `day`, and from where each field was taken.

    What is new each time - agenda, decisions, minutes, files, title - is left to be filled in. None where there is no
    such entry.
    """
    entry = next((each for each in recent_of(unit, kind).entries if str(each.public_id) == public_id), None)
    if entry is None:
        return None
    old, seats = content_of(entry), seats_on(unit, day, words)
    there = {seat.person.pk for seat in [*seats, *superiors_on(unit, day, words)]}
    attending = {person for person, state in old.attendance.items() if state == Attendance.State.ATTENDING}
    content = EntryContent(
        kind=kind,
        occurred_on=day,
        forms=old.forms,
        leader=old.leader if old.leader and old.leader.pk in there else None,
        place=old.place,
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        details=old.details,
        targets=old.targets,
        attendance={
            seat.person.pk: Attendance.State.ATTENDING
            if seat.person.pk in attending
            else Attendance.State.PRESENT
            for seat in seats
        },
    )
    assert entry.occurred_on is not None
    source = f"沿用{date_cn(entry.occurred_on)}的登记,请核对"
    names = ("forms", "leader", "place", "starts_at", "ends_at", "targets", *old.details)
    return content, {name: source for name in names if getattr(content, name, None) or name in old.details}
