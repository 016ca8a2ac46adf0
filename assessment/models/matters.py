"""What matters of this app have in common: an office, a state and a count of what was done; and the steps themselves."""

import uuid

from django.db import models

from portal.models import Account, Unit


class Matter(models.Model):
    """Something that goes from state to state by a table. `version` counts what was done, so that a stale form is told."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    state_since = models.DateTimeField("进入状态时间")
    version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        abstract = True


class MatterStep(models.Model):
    """One thing that was done with a matter, as it was said; rows are only added."""

    action = models.CharField("办理", max_length=10)
    from_state = models.CharField("原状态", max_length=10, blank=True)
    to_state = models.CharField("现状态", max_length=10)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class MatterFact(models.Model):
    """One fact that a proposal lists, in words, as it stood when it was listed; `url` leads to where it can be checked."""

    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("事项", max_length=200)
    value = models.CharField("情况", max_length=300)
    basis = models.CharField("依据", max_length=300, blank=True)
    day = models.DateField("截至")
    url = models.CharField("页面", max_length=300, blank=True)
    key = models.CharField("标识", max_length=120)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
