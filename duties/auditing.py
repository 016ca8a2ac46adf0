"""What audit work puts into the shell: its jobs, its page, what waits on the auditor's desk."""

from django.http import HttpRequest

from duties.audit_words import State
from duties.selectors.audit_work.works import own_works, with_counts
from duties.services.audit_work.drawing import DRAW_JOB
from duties.services.audit_work.reporting import REPORT_JOB
from portal import registry
from portal.access import Actor
from portal.models import Role
from portal.registry import Part

SHOWN = 5


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_job_kind(DRAW_JOB, "duties.services.audit_work.drawing.draw_work")
    registry.add_job_kind(REPORT_JOB, "duties.exports.audit_work.making.audit_report")
    registry.add_page("审计核查", "audit", roles=[Role.AUDITOR], order=20, tab=True)
    registry.add_part("desk", desk_part, order=20)


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The auditor's own works that are not closed, and how many papers wait for a conclusion."""
    if actor.role != Role.AUDITOR:
        return None
    works = list(with_counts(own_works(actor)).exclude(state=State.CLOSED.value)[:SHOWN])
    if not works:
        return None
    left = sum(work.open_n for work in works)  # type: ignore[attr-defined]
    return Part("duties/audit_work/desk.html", {"audit_works": works}, left, "底稿待下结论")
