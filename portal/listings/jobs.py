"""我的任务: the jobs that one asked for, with how far each is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portal import access
from portal.lists.columns import Column, day_of, link, marked, page_of
from portal.lists.filters import DayFilter, ListFilters, PickFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import JOB_MARKS
from portal.models import Job, Role
from portal.selectors.jobs import kept_until, own_jobs
from portal.services.jobs import UNSETTLED

ASKERS = access.BUSINESS | {Role.SYSTEM_ADMIN}
"""Roles with work that takes a job; each sees its own only."""


class JobFilters(ListFilters):
    """What the jobs can be narrowed by."""

    state = PickFilter(label="状态", choices=Job.State.choices)
    words = WordsFilter("title", hint="名称")
    first = DayFilter(field_name="asked_at", lookup_expr="date__gte", label="申请自")


def _state(job: Job) -> str:
    running = job.state == Job.State.RUNNING and job.total
    return marked(JOB_MARKS[job.state], quiet=f"{job.done}/{job.total} {job.message}" if running else "")


def _result(job: Job) -> str:
    if job.purged_at:
        return "已清除"
    if job.state != Job.State.DONE or not job.has_files:  # type: ignore[attr-defined]
        return ""
    until = day_of(kept_until(job))
    return f"{until:%Y-%m-%d} 前可下载" if until else ""


COLUMNS: Sequence[Column[Job]] = (
    Column("title", "名称", lambda job: job.title, lambda job: link(job.title, page_of("job", job.public_id)),
           width=40),
    Column("unit", "范围", lambda job: job.unit.name if job.unit else "", width=24),
    Column("asked_at", "申请时间", lambda job: job.asked_at, sort=("asked_at",), latest=True, width=18, nowrap=True),
    Column("ended_at", "结束时间", lambda job: job.ended_at, sort=("ended_at",), latest=True, width=18, nowrap=True),
    Column("state", "状态", lambda job: JOB_MARKS[job.state].label, _state, sort=("state", "-asked_at"), width=12,
           nowrap=True),
    Column("result", "结果文件", _result, width=20, nowrap=True),
    Column("message", "说明", lambda job: job.message, shown=False, width=40),
)  # fmt: skip


class JobList(Listing[Job]):
    """The jobs that one asked for, newest first."""

    name = "jobs"
    title = "我的任务"
    roles = ASKERS
    columns = COLUMNS
    filters = JobFilters
    order = ("-asked_at",)
    quick = "state"

    def rows(self) -> QuerySet[Any]:
        """One's own; `has_files` says whether there is a result."""
        files = Job.files.through.objects.filter(job=OuterRef("pk"))
        return own_jobs(self.actor).annotate(has_files=Exists(files))

    @property
    def under_way(self) -> bool:
        """Whether one of them has not ended, so that the page looks again."""
        return own_jobs(self.actor).filter(state__in=UNSETTLED).exists()
