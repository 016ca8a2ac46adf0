"""The words of the loaded regulations: unit kinds, tags, roles, links, record kinds and their forms."""

from django.db import models


class Word(models.Model):
    """A word that a rulebook brings. The same word in two regulations is the same thing (rules.md)."""

    class Group(models.TextChoices):
        """What the word names."""

        UNIT = "units", "单位类别"
        TAG = "tags", "属性"
        ROLE = "roles", "职务"
        LINK = "links", "联系"
        KIND = "kinds", "记录类别"
        FORM = "forms", "形式"

    group = models.CharField(max_length=10, choices=Group)
    code = models.CharField(max_length=40)
    name = models.CharField("名称", max_length=80)
    # units: tier, under, answer_for; roles: several; forms: kinds.
    data = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "词汇"
        ordering = ["group", "position"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="word_once")]

    def __str__(self) -> str:
        return self.name
