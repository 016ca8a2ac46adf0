"""Content in its tables: written to an entry, read back for its form, its correction and the change log."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from meetings.models import Entry
from meetings.services.contents import EntryContent
from meetings.services.making import derived_title
from meetings.services.parts import PARTS, Part, with_chair
from portal.services.changes import state_of

COLUMNS = (
    "kind", "occurred_on", "until", "forms", "leader", "starts_at", "ends_at", "place", "title", "minutes",
    "for_period", "reason", "details",
)  # fmt: skip


def content_write(entry: Entry, content: EntryContent) -> None:
    """Put `content` into a draft and the tables of its parts; the caller checks, locks and logs."""
    for name in COLUMNS:
        setattr(entry, name, getattr(content, name))
    entry.forms, entry.details = list(content.forms), dict(content.details)
    # What no form fills in, the state among it, is right by itself; its identity is new or was looked up.
    entry.full_clean(
        exclude=["unit", "leader", "entered_by", "entered_from", "replaces", "state"], validate_unique=False
    )
    entry.save()
    for part in PARTS:
        part.write(entry, content)


def content_of(entry: Entry) -> EntryContent:
    """The content of a stored entry, for its form and for a correction; a title that was derived is left out."""
    content = _read(entry, PARTS)
    derived = content.occurred_on is not None and content.title == derived_title(content)
    return dataclasses.replace(content, title="") if derived else content


def counting_content_of(entry: Entry) -> EntryContent:
    """As much of it as records are made of: neither files nor what follows from the entry."""
    return _read(entry, [part for part in PARTS if part.counts])


def _read(entry: Entry, parts: Iterable[Part]) -> EntryContent:
    read = {name: getattr(entry, name) for name in COLUMNS}
    for part in parts:
        read |= part.read(entry)
    return EntryContent(**read)


def repeats(entry: Entry, content: EntryContent) -> bool:
    """Whether `content` would change nothing: then the same form was only sent twice."""
    stored = content_of(entry)
    title = stored.title if content.title == entry.title else content.title
    meant = dataclasses.replace(content, title=title, attendance=with_chair(content), kind=entry.kind)
    return _plain(stored) == _plain(meant)


def _plain(content: EntryContent) -> dict[str, Any]:
    """The values to compare: lists as lists, files and targets in a fixed order."""
    values = {field.name: getattr(content, field.name) for field in dataclasses.fields(content)}
    values = {
        name: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for name, value in values.items()
    }
    return values | {"files": {file.pk for file in content.files}, "households": set(content.households)}


def own_values(entry: Entry) -> dict[str, Any]:
    """What the change log keeps of the entry's own row."""
    return state_of(entry) | {"leader": entry.leader.name if entry.leader else ""}


def snapshot(entry: Entry) -> dict[str, Any]:
    """The entry as the change log keeps it, with the parts that lie in other tables."""
    found = own_values(entry)
    for part in PARTS:
        found |= part.shown(entry)
    return found
