"""Imports at a page (数据导入): files sent in, what their check found, and what came of them."""

import uuid

from django.db import models

from portal.models import Account, Job, Role, Unit


class DataImport(models.Model):
    """Files that a post has sent in; they lie in a folder of their own until they are taken in or given up.

    `findings` is what the check found (`duties.interchange.findings`), of the latest check alone.
    """

    class State(models.TextChoices):
        """From the upload to the data."""

        CHECKING = "checking", "核对中"
        FAULTY = "faulty", "有错误"
        READY = "ready", "待确认"
        IMPORTING = "importing", "导入中"
        DONE = "done", "已导入"
        GIVEN_UP = "given_up", "已放弃"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    role = models.CharField("平台岗位", max_length=20, choices=Role)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKING)
    files = models.JSONField("文件", default=list)
    findings = models.JSONField("核对结果", default=dict)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="上传人")
    made_as = models.CharField("上传时的岗位", max_length=200, blank=True)
    made_at = models.DateTimeField("上传时间")
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    settled_at = models.DateTimeField("办理时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据导入"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return "、".join(file["name"] for file in self.files)
