"""The end of an inspection: closed it stands in the ledger as a record; sent back on site the record is withdrawn."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.inspection_states import Action, Result
from assessment.inspections.flows import INSPECTIONS
from assessment.models import CheckPoint, Inspection
from assessment.selectors.inspection_targets import KIND, Stand, stands_of
from assessment.services.matters import Said, matter_locked, matter_move, tell
from duties.models import Record
from duties.services.records import Content, record_add, record_withdraw
from portal.access import Actor
from portal.models import Person, Role, Tenure
from portal.selectors.accounts import accounts_at


@transaction.atomic
def inspection_close(
    *, actor: Actor, inspection: Inspection, version: int, text: str, day: dt.date | None
) -> Inspection:
    """Close an inspection that took place on `day`, with what was seen in words; the ledger counts it from now on.

    Points without a result are kept as 本次未查, and each keeps what the ledger said of its rule. Raises ValidationError
    by the fields text and day, and as a whole where the ledger takes no record of that day.
    """
    said = Said(text, day)
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.CLOSE, version, said)
    assert day is not None
    fresh.done_on, fresh.conclusion = day, text.strip()
    fresh.record = _record(actor, fresh, day)
    _keep_points(fresh)
    matter_move(INSPECTIONS, actor, fresh, Action.CLOSE, said)
    told = accounts_at(fresh.unit, Role.CLERK, Role.OFFICIAL)
    number = fresh.findings.filter(withdrawn_at__isnull=True).count()
    tell(INSPECTIONS, fresh, told, f"{fresh.office.name}对你单位的督查已办结,问题 {number} 项", text.strip())
    return fresh


def _record(actor: Actor, inspection: Inspection, day: dt.date) -> Record:
    """The record of the inspection: by the office's unit, led by the head of the team, about the unit that was seen."""
    content = Content(
        unit=inspection.office,
        kind=KIND,
        occurred_on=day,
        leader=_head(inspection),
        target=inspection.unit,
        title=f"督查{inspection.unit.name}",
    )
    try:
        return record_add(actor=actor, content=content)
    except ValidationError as error:
        # The ledger names its own fields; this form has the day alone.
        faults = error.message_dict if hasattr(error, "error_dict") else {}
        days = faults.pop("occurred_on", [])
        rest = [text for texts in faults.values() for text in texts] or ([] if days else error.messages)
        raise ValidationError(
            {**({"day": days} if days else {}), **({"__all__": rest} if rest else {})}
        ) from error


def _head(inspection: Inspection) -> Person | None:
    """The head of the team as the ledger knows leaders: people who ever held a seat."""
    head = inspection.team.head if inspection.team else None
    return head if head is not None and Tenure.objects.known().filter(person=head).exists() else None


def _keep_points(inspection: Inspection) -> None:
    """Write down how the ledger stands on each rule, and what was left without a result; three queries."""
    points = list(inspection.points.all())
    stands = stands_of(
        inspection.unit, {point.rule_id for point in points if point.rule_id}, inspection.plan.year
    )
    for point in points:
        point.result = point.result or Result.UNSEEN.value
        point.standing = stands.get(point.rule_id, Stand()).words if point.rule_id else ""
    CheckPoint.objects.bulk_update(points, ["result", "standing"])


@transaction.atomic
def inspection_reopen(*, actor: Actor, inspection: Inspection, version: int, text: str) -> Inspection:
    """Send a closed inspection back on site with a reason; its record is withdrawn and counts no more."""
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.REOPEN, version, Said(text))
    if fresh.record is not None:
        record_withdraw(actor=actor, record=fresh.record, reason=text)
        fresh.record = None
    fresh.done_on = None
    matter_move(INSPECTIONS, actor, fresh, Action.REOPEN, Said(text))
    tell(
        INSPECTIONS,
        fresh,
        accounts_at(fresh.office, Role.OFFICE),
        f"督查退回现场:{fresh.unit.name}",
        text.strip(),
    )
    return fresh


@transaction.atomic
def inspection_cancel(*, actor: Actor, inspection: Inspection, version: int, text: str) -> Inspection:
    """Cancel an inspection in which nothing was found yet, with the reason."""
    fresh: Inspection = matter_locked(INSPECTIONS, actor, inspection, Action.CANCEL, version, Said(text))
    matter_move(INSPECTIONS, actor, fresh, Action.CANCEL, Said(text))
    return fresh
