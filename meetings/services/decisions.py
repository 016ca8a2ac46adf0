"""What becomes of decisions (议定事项): closed with a note and evidence, opened again with a reason."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from meetings.access import OPEN, clerks_of, require_closing, require_reopening
from meetings.models import Decision, Entry
from portal import clock
from portal.access import Actor
from portal.models import Account, StoredFile
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

NOTE_LENGTH = 1000


@transaction.atomic
def decision_close(
    *, actor: Actor, decision: Decision, note: str, files: Sequence[StoredFile] = ()
) -> Decision:
    """Close a decision: what was done, with files that show it.

    Raises PermissionDenied for anyone but the owner's clerk or official and the clerk of the unit that decided,
    ValidationError without a note, or where it is closed or its entry stands no more.
    """
    fresh = _locked(decision)
    require_closing(actor, fresh)
    if not note.strip():
        raise ValidationError({"note": "请写明落实情况。"})
    if fresh.closed_on is not None:
        raise ValidationError("这一事项已办结;现显示最新情况。")
    before = state_of(fresh)
    fresh.closed_on, fresh.closing_note, fresh.closed_by = clock.today(), note.strip(), actor.account
    _keep(actor, fresh, "decision_close", before, "")
    fresh.files.set(files)
    return fresh


@transaction.atomic
def decision_reopen(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Open a closed decision again; what was said stays in its history.

    Raises PermissionDenied for anyone but the unit that decided, ValidationError without a reason or where it is open.
    """
    fresh = _locked(decision)
    require_reopening(actor, fresh)
    if not reason.strip():
        raise ValidationError({"reason": "请写明重新办理的原因。"})
    if fresh.closed_on is None:
        raise ValidationError("这一事项尚未办结;现显示最新情况。")
    before = state_of(fresh)
    fresh.closed_on, fresh.closing_note, fresh.closed_by = None, "", None
    _keep(actor, fresh, "decision_reopen", before, reason.strip())
    _tell(
        fresh,
        clerks_of(fresh.owner_unit),
        f"需重新办理:{reason.strip()}",
        f"reopened:{clock.now().isoformat()}",
    )
    return fresh


def _locked(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("entry__unit", "owner_unit")
    fresh = rows.get(pk=decision.pk)
    if fresh.entry.state not in OPEN:
        raise ValidationError("议定这一事项的登记单已退回、撤回或更正,不能再办理;请刷新页面。")
    return fresh


def _keep(actor: Actor, decision: Decision, action: str, before: dict[str, object], reason: str) -> None:
    decision.full_clean(exclude=["entry", "owner_unit", "closed_by"])
    decision.save()
    log_change(
        actor=actor,
        action=action,
        target=decision,
        unit=decision.owner_unit,
        before=before,
        after=state_of(decision),
        reason=reason,
    )


def carry_over(actor: Actor, old: Entry, new: Entry) -> None:
    """Let decisions that a correction repeats keep what was done about them."""
    closed = {each.key: each for each in old.decisions.filter(closed_on__isnull=False)}
    for decision in new.decisions.filter(key__in=closed).select_related("owner_unit"):
        before, done = state_of(decision), closed[decision.key]
        decision.closed_on, decision.closing_note = done.closed_on, done.closing_note
        decision.closed_by = done.closed_by
        _keep(actor, decision, "decision_carry", before, "")
        decision.files.set(done.files.all())


def tell_owners(entry: Entry) -> None:
    """Tell the clerks of other units what a sitting decided for them."""
    for decision in entry.decisions.exclude(owner_unit=entry.unit).filter(closed_on=None):
        until = f",{decision.due_on:%Y-%m-%d}前完成" if decision.due_on else ""
        text = f"{entry.unit.name}会议议定由{decision.owner_unit.name}落实{until}。"
        _tell(decision, clerks_of(decision.owner_unit), text, str(decision.key))


def _tell(decision: Decision, accounts: list[Account], text: str, key: str) -> None:
    message_send(
        accounts=accounts,
        key=f"decision:{decision.key}:{key}",
        kind="decision",
        title=f"待落实:{decision.text}",
        text=text,
        url=reverse("follow-up", args=[decision.public_id]),
    )
