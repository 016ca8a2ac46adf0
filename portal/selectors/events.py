"""The feed of changes: what of it somebody sees is what he or she may read of the objects themselves, asked anew each time.

Each app says which deeds of its objects are told, under which name, and which of some objects an actor may read.
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from portal.access import Actor
from portal.models import Change, ChangeEvent

WINDOW = 1000
"""So many events are looked through for one page, however few of them are the reader's."""

Visible = Callable[[Actor, Collection[str]], Collection[Any]]


@dataclasses.dataclass(frozen=True)
class EventKind:
    """What is told of the objects of one table: `types` by deed of the change log, `path` of the object by its id."""

    table: str
    types: Mapping[str, str]
    visible: Visible
    path: Callable[[str], str]


_kinds: dict[str, EventKind] = {}


def add_event_kind(kind: EventKind) -> None:
    """Let changes of a table be told."""
    _kinds[kind.table] = kind


def event_deeds() -> list[str]:
    """The deeds of the change log that are told."""
    return [deed for kind in _kinds.values() for deed in kind.types]


@dataclasses.dataclass(frozen=True)
class Event:
    """One change as it is told: what happened to which object; its content is read at `path`."""

    number: int
    type: str
    change: Change
    path: str


@dataclasses.dataclass(frozen=True)
class Stretch:
    """The events of a part of the feed that somebody sees, the number behind it, and whether there is more."""

    events: Sequence[Event]
    upto: int
    more: bool


def last_number() -> int:
    """The number of the latest event; 0 where there is none."""
    return ChangeEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def events_after(actor: Actor, after: int, limit: int) -> Stretch:
    """The first `limit` events behind `after` that the actor may see; a query, and one for each kind of object."""
    rows = ChangeEvent.objects.filter(pk__gt=after, change__action__in=event_deeds())
    found = list(rows.select_related("change__unit").order_by("pk")[: WINDOW + 1])
    window = found[:WINDOW]
    seen = told_of(actor, window)
    if len(seen) > limit:
        return Stretch(seen[:limit], seen[limit - 1].number, True)
    return Stretch(seen, window[-1].pk if window else after, len(found) > WINDOW)


def told_of(actor: Actor, rows: Sequence[ChangeEvent]) -> list[Event]:
    """Those of `rows` whose object the actor may read now, as they are told."""
    refs: dict[str, set[str]] = {}
    for row in rows:
        if _type(row.change):
            refs.setdefault(row.change.target_kind, set()).add(row.change.target_ref)
    visible = {table: set(map(str, _kinds[table].visible(actor, asked))) for table, asked in refs.items()}
    return [
        Event(
            row.pk, _type(row.change), row.change, _kinds[row.change.target_kind].path(row.change.target_ref)
        )
        for row in rows
        if row.change.target_ref in visible.get(row.change.target_kind, ())
    ]


def written(event: Event) -> dict[str, Any]:
    """An event as other systems are handed it, the same as the interface shows."""
    change = event.change
    unit = change.unit
    return {
        "id": str(event.number),
        "type": event.type,
        "at": timezone.localtime(change.at).isoformat(),
        "unit": {"id": str(unit.public_id), "code": unit.code, "name": unit.name} if unit else None,
        "object": {"kind": change.target_kind, "id": change.target_ref, "url": event.path},
    }


def _type(change: Change) -> str:
    kind = _kinds.get(change.target_kind)
    return kind.types.get(change.action, "") if kind else ""
