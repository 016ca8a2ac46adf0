"""Reading one's own background jobs."""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.http import Http404

from portal.access import Actor
from portal.models import Job

KEPT = dt.timedelta(days=7)
"""So long the files that a job has made can be had."""


def kept_until(job: Job) -> dt.datetime | None:
    """Until when the files of a job can be had; None where it has not ended."""
    return job.ended_at + KEPT if job.ended_at else None


def own_jobs(actor: Actor) -> QuerySet[Job]:
    """The jobs that the account asked for, newest first."""
    return Job.objects.filter(asked_by=actor.account).select_related("unit")


def own_job_or_404(actor: Actor, public_id: uuid.UUID) -> Job:
    """One of the account's own jobs; raises Http404 for any other."""
    job = own_jobs(actor).filter(public_id=public_id).first()
    if job is None:
        raise Http404
    return job


def waiting_for(job: Job) -> str:
    """What a waiting job waits for, in words."""
    if job.queued_at is None:
        return "后台队列暂时连接不上,恢复后自动开始,不必重新申请。"
    ahead = Job.objects.filter(state=Job.State.WAITING, asked_at__lt=job.asked_at).count()
    running = Job.objects.filter(state=Job.State.RUNNING).count()
    if ahead or running:
        return f"前面还有 {ahead + running} 项任务,轮到后自动开始。"
    return "正在等待后台接单;后台暂停时任务不会丢失,恢复后自动开始。"
