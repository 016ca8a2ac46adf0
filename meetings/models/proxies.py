"""For which units the clerk of the unit directly above may log (代录), as the office of the area allows it."""

from django.db import models

from portal.models import Account, Unit


class EntryProxy(models.Model):
    """Whether the clerk of the unit directly above may log for one unit; a unit without a row may not be logged for."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="entry_proxy", verbose_name="单位")
    allowed = models.BooleanField("允许代录", default=False)
    changed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经手人")
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        verbose_name = verbose_name_plural = "代录许可"

    def __str__(self) -> str:
        return self.unit.name
