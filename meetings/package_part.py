"""What meetings puts into audit packages: the entries that made the records, with all their parts and evidence.

Content only, which is fixed once submitted; what became of an entry since is told by its history, as far as it was
known at K. Drafts and plans are its clerks' own.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from duties.exports.package.facts import staged_records
from meetings.models import Decision, Entry, Problem
from portal import registry
from portal.models import Change, StoredFile
from portal.package_files import log_lines, put_file
from portal.packages import PackageScope, PackageWriter

FOLDER = "evidence"


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_package_part("登记单和佐证材料", write_entries, order=20)


def write_entries(scope: PackageScope, writer: PackageWriter) -> None:
    """The entries of the package's records, their files, and their history since they were submitted."""
    found = list(_entries())
    refs = frozenset(staged_records().values_list("ref", flat=True))
    writer.lines("entries/entries.jsonl", [_line(entry, refs, scope, writer) for entry in found])
    shown_from = {str(entry.public_id): entry.submitted_at for entry in found}
    writer.lines("history/entries.jsonl", log_lines(_history(scope, shown_from)))


def _entries() -> QuerySet[Entry]:
    # Records are registered in the stroke that submits their entry: who knows the one knows the other.
    of_records = Entry.records.through.objects.filter(record__in=staged_records()).values("entry")
    rows = Entry.objects.filter(pk__in=of_records)
    related = ("unit", "leader", "entered_by", "entered_from", "replaces")
    parts = (
        "records",
        "agenda",
        "attendance__person",
        "destinations__unit",
        "evidence__file",
        "ticked__household",
        "decisions__owner_unit",
        "decisions__files",
        "problems__owner_unit",
        "problems__files",
    )
    return rows.select_related(*related).prefetch_related(*parts).order_by("submitted_at", "pk")


def _history(scope: PackageScope, shown_from: dict[str, dt.datetime | None]) -> Iterator[Change]:
    rows = Change.objects.filter(target_kind="meetings.entry", at__lte=scope.known_at, at__gte=scope.since)
    for row in rows.filter(unit__in=scope.units).order_by("at", "pk").iterator():
        since = shown_from.get(row.target_ref)
        if since is not None and row.at >= since:
            yield row


def _line(entry: Entry, refs: frozenset[str], scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    """One entry, its files put into the archive; of its records those that are in the package."""
    return {
        "ref": str(entry.public_id),
        "unit": entry.unit.code,
        "kind": entry.kind,
        "forms": entry.forms,
        "occurred_on": _text(entry.occurred_on),
        "until": _text(entry.until),
        "for_period": entry.for_period,
        "starts_at": _text(entry.starts_at),
        "ends_at": _text(entry.ends_at),
        "place": entry.place,
        "leader": entry.leader.code if entry.leader else "",
        "title": entry.title,
        "minutes": entry.minutes,
        "details": entry.details,
        "agenda": [{"text": each.text, "on_topic": each.on_topic} for each in entry.agenda.all()],
        "attendance": [
            {"person": each.person.code, "name": each.person.name, "state": each.state, "by": each.stand_in}
            for each in entry.attendance.all()
        ],
        "targets": [each.unit.code for each in entry.destinations.all()],
        "households": sorted(each.household.number for each in entry.ticked.all()),
        "decisions": [_decision(each, scope, writer) for each in entry.decisions.all()],
        "problems": [_problem(each, scope, writer) for each in entry.problems.all()],
        "evidence": [put_file(writer, FOLDER, each.file) for each in entry.evidence.all()],
        "records": sorted(record.ref for record in entry.records.all() if record.ref in refs),
        "entered_by": entry.entered_by.name,
        "entered_from": entry.entered_from.code if entry.entered_from else "",
        "made_at": entry.made_at.isoformat(),
        "submitted_at": entry.submitted_at.isoformat() if entry.submitted_at else "",
        "replaces": str(entry.replaces.public_id) if entry.replaces else "",
    }


def _decision(decision: Decision, scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    closed = _told(decision.closed_on, scope)
    return {
        "text": decision.text,
        "owner": decision.owner_unit.code,
        "owner_role": decision.owner_role,
        "due_on": _text(decision.due_on),
        "closed_on": _text(decision.closed_on) if closed else "",
        "closing_note": decision.closing_note if closed else "",
        "files": _files(decision.files.all(), writer) if closed else [],
    }


def _problem(problem: Problem, scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    solved = _told(problem.solved_on, scope)
    return {
        "category": problem.category,
        "text": problem.text,
        "owner": problem.owner_unit.code,
        "owner_role": problem.owner_role,
        "measure": problem.measure,
        "due_on": _text(problem.due_on),
        "solved_on": _text(problem.solved_on) if solved else "",
        "solved_note": problem.solved_note if solved else "",
        "files": _files(problem.files.all(), writer) if solved else [],
    }


def _told(day: dt.date | None, scope: PackageScope) -> bool:
    """Whether what was done on `day` is told of as of D, known at K."""
    return day is not None and day <= min(scope.as_of, scope.known_at.date())


def _files(found: QuerySet[StoredFile], writer: PackageWriter) -> list[dict[str, Any]]:
    return [put_file(writer, FOLDER, stored) for stored in found]


def _text(value: dt.date | dt.time | None) -> str:
    return value.isoformat() if value else ""
