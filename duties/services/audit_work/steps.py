"""What every write of audit work shares: the rows locked, the version that was seen, the log without the words.

The log says that and when something was written and the SHA-256 of the words; the words are the auditor's own.
"""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError

from duties.audit_words import State
from duties.models import AuditPaper, AuditWork
from portal import access
from portal.access import Actor
from portal.models import Role
from portal.services.changes import log_change, state_of

WORDS = {"facts", "checks", "remark", "summary"}
"""Columns of which the log keeps the SHA-256 alone."""


def require_auditor(actor: Actor, work: AuditWork | None = None) -> access.Post:
    """The actor's post as an auditor, and of this work; raises PermissionDenied otherwise."""
    post = access.require(actor, Role.AUDITOR)
    account = actor.account.pk if actor.account else None
    if work is not None and (work.auditor_id, work.base_id) != (account, post.unit.pk):
        raise PermissionDenied
    return post


def work_locked(actor: Actor, work: AuditWork, *states: State, version: int | None = None) -> AuditWork:
    """The work as it now is, its row locked; call it in a transaction.

    Raises PermissionDenied for anyone but its auditor, ValidationError where it is in none of `states` or was changed
    since `version` was seen.
    """
    require_auditor(actor, work)
    fresh = AuditWork.objects.select_for_update(of=("self",)).select_related("unit", "base").get(pk=work.pk)
    if fresh.state not in states or (version is not None and fresh.version != version):
        raise ValidationError(f"本项核查已有变化,现为「{fresh.get_state_display()}」,请刷新后再办理。")
    return fresh


def paper_locked(actor: Actor, paper: AuditPaper, *states: State, version: int) -> AuditPaper:
    """The paper as it now is, with its work locked; raises as `work_locked` does."""
    work = work_locked(actor, paper.work, State.OPEN)
    fresh = AuditPaper.objects.select_for_update().get(pk=paper.pk)
    if fresh.state not in states or fresh.version != version:
        raise ValidationError(f"{fresh.number}已有变化,现为「{fresh.get_state_display()}」,请刷新后再办理。")
    fresh.work = work
    return fresh


def keep(actor: Actor, action: str, row: AuditWork | AuditPaper, before: dict[str, object] | None) -> None:
    """Save the next version of a row and log it."""
    row.version += 1
    row.full_clean(exclude=["public_id"])
    row.save()
    log_change(actor=actor, action=action, target=row, before=before, after=logged(row))


def logged(row: AuditWork | AuditPaper) -> dict[str, object]:
    """What the log keeps of a row."""
    state = state_of(row)
    words = {name: state.pop(name) for name in WORDS if name in state}
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return {**state, "words_sha256": hashlib.sha256(text.encode()).hexdigest()}
