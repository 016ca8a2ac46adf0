"""What samples are taken from: the obligations or the records of an area and some days, at the moment of the work.

An obligation is known by regulation, rule, unit, seat and period, a record by its number; both in the words of files.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from duties.audit_words import Sign, Subject
from duties.exports.rows import ExportRow, export_rows
from duties.forms.moment import written
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import LATE_ENTRY_DAYS
from duties.models import AuditWork, Record, RecordState, RecordStateChange
from duties.periods import parse
from duties.record_sources import record_page, signed_records
from portal import clock
from portal.models import Area, Unit

SEPARATOR = "|"


@dataclasses.dataclass(frozen=True)
class Member:
    """One of a population: its key, what it is called, whose it is, which signs of risk it shows."""

    key: str
    title: str
    unit: int
    signs: tuple[str, ...] = ()
    row: ExportRow | None = None
    record: int | None = None


def moment_of(work: AuditWork) -> Moment:
    """From where all of the work is read."""
    return Moment.at(work.as_of, work.known_at)


def pages_of(work: AuditWork, drawn: Sequence[Member]) -> dict[str, str]:
    """For each member (by key) the path of the page that shows it, an obligation as it stood at the moment of the work."""
    units = dict(Unit.objects.filter(pk__in={each.unit for each in drawn}).values_list("pk", "public_id"))
    moment = urlencode({"as_of": work.as_of.isoformat(), "known_at": written(work.known_at)})
    pages = {}
    for each in drawn:
        if each.row is None:
            pages[each.key] = record_page(each.record) if each.record else ""
            continue
        row = each.row.ledger
        path = reverse("cell", args=[units[row.unit_id], row.regulation, row.rule, row.period])
        role = f"role={row.role}&" if row.role else ""
        pages[each.key] = f"{path}?{role}{moment}"
    return pages


def members(work: AuditWork, subject: Subject) -> list[Member]:
    """The whole population, in order of its keys."""
    found = obligations(work) if subject == Subject.OBLIGATION else records(work)
    return sorted(found, key=lambda member: member.key)


def obligations(work: AuditWork) -> list[Member]:
    """The rows of the ledger of the area whose period overlaps the days, as `export_ledger` gives them."""
    rows = export_rows(
        unit=work.unit,
        within=work.base,
        first=work.first,
        last=work.last,
        as_of=work.as_of,
        known_at=work.known_at,
    )
    return [obligation_member(row) for row in rows]


def obligation_member(row: ExportRow) -> Member:
    """A row of the ledger as a member of the population."""
    ledger = row.ledger
    key = SEPARATOR.join((ledger.regulation, ledger.rule, ledger.unit, ledger.role, ledger.period))
    signs = (Sign.MADE_UP.value,) if ledger.made_up else ()
    return Member(key, f"{row.bearer} {row.title} {row.period}", ledger.unit_id, signs, row=row)


def records(work: AuditWork) -> list[Member]:
    """The records that took place in the area in these days, drafts left out, those withdrawn or returned kept.

    Three queries and those of the apps that know of signs.
    """
    with reading(moment_of(work)):
        found = list(recorded(work))
        names = dict(Unit.objects.filter(pk__in={each.unit_id for each in found}).values_list("pk", "name"))
    signed = signed_records([each.pk for each in found], work.known_at)
    return [_record(each, names[each.unit_id], each.pk in signed, work.known_at) for each in found]


def recorded(work: AuditWork) -> QuerySet[Record]:
    """The records of the work, in order of their numbers; call it within `reading` at its moment."""
    then = RecordStateChange.objects.filter(record=OuterRef("pk"), known__contains=work.known_at)
    corrected = Record.objects.filter(replaces=OuterRef("pk"), registered_at__lte=work.known_at)
    rows = Record.objects.filter(
        occurred_on__gte=work.first,
        occurred_on__lte=min(work.last, work.as_of),
        registered_at__lte=work.known_at,
    )
    return (
        rows.filter(_placed(work.unit), _placed(work.base))
        .annotate(
            state_then=Coalesce(Subquery(then.values("state")[:1]), F("state")),
            was_corrected=Exists(corrected),
        )
        .exclude(state_then=RecordState.DRAFT)
        .order_by("ref")
    )


def _placed(unit: Unit) -> Q:
    """The condition that the record's unit lay in the area of `unit` on the day of the record."""
    area = Area.objects.filter(ancestor=unit, unit=OuterRef("unit"), during__contains=OuterRef("occurred_on"))
    return Q(Exists(area))


def _record(record: Record, unit: str, signed: bool, known_at: dt.datetime) -> Member:
    words = record.title or f"{record.occurred_on:%Y-%m-%d} {record.kind}"
    return Member(
        key=record.ref,
        title=words if words.startswith(unit) else f"{unit} {words}",
        unit=record.unit_id,
        signs=tuple(_signs(record, signed, known_at)),
        record=record.pk,
    )


def _signs(record: Record, signed: bool, known_at: dt.datetime) -> Sequence[str]:
    registered = record.registered_at.astimezone(clock.SHANGHAI).date()
    withdrawn = record.withdrawn_at is not None and record.withdrawn_at <= known_at
    shown = {
        Sign.FORMALISM: signed,
        Sign.LATE: registered > record.occurred_on + dt.timedelta(days=LATE_ENTRY_DAYS),
        Sign.CORRECTED: withdrawn or record.replaces_id is not None or record.was_corrected,  # type: ignore[attr-defined]
        Sign.MADE_UP: bool(record.for_period)
        and not record.for_period.startswith("T")
        and record.occurred_on >= parse(record.for_period).end,
    }
    return [sign.value for sign, there in shown.items() if there]
