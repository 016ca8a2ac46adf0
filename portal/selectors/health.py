"""How the installation does: when each line of the schedule ran, and what it stands on. Names no unit and nobody."""

import dataclasses
import datetime as dt
import shutil
from collections.abc import Sequence

from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from kombu.exceptions import ChannelError, OperationalError
from redis.exceptions import RedisError

from portal import clock
from portal.marks import Mark
from portal.models import FilePreview, Job, ScheduleRun, SearchCheck
from portal.schedule import BEAT_SCHEDULE, SCHEDULE_WORDS
from portal.selectors.deliveries import backlog
from portal.working_days import calendar_gaps

GRACE = dt.timedelta(minutes=10)
"""So much later than it was due a line is late: a worker may be busy meanwhile."""
LONGEST_RUN = dt.timedelta(hours=1)
"""Whatever began longer ago was broken off (CELERY_TASK_TIME_LIMIT)."""
LONGEST_WAIT = dt.timedelta(minutes=15)
"""What waits longer for a worker is worth a look."""
LEAST_FREE, LEAST_FREE_PART = 5 * 2**30, 0.1
LONGEST_UNCHECKED = dt.timedelta(hours=26)
"""The index of searching is compared every night."""
CLOCKS_APART = dt.timedelta(seconds=5)
QUEUE = "celery"
LONG_QUEUE = 200

WRONG = Mark("overdue", "!", "需查看")
WELL, RUNNING, FAULTY, LATE, NEVER = (
    Mark("met", "✓", "正常"),
    Mark("pending", "·", "运行中"),
    Mark("overdue", "!", "出错"),
    Mark("overdue", "!", "未按时运行"),
    Mark("pending", "·", "尚未运行"),
)


@dataclasses.dataclass(frozen=True)
class Schedule:
    """A line of the schedule with its last run, when it is due next, and how it stands."""

    name: str
    run: ScheduleRun | None
    due_at: dt.datetime
    mark: Mark
    is_good: bool
    """Whether nobody need look at it."""

    @property
    def seconds(self) -> float | None:
        """How long the last run took, in seconds; None while it runs or where there was none."""
        if self.run is None or self.run.ended_at is None:
            return None
        return round((self.run.ended_at - self.run.started_at).total_seconds(), 1)


@dataclasses.dataclass(frozen=True)
class Line:
    """One thing that is looked at: whether it is as it should be, and in words what is and what to do."""

    name: str
    is_good: bool
    text: str
    url: str = ""


def schedules() -> list[Schedule]:
    """Every line of the schedule, those to be looked at first; one query.

    One that never ran is no fault where others did: its first time is still to come.
    """
    runs, now = ScheduleRun.objects.in_bulk(), clock.now()
    good = (WELL, RUNNING, NEVER) if runs else (WELL, RUNNING)
    found = [_schedule(name, runs.get(name), now, good) for name in BEAT_SCHEDULE]
    return sorted(found, key=lambda each: each.is_good)


def _schedule(name: str, run: ScheduleRun | None, now: dt.datetime, good: Sequence[Mark]) -> Schedule:
    due_at = next_due(name, run.started_at if run else now)
    mark = _mark(run, due_at, now)
    return Schedule(SCHEDULE_WORDS[name], run, due_at, mark, mark in good)


def next_due(name: str, after: dt.datetime) -> dt.datetime:
    """When the line is due next after that instant, in Shanghai."""
    schedule = BEAT_SCHEDULE[name]["schedule"]
    assert isinstance(schedule, crontab)
    last, left, _ = schedule.remaining_delta(after.astimezone(clock.SHANGHAI))
    due: dt.datetime = last + left
    return due


def _mark(run: ScheduleRun | None, due_at: dt.datetime, now: dt.datetime) -> Mark:
    if run is None:
        return NEVER
    if now > due_at + GRACE:
        return LATE
    if run.ended_at is None:
        return RUNNING if now - run.started_at < LONGEST_RUN else FAULTY
    return FAULTY if run.fault else WELL


