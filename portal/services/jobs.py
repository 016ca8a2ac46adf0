"""Background jobs: asked for in a page, done by a worker, never lost with the broker.

A job lives in its row. Its Celery message is only a nudge: a message that is lost, doubled or redelivered after a
killed worker changes nothing, since the worker takes the row by `UPDATE … WHERE state` under a lock of its own.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from portal import access, clock, registry
from portal.access import Actor
from portal.models import Job, Unit
from portal.services.changes import log_change, state_of

logger = logging.getLogger(__name__)

RUN_TASK = "portal.run_job"
LOCKS = 7422
"""First key of the advisory locks that workers hold while they do a job."""
UNSETTLED = (Job.State.WAITING, Job.State.RUNNING)
TELL = """
UPDATE portal_job SET done = %s, total = %s, message = %s WHERE id = %s AND state = %s AND started_at = %s
"""
Tell = Callable[[int, int, str], None]
"""Done, total and what is going on."""
REQUEUE_AFTER = dt.timedelta(minutes=5)
"""How long a queued job may stay untouched before it is queued once more; a doubled message is harmless."""


class JobCancelledError(Exception):
    """The job was cancelled, or another worker has taken it up: stop, and keep nothing."""


def job_ask(
    *,
    actor: Actor,
    kind: str,
    title: str,
    unit: Unit | None,
    parameters: dict[str, Any],
    token: uuid.UUID | None = None,
) -> Job:
    """Add a job and queue it when the transaction commits; with the broker down it waits, and nothing is lost.

    `token` (of the form) makes a double submission harmless: the second answer is the first job.
    """
    assert actor.account is not None, "a job is asked for by a person"
    job = Job(
        public_id=token or uuid.uuid4(),
        kind=kind,
        title=title[:200],
        unit=unit,
        parameters=parameters | {"post": str(actor.post.public_id) if actor.post else ""},
        asked_by=actor.account,
        asked_as=actor.post.label if actor.post else "",
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            log_change(actor=actor, action="job_ask", target=job, unit=unit, after=state_of(job))
    except IntegrityError:
        return _asked_before(actor, job.public_id)
    transaction.on_commit(partial(job_queue, job))
    return job


def _asked_before(actor: Actor, token: uuid.UUID) -> Job:
    job = Job.objects.filter(public_id=token, asked_by=actor.account).first()
    if job is None:
        raise ValidationError("表单已失效,请刷新页面后重新填写。")
    return job


def job_queue(job: Job) -> bool:
    """Tell the workers that `job` waits; False where the broker cannot be reached (`requeue_jobs` tries again)."""
    try:
        current_app.send_task(RUN_TASK, args=[str(job.public_id)], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("job %s waits, the broker cannot be reached: %s", job.public_id, error)
        return False
    Job.objects.filter(pk=job.pk).update(queued_at=clock.now())
    return True


def job_cancel(*, actor: Actor, job: Job) -> bool:
    """Cancel a job that has not ended; False where it has. A running one stops at its next step."""
    with transaction.atomic():
        before = state_of(job)
        cancelled = Job.objects.filter(pk=job.pk, state__in=UNSETTLED).update(
            state=Job.State.CANCELLED, ended_at=clock.now(), message=""
        )
        if cancelled:
            job.refresh_from_db()
            log_change(
                actor=actor,
                action="job_cancel",
                target=job,
                unit=job.unit,
                before=before,
                after=state_of(job),
            )
    return bool(cancelled)


def job_progress(job: Job, done: int, total: int, message: str = "") -> None:
    """Say how far the work is; raises JobCancelledError where it is to stop. Call it outside of transactions."""
    held = _held(job).update(done=done, total=total, message=message[:300])
    if not held:
        raise JobCancelledError


@contextmanager
def job_telling(job: Job) -> Iterator[Tell]:
    """`job_progress` for work within a transaction: it goes by a connection of its own, so that it is seen at once.

    Raised within the transaction, JobCancelledError undoes all of it.
    """
    beside = connection.copy()

    def tell(done: int, total: int, message: str) -> None:
        with beside.cursor() as cursor:
            cursor.execute(TELL, [done, total, message[:300], job.pk, Job.State.RUNNING, job.started_at])
            if not cursor.rowcount:
                raise JobCancelledError

    try:
        yield tell
    finally:
        beside.close()


def job_finish(job: Job) -> None:
    """Settle a job as done; raises JobCancelledError where it was cancelled meanwhile.

    Work that must not be half done calls it in the transaction that holds its result.
    """
    if not _held(job).update(state=Job.State.DONE, ended_at=clock.now(), message=""):
        raise JobCancelledError


def job_actor(job: Job) -> Actor:
    """Who asked, in the post in which it was asked; raises ValidationError where that post is no longer held."""
    wanted = job.parameters.get("post", "")
    post = next((post for post in access.posts_of(job.asked_by) if str(post.public_id) == wanted), None)
    if wanted and post is None:
        raise ValidationError("申请人已不再担任申请时的平台岗位,本任务不再办理。")
    return Actor(account=job.asked_by, post=post)


def job_run(public_id: uuid.UUID) -> None:
    """Do the job, once: nothing happens where it has ended or another worker is at it.

    A job whose worker was killed is done from its beginning. One that fails keeps its reason in Chinese.
    """
    job = Job.objects.select_related("asked_by", "unit").filter(public_id=public_id).first()
    if job is None:
        logger.warning("no job %s", public_id)
        return
    with _alone(job) as alone:
        if alone and _take(job):
            _work(job)


def requeue_jobs() -> int:
    """Queue again what no worker has in hand; returns how many were queued."""
    since = clock.now() - REQUEUE_AFTER
    lost = Job.objects.filter(Q(queued_at=None) | Q(queued_at__lt=since), state__in=UNSETTLED)
    queued = 0
    for job in lost.order_by("asked_at")[:500]:
        with _alone(job) as alone:
            idle = alone
        if idle and not job_queue(job):
            break
        queued += idle
    return queued


def _held(job: Job) -> Any:
    """The row, as long as it is this worker's: `started_at` tells one taking from the next."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started_at=job.started_at)


def _take(job: Job) -> bool:
    now = clock.now()
    taken = Job.objects.filter(pk=job.pk, state__in=UNSETTLED).update(
        state=Job.State.RUNNING, started_at=now, done=0, total=0, message=""
    )
    if taken:
        job.refresh_from_db()
        job.files.clear()
    return bool(taken)


def _work(job: Job) -> None:
    try:
        registry.job_work(job.kind)(job)
        if _held(job).exists():
            job_finish(job)
    except JobCancelledError:
        logger.info("job %s stopped", job.public_id)
    except ValidationError as error:
        _fail(job, "".join(error.messages))
    except Exception:
        # The door of a worker: whatever fails, the person who waits is told, and the log keeps the rest.
        logger.exception("job %s failed", job.public_id)
        _fail(
            job, f"办理时出现故障,请稍后重新申请;仍不成功,请将编号 {str(job.public_id)[:8]} 告知系统管理员。"
        )


def _fail(job: Job, reason: str) -> None:
    _held(job).update(state=Job.State.FAILED, ended_at=clock.now(), message=reason[:300])


@contextmanager
def _alone(job: Job) -> Iterator[bool]:
    """Whether this worker alone has the job in hand; the lock ends with the worker's connection, however it dies."""
    key = job.pk % 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, key])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, key])
