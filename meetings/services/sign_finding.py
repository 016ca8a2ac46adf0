"""Finding signs: what is new is looked at, and what has something in common becomes a question; a second run adds none."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from meetings.models import Sign, SignKind
from meetings.services.sign_days import bursts_look, late_look, places_look
from meetings.services.sign_limits import thresholds
from meetings.services.sign_prints import Pair, minutes_look, pictures_look
from meetings.services.sign_telling import signs_tell
from meetings.signs.places import Overlap
from portal import clock
from portal.access import SYSTEM
from portal.services.changes import log_change

LOCK = 5_090_001
"""Lets one run follow the other."""


class Question(NamedTuple):
    """A sign about to be kept."""

    kind: SignKind
    key: str
    entries: tuple[int, ...]
    detail: dict[str, Any]


def signs_find() -> int:
    """Look at what is new, keep a question for each sign and tell the offices; gives how many are new."""
    limits = thresholds()
    found = 0
    for look in (_of_pictures, _of_minutes, _of_places, _of_bursts, _of_late):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            found += _keep(list(look(limits)))
    signs_tell()
    return found


def _of_pictures(limits: dict[str, int]) -> Iterator[Question]:
    return _pairs(SignKind.PICTURE, pictures_look(limits))


def _of_minutes(limits: dict[str, int]) -> Iterator[Question]:
    return _pairs(SignKind.MINUTES, minutes_look(limits))


def _pairs(kind: SignKind, pairs: Iterable[Pair]) -> Iterator[Question]:
    for pair in pairs:
        yield Question(kind, f"{kind}:{pair.entries[0]}-{pair.entries[1]}", pair.entries, pair.detail)


def _of_places(limits: dict[str, int]) -> Iterator[Question]:
    found: dict[tuple[int, int], Overlap] = {}
    for each in places_look(limits):
        if each.entries not in found or found[each.entries].minutes < each.minutes:
            found[each.entries] = each
    for entries, overlap in found.items():
        detail = {"person": overlap.person, "minutes": overlap.minutes}
        yield Question(SignKind.PLACES, f"places:{entries[0]}-{entries[1]}", entries, detail)


def _of_bursts(limits: dict[str, int]) -> Iterator[Question]:
    for each in bursts_look(limits):
        detail = {"period": each.quarter, "days": limits["burst_days"], "of_all": each.of_all}
        yield Question(SignKind.BURST, f"burst:{each.unit}:{each.quarter}", each.entries, detail)


def _of_late(limits: dict[str, int]) -> Iterator[Question]:
    for entry in late_look(limits):
        assert entry.occurred_on is not None
        assert entry.submitted_at is not None
        waited = entry.submitted_at.astimezone(clock.SHANGHAI).date() - entry.occurred_on
        yield Question(SignKind.LATE, f"late:{entry.pk}", (entry.pk,), {"days": waited.days})


def _keep(questions: list[Question]) -> int:
    """Keep what is not asked yet: the signs, their entries, and one line of the log for the run."""
    asked = set(Sign.objects.filter(key__in=[each.key for each in questions]).values_list("key", flat=True))
    fresh = {each.key: each for each in questions if each.key not in asked}
    if not fresh:
        return 0
    now = clock.now()
    signs = Sign.objects.bulk_create(
        [Sign(kind=each.kind, key=each.key, detail=each.detail, found_at=now) for each in fresh.values()]
    )
    through = Sign.entries.through
    through.objects.bulk_create(
        [through(sign=sign, entry_id=entry) for sign in signs for entry in fresh[sign.key].entries]
    )
    log_change(actor=SYSTEM, action="signs_find", after={"created": len(signs)})
    return len(signs)
