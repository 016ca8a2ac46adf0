"""What the portal tells a person: the inbox, and deliveries by other channels with their state."""

import uuid

from django.db import models
from django.db.models import Q

from portal.models.accounts import Account
from portal.models.channels import Endpoint


class Message(models.Model):
    """One line of a person's inbox. `key` makes it unique, so that no worker writes it twice.

    The inbox is where it is delivered, so the row is its own delivery. `digested_at` is when it also went into a digest.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="messages", verbose_name="收件人")
    key = models.CharField(max_length=200)
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    digested_at = models.DateTimeField("列入摘要时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-sent_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["account"], condition=Q(read_at__isnull=True), name="message_unread"),
        ]


class Channel(models.TextChoices):
    """How a delivery leaves the portal."""

    EMAIL = "email", "邮件"
    WEBHOOK = "webhook", "消息接口"


class Delivery(models.Model):
    """One mail to a person, or one call of an endpoint (for a person or for its unit); unique by `key`, at least once.

    `public_id` goes out with it and stays the same when it is sent again, so that the recipient can tell a repeat.
    """

    class State(models.TextChoices):
        """Waiting until sent; a failure keeps its reason and is tried again with back-off."""

        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送未成功"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="deliveries", verbose_name="收件人"
    )
    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, null=True, related_name="deliveries", verbose_name="消息接口"
    )
    channel = models.CharField("渠道", max_length=20, choices=Channel, default=Channel.EMAIL)
    key = models.CharField(max_length=200)
    subject = models.CharField("主题", max_length=200)
    text = models.TextField("正文")
    html = models.TextField("网页正文", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_try_at = models.DateTimeField("下次发送", null=True)
    reason = models.CharField("未成功原因", max_length=300, blank=True)
    made_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发送时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "channel", "endpoint", "key"], name="delivery_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.EMAIL, account__isnull=False, endpoint__isnull=True)
                | Q(channel=Channel.WEBHOOK, endpoint__isnull=False),
                name="delivery_has_a_recipient",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=~Q(state="sent"), name="delivery_waiting"),
            models.Index(fields=["endpoint"], condition=~Q(state="sent"), name="delivery_of_endpoint"),
        ]

    @property
    def number(self) -> str:
        """The number by which a recipient tells a repeat."""
        return self.public_id.hex[:8].upper()

    @property
    def is_digest(self) -> bool:
        """Whether it is a daily digest, not a single urgent message."""
        return self.key.startswith("digest:")
