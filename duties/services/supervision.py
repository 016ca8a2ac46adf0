"""Supervision (督办): the office drafts a notice on an overdue obligation; the notice goes the way of all documents.

Writers on one unit follow one another under its ledger lock, so that two offices cannot both open an item on one
obligation, nor one form be sent twice with effect.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import SupervisedObligation, SupervisedUnit, SupervisionItem
from duties.notice import Wording, notice_paper
from duties.selectors.cell_key import Cell, facts_of
from duties.selectors.ledger import Line
from duties.selectors.supervision import cell_of, open_item, why_not
from portal import access, clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Document, Role, Unit
from portal.selectors.installation import installation
from portal.services.changes import log_change, state_of
from portal.services.documents import document_draft, document_edit

GONE = "该督办件的责任事项已不在台账中,请作废后按现有台账重新拟稿。"


@transaction.atomic
def supervision_draft(*, actor: Actor, cell: Cell, wording: Wording, token: uuid.UUID) -> SupervisionItem:
    """Open an item on an overdue obligation with the draft of its notice; the same form sent twice opens one.

    Raises PermissionDenied for anyone but an office that holds the unit's area; ValidationError where the obligation
    is overdue no more or an item on it is open already.
    """
    post = access.require_area(actor, cell.unit, Role.OFFICE)
    check_wording(wording)
    ensure_fresh()
    lock_units([cell.unit.pk])
    sent_before = SupervisionItem.objects.select_related("made_by").filter(public_id=token).first()
    if sent_before is not None:
        if sent_before.made_by != actor.account:
            raise ValidationError("表单已失效,请刷新页面后重新填写。")
        return sent_before
    line = _overdue(cell, post.unit)
    if open_item(cell) is not None:
        raise ValidationError("该事项已有未作废的督办通知单,不能重复督办。")
    notice = document_draft(
        actor=actor,
        paper=paper_for(cell, line, wording, post.unit),
        issuer=post.unit,
        addressee=cell.unit,
    )
    assert actor.account is not None
    item = SupervisionItem(
        public_id=token,
        office=post.unit,
        unit=cell.unit,
        deadline=wording.deadline,
        demands=wording.demands,
        notice=notice,
        made_by=actor.account,
        made_at=clock.now(),
        state_since=clock.now(),
    )
    item.full_clean(exclude=["public_id"])
    item.save(force_insert=True)
    SupervisedUnit.objects.create(item=item, unit=cell.unit, part=SupervisedUnit.Part.LEAD)
    SupervisedObligation.objects.create(
        item=item, unit=cell.unit, rule=cell.rule, role=cell.role, period=cell.period
    )
    log_change(actor=actor, action="supervision_draft", target=item, unit=cell.unit, after=state_of(item))
    return item


@transaction.atomic
def supervision_edit(
    *, actor: Actor, item: SupervisionItem, version: str, wording: Wording
) -> SupervisionItem:
    """Word a draft or returned notice anew; its facts are those of today.

    Raises ValidationError where somebody changed it since it was seen, or the obligation is overdue no more.
    """
    check_wording(wording)
    before = state_of(item)
    cell, line = _overdue_of(item)
    paper = paper_for(cell, line, wording, item.office)
    document_edit(actor=actor, document=item.notice, version=version, paper=paper)
    item.deadline, item.demands = wording.deadline, wording.demands
    item.save(update_fields=["deadline", "demands"])
    log_change(
        actor=actor,
        action="supervision_edit",
        target=item,
        unit=item.unit,
        before=before,
        after=state_of(item),
    )
    return item


def paper_for(cell: Cell, line: Line, wording: Wording, issuer: Unit) -> OfficialDocument:
    """The notice as it would be drafted now."""
    return notice_paper(
        issuer=issuer.name,
        unit=cell.unit.name,
        facts=facts_of(line),
        wording=wording,
        demo=installation().demo,
        source={
            "unit": cell.unit.code,
            "rule": cell.rule.code,
            "role": cell.role,
            "period": cell.period,
            "required": str(line.obligation.required),
            "counted": str(line.obligation.counted),
            "due_on": line.obligation.due_on.isoformat(),
            "as_of": clock.today().isoformat(),
            "deadline": wording.deadline.isoformat(),
        },
    )


def check_wording(wording: Wording) -> None:
    """Raise ValidationError by the names of the form's fields for what cannot be demanded."""
    faults = {}
    if not wording.title.strip():
        faults["title"] = "请填写标题。"
    if not wording.lines:
        faults["demands"] = "请填写办理要求。"
    if wording.deadline <= clock.today():
        faults["deadline"] = "办结期限应晚于今天,请改选日期。"
    if faults:
        raise ValidationError(faults)


def notice_check(document: Document) -> None:
    """What must still hold when a notice is reviewed and issued; raises ValidationError where it does not."""
    item = SupervisionItem.objects.select_related("unit", "office").filter(notice=document).first()
    if item is None:
        raise ValidationError(GONE)
    _overdue_of(item)
    if item.deadline <= clock.today():
        raise ValidationError("办结期限已到或已过,请退改,由拟稿人重定期限。")


def _overdue_of(item: SupervisionItem) -> tuple[Cell, Line]:
    cell = cell_of(item)
    if cell is None:
        raise ValidationError(GONE)
    return cell, _overdue(cell, item.office)


def _overdue(cell: Cell, issuer: Unit) -> Line:
    line = cell.line()
    reason = why_not(cell, line, issuer)
    if reason:
        raise ValidationError(reason)
    assert line is not None
    return line
