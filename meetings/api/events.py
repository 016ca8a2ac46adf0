"""What of this app the feed of changes tells."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from duties.models import Record, RecordState
from meetings.access import visible_entries
from meetings.models import Entry
from portal.access import Actor, readable_units
from portal.selectors.events import EventKind, add_event_kind

ENTRIES = {
    "entry_plan": "entry.planned",
    "entry_submit": "entry.submitted",
    "entry_confirm": "entry.confirmed",
    "entry_return": "entry.returned",
    "entry_withdraw": "entry.withdrawn",
    "entry_replace": "entry.replaced",
    "entry_cancel": "entry.cancelled",
}
RECORDS = {
    "record_add": "record.registered",
    "record_confirm": "record.confirmed",
    "record_return": "record.returned",
    "record_withdraw": "record.withdrawn",
}
"""Deeds of the change log, and what the feed calls them."""


def join() -> None:
    """Tell of entries and records."""
    add_event_kind(EventKind(Entry._meta.label_lower, ENTRIES, _entries, _entry))
    add_event_kind(EventKind(Record._meta.label_lower, RECORDS, _records, _record))


def _entries(actor: Actor, refs: Collection[str]) -> Collection[Any]:
    rows = visible_entries(actor).filter(public_id__in=refs).order_by()
    return set(rows.values_list("public_id", flat=True))


def _records(actor: Actor, refs: Collection[str]) -> Collection[Any]:
    rows = Record.objects.filter(unit__in=readable_units(actor), public_id__in=refs)
    return set(rows.exclude(state=RecordState.DRAFT).values_list("public_id", flat=True))


def _entry(ref: str) -> str:
    return reverse("api-entry", args=[ref])


def _record(ref: str) -> str:
    return reverse("api-record", args=[ref])
