"""Stored files, kept once under their SHA-256."""

import uuid

from django.db import models

from portal.models.accounts import Account


class StoredFile(models.Model):
    """A file in the store: the bytes lie under their SHA-256, the row says what they are."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    stored_at = models.DateTimeField("存入时间")
    stored_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="存入人")

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name
