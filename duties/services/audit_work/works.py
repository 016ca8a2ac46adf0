"""Beginning, summing up and closing a piece of audit work."""

import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from duties.audit_words import State
from duties.models import AuditWork
from duties.services.audit_export import Asked, check_scope
from duties.services.audit_work.steps import keep, logged, require_auditor, work_locked
from portal import clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change


def work_begin(*, actor: Actor, title: str, unit: Unit, asked: Asked, token: uuid.UUID) -> AuditWork:
    """Begin work on the area of `unit`; without an instant it is read as known now, which is fixed from here on.

    `token` makes a double submission harmless. Raises PermissionDenied for anyone but an auditor, ValidationError for
    a unit out of scope.
    """
    post = require_auditor(actor)
    assert actor.account is not None
    check_scope(actor, unit, asked)
    now = clock.now()
    work = AuditWork(
        public_id=token,
        title=title.strip(),
        auditor=actor.account,
        base=post.unit,
        unit=unit,
        first=asked.first,
        last=asked.last,
        as_of=asked.as_of,
        known_at=asked.known_at or now,
        begun_at=now,
    )
    work.full_clean(exclude=["public_id"], validate_unique=False)
    try:
        with transaction.atomic():
            work.save(force_insert=True)
            log_change(actor=actor, action="audit_work_begin", target=work, after=logged(work))
    except IntegrityError:
        found = AuditWork.objects.filter(public_id=token, auditor=actor.account).first()
        if found is None:
            raise ValidationError("表单已失效,请刷新页面后重新填写。") from None
        return found
    return work


@transaction.atomic
def work_conclude(*, actor: Actor, work: AuditWork, version: int, summary: str) -> AuditWork:
    """Sum up a work all of whose papers have a conclusion; raises ValidationError where one has none."""
    work = work_locked(actor, work, State.OPEN, version=version)
    if not work.papers.exists():
        raise ValidationError("还没有样本,请先抽样。")
    if left := work.papers.filter(state=State.OPEN.value).count():
        raise ValidationError(f"还有{left}份底稿没有结论,全部下结论后才能小结。")
    if not summary.strip():
        raise ValidationError({"summary": "请写明总体情况。"})
    before = logged(work)
    work.state, work.concluded_at, work.summary = State.CONCLUDED.value, clock.now(), summary.strip()
    keep(actor, "audit_work_conclude", work, before)
    return work


@transaction.atomic
def work_reopen(*, actor: Actor, work: AuditWork, version: int) -> AuditWork:
    """Go on with a work that was summed up; its summary stays as a draft."""
    work = work_locked(actor, work, State.CONCLUDED, version=version)
    before = logged(work)
    work.state, work.concluded_at = State.OPEN.value, None
    keep(actor, "audit_work_reopen", work, before)
    return work


@transaction.atomic
def work_close(*, actor: Actor, work: AuditWork, version: int) -> AuditWork:
    """Close a work that was summed up, with all its papers: nothing of it changes any more."""
    work = work_locked(actor, work, State.CONCLUDED, version=version)
    before = logged(work)
    work.state, work.closed_at = State.CLOSED.value, clock.now()
    work.papers.update(state=State.CLOSED.value)
    keep(actor, "audit_work_close", work, before)
    return work
