"""What can be taken by hand: records and obligations found by the name of a unit, a number or words of a title."""

import dataclasses

from django.db.models import Q

from duties.audit_words import Subject
from duties.exports.rows import export_rows
from duties.ledger.past import reading
from duties.models import AuditWork
from duties.selectors.audit_work.population import Member, moment_of, obligation_member, recorded
from portal.models import Unit

UNITS = 3
"""The obligations of so many units whose names fit are offered."""
MOST = 100
"""So many are offered at once; one types more to find others."""


@dataclasses.dataclass(frozen=True)
class Offer:
    """What was found, those with a paper already marked, and whether there is more than is offered."""

    members: list[tuple[Member, bool]]
    more: bool


def offered(work: AuditWork, subject: Subject, words: str) -> Offer:
    """What fits `words`, in order of the keys; nothing without words."""
    if not words:
        return Offer([], False)
    found = _obligations(work, words) if subject == Subject.OBLIGATION else _records(work, words)
    there = set(work.papers.filter(subject=subject.value).values_list("key", flat=True))
    return Offer([(member, member.key in there) for member in found[:MOST]], len(found) > MOST)


def _obligations(work: AuditWork, words: str) -> list[Member]:
    units = Unit.objects.filter(Q(name__icontains=words) | Q(code__iexact=words)).order_by("code")[:UNITS]
    found = [
        obligation_member(row)
        for unit in units
        for row in export_rows(
            unit=unit,
            within=work.unit,
            first=work.first,
            last=work.last,
            as_of=work.as_of,
            known_at=work.known_at,
        )
        if row.ledger.unit_id == unit.pk
    ]
    return sorted(found, key=lambda member: member.key)


def _records(work: AuditWork, words: str) -> list[Member]:
    fits = Q(unit__name__icontains=words) | Q(title__icontains=words) | Q(ref__iexact=words)
    with reading(moment_of(work)):
        rows = recorded(work).filter(fits).select_related("unit")[: MOST + 1]
        return [
            Member(each.ref, f"{each.unit.name} {each.occurred_on:%Y-%m-%d} {each.title}", each.unit_id)
            for each in rows
        ]
