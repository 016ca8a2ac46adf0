"""Writing a working paper: checks, remark and files at any time while the work is open; a conclusion; taking it back."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.audit_words import CHECKS, NEED_REMARK, Conclusion, Result, State, Subject
from duties.models import AuditPaper
from duties.services.audit_work.steps import keep, logged, paper_locked
from portal import clock
from portal.access import Actor
from portal.models import StoredFile


@dataclasses.dataclass(frozen=True)
class Written:
    """What the auditor has written: a result for each check (by code), a conclusion, a remark, further files."""

    checks: Mapping[str, str]
    conclusion: str = ""
    remark: str = ""
    files: Sequence[StoredFile] = ()


@transaction.atomic
def paper_save(*, actor: Actor, paper: AuditPaper, version: int, written: Written) -> AuditPaper:
    """Keep what is written so far; raises PermissionDenied for anyone but the auditor of the work."""
    paper = paper_locked(actor, paper, State.OPEN, version=version)
    before = logged(paper)
    _write(paper, written)
    keep(actor, "audit_paper_save", paper, before)
    paper.files.add(*written.files)
    return paper


@transaction.atomic
def paper_conclude(*, actor: Actor, paper: AuditPaper, version: int, written: Written) -> AuditPaper:
    """Conclude on one record or obligation; all checks must have a result, and most conclusions a remark."""
    paper = paper_locked(actor, paper, State.OPEN, version=version)
    before = logged(paper)
    _write(paper, written)
    _check(paper)
    paper.state, paper.concluded_at = State.CONCLUDED.value, clock.now()
    keep(actor, "audit_paper_conclude", paper, before)
    paper.files.add(*written.files)
    return paper


@transaction.atomic
def paper_reopen(*, actor: Actor, paper: AuditPaper, version: int) -> AuditPaper:
    """Take a conclusion back, to go on; what was written stays."""
    paper = paper_locked(actor, paper, State.CONCLUDED, version=version)
    before = logged(paper)
    paper.state, paper.concluded_at = State.OPEN.value, None
    keep(actor, "audit_paper_reopen", paper, before)
    return paper


def _write(paper: AuditPaper, written: Written) -> None:
    asked = CHECKS[Subject(paper.subject)]
    paper.checks = {
        code: result
        for code, result in written.checks.items()
        if code in asked and result in [each.value for each in Result]
    }
    paper.conclusion, paper.remark = written.conclusion, written.remark.strip()


def _check(paper: AuditPaper) -> None:
    """Raise ValidationError, at the fields, for what a conclusion lacks."""
    faults: dict[str, str] = {}
    left = [word for code, word in CHECKS[Subject(paper.subject)].items() if code not in paper.checks]
    if left:
        faults["__all__"] = f"还有{len(left)}项没有核对结果:{'、'.join(left)}。"
    if not paper.conclusion:
        faults["conclusion"] = "请选择结论。"
    elif Conclusion(paper.conclusion) in NEED_REMARK and not paper.remark:
        faults["remark"] = "该结论须写明情况和依据;只写记录和佐证,不评价个人。"
    if faults:
        raise ValidationError(faults)
