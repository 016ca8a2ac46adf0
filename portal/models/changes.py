"""The change log and the access log: append-only for the application's database role."""

import uuid

from django.db import models
from django.utils import timezone

from portal.models.accounts import Account


class LogRow(models.Model):
    """What both logs keep of a deed: who, as what, when, from which request."""

    at = models.DateTimeField("时间", db_index=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="账号")
    account_label = models.CharField("姓名", max_length=120)
    post_label = models.CharField("平台岗位", max_length=200, blank=True)
    request_id = models.UUIDField("请求", default=uuid.uuid4)
    action = models.CharField("操作", max_length=60)
    target_kind = models.CharField("对象类别", max_length=60, blank=True)
    target_ref = models.CharField("对象", max_length=200, blank=True)
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.account_label}"


class Change(LogRow):
    """One write: before, after and, where the table of access.md asks for one, the reason."""

    unit = models.ForeignKey(
        "portal.Unit", models.PROTECT, null=True, related_name="+", verbose_name="涉及单位"
    )
    before = models.JSONField("变更前", null=True)
    after = models.JSONField("变更后", null=True)
    reason = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "变更日志"
        indexes = [models.Index(fields=["target_kind", "target_ref"], name="change_target")]


class Access(LogRow):
    """One sign-in, refusal, export or reading of a personal history."""

    address = models.GenericIPAddressField("来源地址", null=True)
    succeeded = models.BooleanField("成功", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问日志"
