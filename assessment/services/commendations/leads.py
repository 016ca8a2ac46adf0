"""An accountability lead from its facts to the receipt: handed over to the competent body, concluded nowhere here."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.commendations.flows import LEADS
from assessment.lead_states import Action
from assessment.models import AccountabilityLead, AccountabilityLeadFact
from assessment.selectors.matter_facts import FactLine
from assessment.services.commendations.commending import SPENT
from assessment.services.matters import Said, matter_begin, matter_locked, matter_move, tell
from portal import access, clock
from portal.access import Actor
from portal.models import Role, Unit
from portal.selectors.accounts import accounts_at


@transaction.atomic
def lead_propose(
    *, actor: Actor, unit: Unit, receiver: str, note: str, facts: Sequence[FactLine], token: uuid.UUID
) -> AccountabilityLead:
    """List facts about a unit of the area for a body that is competent; the same form sent twice lists them once.

    Raises PermissionDenied for anyone but the office of the area, ValidationError by the fields of the form.
    """
    post = access.require_area(actor, unit, Role.OFFICE)
    assert actor.account is not None
    sent = AccountabilityLead.objects.filter(public_id=token).first()
    if sent is not None:
        if sent.proposed_by_id != actor.account.pk:
            raise ValidationError(SPENT)
        return sent
    faults = {}
    if unit.pk == post.unit.pk:
        faults["__all__"] = "不能移交本单位的线索,应由上级办理。"
    if not receiver.strip():
        faults["receiver"] = "请填写承接机关。"
    if not facts:
        faults["facts"] = "请至少勾选一项事实。"
    if faults:
        raise ValidationError(faults)
    made = AccountabilityLead(
        public_id=token,
        office=post.unit,
        unit=unit,
        receiver=receiver.strip(),
        note=note.strip(),
        proposed_by=actor.account,
        proposed_at=clock.now(),
    )
    matter_begin(LEADS, actor, made, Action.PROPOSE)
    AccountabilityLeadFact.objects.bulk_create(
        AccountabilityLeadFact(
            matter=made, position=place, key=each.key[:120], title=each.title[:200], value=each.value[:300],
            basis=each.basis[:300], url=each.url[:300], day=clock.today(),
        )
        for place, each in enumerate(facts)
    )  # fmt: skip
    return made


@transaction.atomic
def lead_submit(
    *, actor: Actor, lead: AccountabilityLead, version: int, text: str = ""
) -> AccountabilityLead:
    """Submit a lead to the approver."""
    fresh: AccountabilityLead = matter_locked(LEADS, actor, lead, Action.SUBMIT, version, Said(text))
    fresh.submitted_by = actor.account
    matter_move(LEADS, actor, fresh, Action.SUBMIT, Said(text))
    tell(LEADS, fresh, accounts_at(fresh.office, Role.APPROVER), "待审定:是否移交问责线索")
    return fresh


@transaction.atomic
def lead_return(*, actor: Actor, lead: AccountabilityLead, version: int, text: str) -> AccountabilityLead:
    """Send a lead back to the office with a reason."""
    fresh: AccountabilityLead = matter_locked(LEADS, actor, lead, Action.RETURN, version, Said(text))
    matter_move(LEADS, actor, fresh, Action.RETURN, Said(text))
    tell(LEADS, fresh, accounts_at(fresh.office, Role.OFFICE), "问责线索退回补充")
    return fresh


@transaction.atomic
def lead_agree(*, actor: Actor, lead: AccountabilityLead, version: int, text: str) -> AccountabilityLead:
    """Decide that the facts are handed over; never by who listed or submitted them."""
    return _decide(actor, lead, version, text, Action.AGREE)


@transaction.atomic
def lead_dismiss(*, actor: Actor, lead: AccountabilityLead, version: int, text: str) -> AccountabilityLead:
    """Decide that nothing is handed over, with the reason."""
    return _decide(actor, lead, version, text, Action.DISMISS)


def _decide(
    actor: Actor, lead: AccountabilityLead, version: int, text: str, action: Action
) -> AccountabilityLead:
    fresh: AccountabilityLead = matter_locked(LEADS, actor, lead, action, version, Said(text))
    fresh.decided_by, fresh.decided_at, fresh.decision = actor.account, clock.now(), text.strip()
    matter_move(LEADS, actor, fresh, action, Said(text))
    # Inboxes and the messages that leave the portal name neither the unit nor the facts.
    tell(LEADS, fresh, accounts_at(fresh.office, Role.OFFICE), f"问责线索{action.label}")
    return fresh


@transaction.atomic
def lead_hand(
    *,
    actor: Actor,
    lead: AccountabilityLead,
    version: int,
    day: dt.date | None,
    receipt: str,
    received_by: str,
    text: str = "",
) -> AccountabilityLead:
    """Write down the receipt: its number, the day, and who took it in at the competent body."""
    said = Said(text, day)
    fresh: AccountabilityLead = matter_locked(LEADS, actor, lead, Action.HAND, version, said)
    faults = {}
    if not receipt.strip():
        faults["receipt"] = "请填写回执编号。"
    if not received_by.strip():
        faults["received_by"] = "请填写接收人。"
    if day is not None and fresh.decided_at and day < fresh.decided_at.astimezone(clock.SHANGHAI).date():
        faults["day"] = "移交日期不能早于审定日期。"
    if faults:
        raise ValidationError(faults)
    fresh.handed_on, fresh.receipt, fresh.received_by = day, receipt.strip(), received_by.strip()
    matter_move(LEADS, actor, fresh, Action.HAND, said)
    return fresh


@transaction.atomic
def lead_cancel(*, actor: Actor, lead: AccountabilityLead, version: int, text: str) -> AccountabilityLead:
    """Take a lead back with a reason, before it is handed over."""
    fresh: AccountabilityLead = matter_locked(LEADS, actor, lead, Action.CANCEL, version, Said(text))
    fresh.end_reason = text.strip()
    matter_move(LEADS, actor, fresh, Action.CANCEL, Said(text))
    return fresh