def lines() -> list[Line]:
    """Everything else that is looked at, what is wrong first."""
    found = [
        *_servers(),
        _jobs(),
        _deliveries(),
        _previews(),
        _disk(),
        _clocks(),
        _calendar(),
        _search(),
    ]
    return sorted(found, key=lambda line: line.is_good)


def _servers() -> list[Line]:
    return [_cache(), _queue()]


def _cache() -> Line:
    try:
        cache.get("health")
    except RedisError:
        return Line("缓存", False, "Redis 没有应答;请检查服务,恢复后自动继续。")
    return Line("缓存", True, "应答正常。")


def _queue() -> Line:
    try:
        with current_app.connection_for_read() as queue:
            queue.ensure_connection(max_retries=1, timeout=2)
            length = _length(queue)
    except (OperationalError, OSError):
        return Line("任务队列", False, "队列连接不上;任务都存在数据库里,恢复后自动继续,不会丢失。")
    text = f"{length}项在队列中等待。" if length else "没有积压。"
    return Line("任务队列", length < LONG_QUEUE, text)


def _length(queue: object) -> int:
    try:
        return int(queue.default_channel.queue_declare(QUEUE, passive=True).message_count)  # type: ignore[attr-defined]
    except ChannelError:
        return 0


def _jobs() -> Line:
    waiting = Job.objects.filter(state=Job.State.WAITING).order_by("asked_at")
    asked = list(waiting.values_list("asked_at", flat=True))
    if not asked:
        return Line("后台任务", True, "没有等待的任务。")
    waited = clock.now() - asked[0]
    text = f"{len(asked)}项等待,最早的已等{int(waited.total_seconds() // 60)}分钟。"
    return Line("后台任务", waited < LONGEST_WAIT, text)


def _deliveries() -> Line:
    counts = backlog()
    text = f"待发送{counts.waiting}条,自动重试{counts.failed}条,不再重试{counts.given_up}条。"
    return Line("邮件和消息", not counts.failed and not counts.given_up, text, reverse("deliveries"))


def _previews() -> Line:
    waiting = FilePreview.objects.filter(state=FilePreview.State.WAITING)
    late = waiting.filter(asked_at__lt=clock.now() - LONGEST_WAIT).count()
    if late:
        return Line("文件预览", False, f"{late}份文件的预览超过15分钟未生成;原文件可照常下载。")
    return Line("文件预览", True, "没有积压。")


def _disk() -> Line:
    usage = shutil.disk_usage(settings.DATA_DIR)
    text = f"剩余{usage.free / 2**30:.1f} GB,共{usage.total / 2**30:.1f} GB。"
    enough = usage.free >= LEAST_FREE and usage.free >= LEAST_FREE_PART * usage.total
    return Line("磁盘", enough, text if enough else f"{text}请清理或扩容,以免不能收存文件。")


def _clocks() -> Line:
    """Whether web server and database agree on the time: a period ends by the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(clock.now() - cursor.fetchone()[0])
    if apart > CLOCKS_APART:
        text = f"网页服务与数据库的时钟相差{int(apart.total_seconds())}秒;请校准,否则到期日可能错位。"
        return Line("时钟", False, text)
    return Line("时钟", True, "网页服务与数据库的时钟一致。")


def _calendar() -> Line:
    gaps = "、".join(f"{year}年" for year in calendar_gaps())
    text = f"{gaps}的法定节假日安排未载入,暂按周一至周五计工作日。" if gaps else "节假日安排已载入。"
    return Line("工作日", not gaps, text, reverse("working-days"))


def _search() -> Line:
    """Whether the index of searching was compared with its sources of late; it follows each write by itself."""
    last = SearchCheck.objects.first()
    if last is None:
        return Line("检索", False, "索引尚未建立,搜索不到已有的内容;请运行 manage.py search_index。")
    day = last.checked_at.astimezone(clock.SHANGHAI)
    text = f"收录{last.entries}条,{day:%-m月%-d日 %H:%M}与来源核对一致"
    text += f",其间补正{last.mended}条。" if last.mended else "。"
    return Line("检索", clock.now() - last.checked_at < LONGEST_UNCHECKED, text)
