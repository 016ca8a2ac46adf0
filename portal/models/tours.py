"""What accounts said when the first tour of a role was offered to them."""

from django.db import models

from portal.models.accounts import Account, Role


class TourAnswer(models.Model):
    """The answer of an account to the tour of one of its roles: with a row, that tour is not offered again."""

    class Answer(models.TextChoices):
        """What one may say; whoever refused can still begin from the help of any page."""

        BEGUN = "begun", "已开始"
        REFUSED = "refused", "不用"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="账号")
    role = models.CharField("平台岗位", max_length=20, choices=Role)
    answer = models.CharField("答复", max_length=8, choices=Answer)
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = verbose_name_plural = "功能导览"
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="tour_answered_once")]
