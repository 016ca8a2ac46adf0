"""The interface for other programs: tokens, answers kept for repeats, and the order of events."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.models.accounts import Account, Role
from portal.models.changes import Change
from portal.models.units import Unit


class ApiArea(models.TextChoices):
    """What a token may be given, each to read or to write as well."""

    UNITS = "units", "单位与联系点"
    RULEBOOK = "rulebook", "规则库和口径答疑"
    LEDGER = "ledger", "履职台账"
    RECORDS = "records", "登记与记录"
    SUPERVISION = "supervision", "预警、催办、督办、约谈、情况说明"
    DOCUMENTS = "documents", "公文"
    MESSAGES = "messages", "消息"
    EXPORTS = "exports", "导出与后台任务"
    EVENTS = "events", "变更通知"


READ, WRITE = "read", "write"
NEVER_WRITTEN = frozenset({ApiArea.UNITS, ApiArea.LEDGER, ApiArea.DOCUMENTS, ApiArea.EVENTS})
"""Areas in which the interface writes nothing."""


class ApiToken(models.Model):
    """A key by which a program acts as one account in one post: only its digest is kept, its beginning to know it by.

    `scopes` are pairs like `records:write`; to write is to read as well. It works to the end of `expires_on`, while it is
    not revoked, the account is active and holds the post.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="api_tokens", verbose_name="账号")
    role = models.CharField("平台岗位", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("用途", max_length=60)
    beginning = models.CharField("开头", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30), verbose_name="范围")
    made_at = models.DateTimeField("生成时间")
    expires_on = models.DateField("有效期至")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_may_something"),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.beginning}…)"

    def allows(self, area: str, mode: str) -> bool:
        """Whether the token may read, or write, in `area`."""
        return f"{area}:{mode}" in self.scopes or (mode == READ and f"{area}:{WRITE}" in self.scopes)


class ApiReply(models.Model):
    """What a write was answered, by its key: a repeat gets the same answer and writes nothing.

    The row is written in the transaction of the write itself: either both are there or neither.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="replies")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口答复"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="reply_once")]


class ChangeOutbox(models.Model):
    """Changes that have no number in the feed yet; a trigger writes it, in the transaction of the change."""

    change = models.OneToOneField(
        Change, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "待编号变更"


class ChangeEvent(models.Model):
    """The place of a change in the feed. Numbers are given after the commit, by one at a time: none comes in behind.

    A reader who has seen number n has seen all up to n, whatever was still being written meanwhile.
    """

    change = models.OneToOneField(Change, models.PROTECT, related_name="event", db_constraint=False)

    class Meta:
        verbose_name = verbose_name_plural = "变更事件"
        ordering = ["pk"]
