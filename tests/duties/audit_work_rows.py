"""What rows of the access matrix about audit work act on."""

import datetime as dt
import uuid
from typing import Any

from duties.audit_words import CHECKS, Subject
from duties.models import AuditDraw, AuditPaper, AuditWork
from portal import access, clock
from portal.models import Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast


def _work(cast: Cast, unit: Unit, **values: Any) -> AuditWork:
    """Work of the cast's auditor, who sits at the place: elsewhere it is work of another post."""
    now = clock.now()
    return AuditWork.objects.create(
        title="演示", auditor=cast.accounts[Role.AUDITOR], base=unit, unit=unit, first=dt.date(2026, 7, 1),
        last=dt.date(2026, 9, 30), as_of=now.date(), known_at=now, begun_at=now, **values,
    )  # fmt: skip


def _paper(cast: Cast, unit: Unit, **values: Any) -> AuditPaper:
    work = _work(cast, unit)
    draw = AuditDraw.objects.create(
        work=work, position=1, subject="record", method="random", seed="s", asked=1, population=1,
        population_sha256="0" * 64, drawn_at=clock.now(),
    )  # fmt: skip
    return AuditPaper.objects.create(
        work=work, draw=draw, position=1, subject="record", key="R1", title="演示", unit=unit, facts=FACTS,
        facts_sha256="0" * 64, **values,
    )  # fmt: skip


def audit_work(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A work that has just begun."""
    return {"public_id": _work(cast, unit).public_id}


def audit_drawn(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A work with a paper that is concluded."""
    paper = _paper(cast, unit, state="concluded", conclusion="agrees", concluded_at=clock.now())
    return {"public_id": paper.work.public_id}


def audit_summed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A work that is summed up."""
    work = _work(cast, unit, state="concluded", concluded_at=clock.now(), summary="演示。")
    return {"public_id": work.public_id}


def audit_paper(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A paper without a conclusion."""
    paper = _paper(cast, unit)
    return {"public_id": paper.work.public_id, "paper": paper.public_id}


def audit_concluded(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A paper with one."""
    paper = _paper(cast, unit, state="concluded", conclusion="agrees", concluded_at=clock.now())
    return {"public_id": paper.work.public_id, "paper": paper.public_id}


def audit_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file beside a paper."""
    paper = _paper(cast, unit)
    stored = file_store(actor=access.SYSTEM, name="附件.pdf", content=b"%PDF", content_type="application/pdf")
    paper.files.add(stored)
    return {"public_id": paper.work.public_id, "paper": paper.public_id, "file": stored.public_id}


FACTORIES = {
    "audit_concluded": audit_concluded,
    "audit_drawn": audit_drawn,
    "audit_file": audit_file,
    "audit_paper": audit_paper,
    "audit_summed": audit_summed,
    "audit_work": audit_work,
}

FACTS = [{"heading": "履职记录", "facts": [["编号", "R1"]]}]
OWN = {Role.AUDITOR: frozenset({"own"})}
NONE = {"public_id": uuid.UUID(int=0)}
NO_PAPER = {**NONE, "paper": uuid.UUID(int=0)}
DRAW = {"subject": "record", "method": "random", "size": "2", "seed": "s", "version": "0"}
CONCLUSION = {f"check-{code}": "yes" for code in CHECKS[Subject.RECORD]} | {
    "conclusion": "agrees",
    "version": "0",
}
