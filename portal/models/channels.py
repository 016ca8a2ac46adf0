"""By what ways and at what times a person is told; the endpoints of messaging systems; the calendar of working days."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from portal.models.accounts import Account
from portal.models.units import Unit

DIGEST_HOUR = 8
QUIET_FROM, QUIET_TO = 21, 7
"""What holds for an account that has chosen nothing: a digest at eight, quiet from nine in the evening to seven."""


class Preference(models.Model):
    """How one account wants to be told; an account without a row has the defaults.

    Hours are full hours of Asia/Shanghai. Where `is_quiet`, nothing leaves the portal for the account between `quiet_from`
    and `quiet_to`, over midnight. `feed` names its calendar feed; without it there is none.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, related_name="preference", verbose_name="账号", primary_key=True
    )
    digest_hour = models.PositiveSmallIntegerField(
        "每日摘要时间", default=DIGEST_HOUR, validators=[MinValueValidator(6), MaxValueValidator(20)]
    )
    by_email = models.BooleanField("邮件", default=True)
    by_gateway = models.BooleanField("消息接口", default=True)
    is_quiet = models.BooleanField("免打扰", default=True)
    quiet_from = models.PositiveSmallIntegerField(
        "免打扰开始", default=QUIET_FROM, validators=[MinValueValidator(18), MaxValueValidator(23)]
    )
    quiet_to = models.PositiveSmallIntegerField(
        "免打扰结束", default=QUIET_TO, validators=[MinValueValidator(5), MaxValueValidator(9)]
    )
    feed = models.UUIDField("日历订阅", null=True, unique=True, editable=False)
    feed_at = models.DateTimeField("日历订阅生成时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "接收设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_quiet=False)
                | Q(digest_hour__gte=F("quiet_to"), digest_hour__lt=F("quiet_from")),
                name="digest_outside_quiet_hours",
                violation_error_message="每日摘要的时间不能在免打扰时段内。",
            ),
        ]


class Adapter(models.TextChoices):
    """The shapes of messages that endpoints take."""

    JSON = "json", "通用 JSON 网关"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"
    FEISHU = "feishu", "飞书群机器人"
    EVENTS = "events", "变更通知(对接系统)"


SIGNED = frozenset({Adapter.JSON, Adapter.EVENTS})
"""Shapes that carry our own signature, and so need a secret."""


class Endpoint(models.Model):
    """An address of a messaging system at which a unit's messages are handed over (消息接口).

    A gateway is told what its unit's people are told, each with the user name, and passes it on; the robot of a group is
    told the unit's counts, without names; another system which objects of the unit's area changed. Address and secret
    are stored sealed (`portal.services.endpoints`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="endpoints", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    adapter = models.CharField("类型", max_length=12, choices=Adapter)
    host = models.CharField("主机", max_length=253)
    sealed_url = models.TextField("地址")
    sealed_secret = models.TextField("密钥", blank=True)
    hour = models.PositiveSmallIntegerField(
        "每日发送时间",
        default=DIGEST_HOUR,
        validators=[MinValueValidator(QUIET_TO), MaxValueValidator(QUIET_FROM - 1)],
    )
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="设置人")
    made_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "消息接口"
        ordering = ["unit__code", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="endpoint_once",
                violation_error_message="该单位已有同名的消息接口。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.name}"


class CalendarDay(models.Model):
    """A day on which people work or do not, whatever the packaged calendar says."""

    day = models.DateField("日期", primary_key=True)
    works = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日安排"
        ordering = ["day"]


class CalendarYear(models.Model):
    """A year whose days off and swapped days are all in the table; it needs the packaged calendar no more."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    settled_at = models.DateTimeField("确认时间")
    settled_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="确认人")

    class Meta:
        verbose_name = verbose_name_plural = "已录全的年份"
