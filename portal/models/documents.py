"""Official documents, their numbers and their verification codes."""

import uuid

from django.db import models
from django.db.models import Q

from portal.models.accounts import Account
from portal.models.files import StoredFile
from portal.models.units import Unit


class NumberRegister(models.Model):
    """The counter of one issuer, kind and year; a row lock on it makes numbers without gaps or doubles."""

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="发文单位")
    kind = models.CharField("公文种类", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号登记"
        constraints = [models.UniqueConstraint(fields=["issuer", "kind", "year"], name="register_once")]


class Document(models.Model):
    """A 公文 from its draft to its issue. Once issued its file never changes; a correction names the old one."""

    class State(models.TextChoices):
        """拟稿 → 核稿 → 签发印发 | 退改; a number once taken stays, as void, in the register."""

        DRAFT = "draft", "拟稿"
        REVIEWED = "reviewed", "已核稿"
        RETURNED = "returned", "退改"
        ISSUED = "issued", "已印发"
        VOID = "void", "作废"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("公文种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="issued_documents", verbose_name="发文单位")
    addressee = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="received_documents", verbose_name="主送单位"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    # The blocks of the body and all else that the page prints, as documents.official reads it.
    source = models.JSONField("内容")
    urgency = models.CharField("紧急程度", max_length=10, blank=True)
    register = models.ForeignKey(NumberRegister, models.PROTECT, null=True, related_name="documents")
    serial = models.PositiveIntegerField("顺序号", null=True)
    number = models.CharField("发文字号", max_length=60, blank=True)
    short_code = models.CharField("核验码", max_length=40, unique=True, null=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    reviewed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="核稿人"
    )
    reviewed_at = models.DateTimeField("核稿时间", null=True)
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间", null=True)
    return_reason = models.TextField("退改原因", blank=True)
    void_reason = models.TextField("作废原因", blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="文件")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        constraints = [
            models.UniqueConstraint(fields=["register", "serial"], name="serial_once"),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=models.F("drafted_by")),
                name="issuer_is_not_drafter",
                violation_error_message="拟稿人不得签发本人所拟公文。",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (Q(serial__isnull=False) & Q(issued_at__isnull=False)),
                name="issued_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title
