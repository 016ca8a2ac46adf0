"""Rows of the access matrix for logging, and the entries that they act on."""

import datetime as dt
from typing import Any

from duties.models import Record, RecordState
from meetings.models import Decision, Entry, EntryState, Evidence
from portal import access, clock
from portal.models import Person, Role, Tenure, Unit
from portal.previews import THUMBNAIL
from portal.services.files import file_store
from portal.services.previews import preview_folder
from tests.access_cast import PLACES, START, Cast

DAY = dt.date(2026, 3, 2)


def _entry(cast: Cast, unit: Unit, state: EntryState, **values: Any) -> Entry:
    """An entry of the unit, led by the official of the cast, with its record."""
    person, _ = Person.objects.get_or_create(code="M-leader", defaults={"name": "演示-责任人"})
    Tenure.objects.get_or_create(
        ref="M-leader",
        defaults={
            "unit": cast.units["own"],
            "role": "party_secretary",
            "person": person,
            "started_on": START,
        },
    )
    cast.accounts[Role.OFFICIAL].person = person
    cast.accounts[Role.OFFICIAL].save(update_fields=["person"])
    sent = {EntryState.DRAFT: {}, EntryState.PLANNED: {"planned_at": clock.now()}}.get(
        state, {"submitted_at": clock.now()}
    )
    entry = Entry.objects.create(
        unit=unit, forms=["leading_group"], occurred_on=DAY, leader=person, title="演示会议", state=state,
        entered_by=cast.accounts[Role.CLERK], made_at=clock.now(), **sent | values,
    )  # fmt: skip
    if state in (EntryState.SUBMITTED, EntryState.RETURNED):
        entry.records.add(_record(unit, person, state.value))
    return entry


def _record(unit: Unit, person: Person | None, state: str) -> Record:
    number = Record.objects.count()
    return Record.objects.create(
        ref=f"M-{number}", kind="meeting", forms=["leading_group"], unit=unit, leader=person, occurred_on=DAY,
        state=state, registered_at=clock.now(),
    )  # fmt: skip


def draft(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A draft: its own clerks' alone."""
    return {"public_id": _entry(cast, unit, EntryState.DRAFT).public_id}


def planned(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A planned entry."""
    return {"public_id": _entry(cast, unit, EntryState.PLANNED).public_id}


def submitted(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A submitted entry."""
    return {"public_id": _entry(cast, unit, EntryState.SUBMITTED).public_id}


def returned(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A returned entry."""
    return {"public_id": _entry(cast, unit, EntryState.RETURNED).public_id}


def evidence(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of a submitted entry."""
    stored = file_store(
        actor=access.SYSTEM, name="纪要.pdf", content=b"%PDF-", content_type="application/pdf"
    )
    entry = _entry(cast, unit, EntryState.SUBMITTED)
    return {"public_id": Evidence.objects.create(entry=entry, file=stored).public_id}


def proxied(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A submitted entry of the unit that another logged for it."""
    entry = _entry(cast, unit, EntryState.SUBMITTED)
    Entry.objects.filter(pk=entry.pk).update(entered_from=cast.units["above"])
    return {"public_id": entry.public_id}


def decision(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An open decision of a submitted entry, for the unit itself."""
    entry = _entry(cast, unit, EntryState.SUBMITTED)
    return {
        "public_id": Decision.objects.create(
            entry=entry, position=0, text="落实项目资金", owner_unit=unit
        ).public_id
    }


def closed_decision(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, closed."""
    found = decision(cast, unit)
    Decision.objects.filter(**found).update(
        closed_on=DAY, closing_note="已拨付。", closed_by=cast.accounts[Role.CLERK]
    )
    return found


def closing_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file that shows how a decision was carried out."""
    found = closed_decision(cast, unit)
    stored = file_store(
        actor=access.SYSTEM, name="回执.pdf", content=b"%PDF-", content_type="application/pdf"
    )
    Decision.objects.get(**found).files.add(stored)
    return found | {"file": stored.public_id}


def evidence_picture(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The small picture of such a file."""
    made = evidence(cast, unit)
    folder = preview_folder(Evidence.objects.get(public_id=made["public_id"]).file.sha256)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / THUMBNAIL).write_bytes(b"small")
    return made | {"name": THUMBNAIL}


def record(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A record that no entry made."""
    return {"public_id": _record(unit, None, RecordState.SUBMITTED).public_id}


FACTORIES = {
    "entry_draft": draft,
    "entry_planned": planned,
    "entry_proxied": proxied,
    "entry_submitted": submitted,
    "entry_returned": returned,
    "decision": decision,
    "decision_closed": closed_decision,
    "closing_file": closing_file,
    "evidence": evidence,
    "evidence_picture": evidence_picture,
    "record": record,
}
NOWHERE: frozenset[str] = frozenset()
EVERYWHERE = frozenset(PLACES)
REASON = {"reason": "请补充签到表。"}
COMMENT = {"text": "请补充参会人员。", "token": "5d0f1a3e-0000-4000-8000-000000000001"}
NOTE = {"note": "已拨付到位。"}
