"""Views that people keep: a page with the state that its address carries, under a name of their own."""

import uuid

from django.db import models

from portal.models.accounts import Account
from portal.models.units import Unit


class SavedView(models.Model):
    """A page in one state, named by whoever saved it; shared with all posts in the area of `unit` where there is one.

    `page` is the name of an address without arguments, `query` what follows it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="saved_views", verbose_name="保存人")
    page = models.CharField("页面", max_length=60)
    title = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=2000, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共享范围"
    )
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "视图"
        ordering = ["page", "title", "pk"]
        indexes = [models.Index(fields=["page", "unit"], name="saved_view_shared")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "title"],
                name="saved_view_once",
                violation_error_message="您在本页已有同名视图,请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class DefaultView(models.Model):
    """The view in which a page opens for one account, where nothing else is asked for."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="账号")
    page = models.CharField("页面", max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults", verbose_name="视图")

    class Meta:
        verbose_name = verbose_name_plural = "默认视图"
        constraints = [models.UniqueConstraint(fields=["account", "page"], name="default_view_once")]
