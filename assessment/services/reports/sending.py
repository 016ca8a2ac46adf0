"""Sending a report to its superior, which credits the obligation; received, returned or withdrawn the ledger follows.

What is sent becomes a record `for_period`, in the same transaction. Returned by the superior it is returned, withdrawn by
the unit it is withdrawn: neither counts. Sent anew it is registered anew, naming the one before.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.models import Report
from assessment.report_states import Action
from assessment.reports.kinds import KINDS, RECORD_KIND
from assessment.selectors.reports.counted import counted_elsewhere
from assessment.services.reports.steps import desk_of, report_locked, report_move, signers_of, tell
from duties.ledger.locks import lock_units
from duties.models import RecordState
from duties.services.records import (
    Content,
    record_add,
    record_confirm,
    record_return,
    record_withdraw,
)
from portal import clock
from portal.access import Actor
from portal.models import Person, Role, Tenure
from portal.selectors.accounts import accounts_at

TWICE = "该周期的同类报告已在{0}登记过(登记单),不能重复计入;请先撤回那份登记,或者作废本报告。"


@transaction.atomic
def report_send(*, actor: Actor, report: Report, version: int, text: str = "") -> Report:
    """Send a signed report: the superior's office is told, and the obligation is credited from today.

    Raises ValidationError where the same report counts already by an entry, or where the period is locked.
    """
    lock_units([report.unit_id])
    fresh = report_locked(actor, report, Action.SEND, version, text)
    other = counted_elsewhere(fresh)
    if other is not None:
        raise ValidationError(TWICE.format(other.occurred_on))
    now = clock.now()
    content = Content(
        unit=fresh.unit,
        kind=RECORD_KIND,
        forms=(fresh.kind,),
        occurred_on=clock.today(),
        leader=_signer(fresh),
        for_period=fresh.period,
        title=fresh.title,
    )
    fresh.record = record_add(actor=actor, content=content, replaces=fresh.record)
    fresh.sent_at = now
    fresh.return_reason = ""
    report_move(actor, fresh, Action.SEND, text)
    if fresh.to is not None:
        number = fresh.document.number if fresh.document else ""
        tell(fresh, accounts_at(fresh.to, Role.OFFICE), f"收到{KINDS[fresh.kind].name}:{fresh.title}", number)
    return fresh


def _signer(report: Report) -> Person | None:
    """Who signed, where that is an official with a seat; the rules on reports ask for none."""
    person = report.signed_by.person if report.signed_by else None
    seated = (
        person is not None and Tenure.objects.filter(person=person, known__endswith__isnull=True).exists()
    )
    return person if seated else None


@transaction.atomic
def report_receive(*, actor: Actor, report: Report, version: int, text: str = "") -> Report:
    """Receive a report: its record is confirmed."""
    lock_units([report.unit_id])
    fresh = report_locked(actor, report, Action.RECEIVE, version, text)
    assert fresh.record is not None
    fresh.received_by, fresh.received_at = actor.account, clock.now()
    fresh.record = record_confirm(actor=actor, record=fresh.record)
    report_move(actor, fresh, Action.RECEIVE, text)
    tell(fresh, [*desk_of(fresh.unit), *signers_of(fresh.unit)], f"已收文:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def report_return(*, actor: Actor, report: Report, version: int, text: str) -> Report:
    """Return a report with a reason: its record is returned, so that the obligation is open again."""
    lock_units([report.unit_id])
    fresh = report_locked(actor, report, Action.RETURN, version, text)
    assert fresh.record is not None
    fresh.return_reason = text.strip()
    fresh.received_by, fresh.received_at = None, None
    fresh.signed_by, fresh.signed_at = None, None
    if fresh.record.withdrawn_at is None and fresh.record.state != RecordState.RETURNED:
        fresh.record = record_return(actor=actor, record=fresh.record, reason=text)
    report_move(actor, fresh, Action.RETURN, text)
    tell(fresh, [*desk_of(fresh.unit), *signers_of(fresh.unit)], f"退改:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def report_withdraw(*, actor: Actor, report: Report, version: int, text: str) -> Report:
    """Take a report back that the superior has not received: its record is withdrawn."""
    lock_units([report.unit_id])
    fresh = report_locked(actor, report, Action.WITHDRAW, version, text)
    assert fresh.record is not None
    fresh.signed_by, fresh.signed_at = None, None
    if fresh.record.withdrawn_at is None:
        fresh.record = record_withdraw(actor=actor, record=fresh.record, reason=text)
    report_move(actor, fresh, Action.WITHDRAW, text)
    if fresh.to is not None:
        tell(fresh, accounts_at(fresh.to, Role.OFFICE), f"已撤回:{fresh.title}", text.strip())
    return fresh
