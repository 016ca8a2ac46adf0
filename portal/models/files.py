"""Stored files, kept once under their SHA-256; uploads under way; what is shown of a file before it is opened."""

import uuid

from django.db import models

from portal.models.accounts import Account


class StoredFile(models.Model):
    """A file in the store: the bytes lie under their SHA-256, the row says what they are.

    An upload may have been changed twice before: shrunk in the browser, which then tells what the file was (`original_…`),
    and freed of where it was taken on arrival (`uploaded_sha256` is what came in).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    uploaded_sha256 = models.CharField("上传时的 SHA-256", max_length=64, blank=True)
    original_sha256 = models.CharField("压缩前原件的 SHA-256", max_length=64, blank=True)
    original_size = models.PositiveBigIntegerField("压缩前字节数", null=True, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    stored_at = models.DateTimeField("存入时间")
    stored_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="存入人")

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file on its way in, one piece after another: its bytes lie beside the store until they are all there.

    What came of it stays here until `expires_at`, so that an answer lost on the way can be asked for again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="上传人")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数")
    claims = models.JSONField("浏览器所报", default=dict, blank=True)
    begun_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    fault = models.CharField("未接收原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        indexes = [models.Index(fields=["account", "begun_at"], name="upload_account_time")]

    def __str__(self) -> str:
        return self.name


class FilePreview(models.Model):
    """What a worker made of the bytes under one SHA-256, to be looked at without opening the file."""

    class State(models.TextChoices):
        """From the upload to the picture; a kind that cannot be shown, or a file that defeats the worker, has none."""

        WAITING = "waiting", "生成中"
        MADE = "made", "已生成"
        NONE = "none", "不能预览"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    content_type = models.CharField("类型", max_length=100)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    asked_at = models.DateTimeField("提出时间")
    tried_at = models.DateTimeField("上次生成时间", null=True)
    pages = models.PositiveIntegerField("页数", default=0)
    shown = models.PositiveSmallIntegerField("可预览页数", default=0)
    perceptual_hash = models.CharField("感知哈希", max_length=16, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件预览"
        indexes = [
            models.Index(fields=["tried_at"], condition=models.Q(state="waiting"), name="preview_waiting")
        ]

    def __str__(self) -> str:
        return self.sha256
