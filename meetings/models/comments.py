"""What is said about an entry (意见): written once, never changed or taken back."""

import uuid

from django.db import models

from meetings.models.entries import Entry
from portal.models import Account


class Comment(models.Model):
    """One remark, with who made it as what; `token` makes a double submission harmless."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField("提交标识", unique=True, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="comments", verbose_name="登记单")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    account_label = models.CharField("姓名", max_length=120)
    post_label = models.CharField("平台岗位", max_length=200)
    text = models.CharField("意见", max_length=500)
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text
