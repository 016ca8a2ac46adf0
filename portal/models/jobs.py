"""Background jobs with progress, kept in the database so that a lost broker loses nothing."""

import uuid

from django.db import models

from portal.models.accounts import Account
from portal.models.files import StoredFile
from portal.models.units import Unit


class Job(models.Model):
    """A long piece of work asked for by a person; its Celery task finds it by id."""

    class State(models.TextChoices):
        """From the click to the file."""

        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未成功"
        CANCELLED = "cancelled", "已取消"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="范围")
    parameters = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="jobs", verbose_name="申请人")
    asked_as = models.CharField("平台岗位", max_length=200, blank=True)
    asked_at = models.DateTimeField("申请时间")
    queued_at = models.DateTimeField("排队时间", null=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    purged_at = models.DateTimeField("结果清除时间", null=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="结果文件")

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.title
