"""What this installation is."""

from django.db import models


class Installation(models.Model):
    """The one row that says whether the data are a demonstration, and under which mark documents go out."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField("演示数据", default=False)
    document_code = models.CharField("发文机关代字", max_length=20, default="兵农领办督")
    last_flagged_at = models.DateTimeField("最近预警核对", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "本平台"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]
