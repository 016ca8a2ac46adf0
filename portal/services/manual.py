"""Printing the manual: asked for in a page, done by a worker."""

from django.urls import reverse

from portal import clock
from portal.access import Actor
from portal.manual.book import book
from portal.manual.paper import Imprint, render_manual
from portal.models import Job
from portal.selectors.installation import installation
from portal.services.files import file_store
from portal.services.jobs import UNSETTLED, job_actor, job_ask, job_progress

MANUAL_JOB = "manual"
STEPS = 2


def manual_ask(*, actor: Actor) -> Job:
    """Ask for the manual as one PDF; the job shows its progress. Asked again meanwhile, it is the same job."""
    mine = Job.objects.filter(kind=MANUAL_JOB, asked_by=actor.account, state__in=UNSETTLED)
    return mine.first() or job_ask(
        actor=actor,
        kind=MANUAL_JOB,
        title=f"印制{book().title}",
        unit=None,
        parameters={"page": reverse("manual"), "page_label": book().title},
    )


def manual_work(job: Job) -> None:
    """The work of the job: lay out all pages, keep the file."""
    actor = job_actor(job)
    job_progress(job, 0, STEPS, "排版全书,约需半分钟")
    post = f"({actor.post.label})" if actor.post else ""
    imprint = Imprint(f"{actor.name}{post}", clock.now(), installation().demo)
    content = render_manual(book(), imprint)
    job_progress(job, 1, STEPS, "存档")
    job.files.add(
        file_store(actor=actor, name=f"{book().title}.pdf", content=content, content_type="application/pdf")
    )
