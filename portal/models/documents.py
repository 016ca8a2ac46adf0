"""Official documents, their numbers, countersignatures and verification codes."""

import uuid

from django.db import models
from django.db.models import Q

from portal.models.accounts import Account
from portal.models.certificates import SigningCertificate
from portal.models.files import StoredFile
from portal.models.jobs import Job
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
    """A 公文 from its draft to its issue. Once issued its file never changes; a correction names the old one.

    `origin` is what an app made it from (meeting:<id>), `certificate` that with which its file is signed, if any.
    """

    class State(models.TextChoices):
        """拟稿 → 核稿 → 会签 → 签发印发 | 退改; a number once taken stays, as void, in the register."""

        DRAFT = "draft", "拟稿"
        COSIGNING = "cosigning", "会签中"
        REVIEWED = "reviewed", "待签发"
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
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="更正的公文"
    )
    origin = models.CharField("来源", max_length=80, blank=True, db_index=True)
    certificate = models.ForeignKey(
        SigningCertificate, models.PROTECT, null=True, related_name="+", verbose_name="签名证书"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], condition=~Q(number=""), name="number_once"),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state="void"),
                name="one_correction_a_document",
                violation_error_message="该公文已有一份更正。",
            ),
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


class Countersignature(models.Model):
    """A unit or a person asked to sign a document before it is issued (会签), and the answer.

    Asked anew whenever the document has been changed: an answer holds for the words that were seen.
    """

    class State(models.TextChoices):
        """What became of the request."""

        WAITING = "waiting", "待会签"
        SIGNED = "signed", "已会签"
        OBJECTED = "objected", "不同意"
        DROPPED = "dropped", "不再会签"

    document = models.ForeignKey(Document, models.PROTECT, related_name="countersignatures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="会签单位")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="会签人")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField("意见", blank=True)
    asked_at = models.DateTimeField("送会签时间", null=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    answered_at = models.DateTimeField("办理时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="unit_countersigns_once"),
            models.UniqueConstraint(fields=["document", "account"], name="account_countersigns_once"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(account__isnull=True), name="unit_or_account_countersigns"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Who is asked, in words."""
        return self.unit.name if self.unit else self.account.name if self.account else ""


class BatchItem(models.Model):
    """One document of those signed in one go, and what came of it."""

    class State(models.TextChoices):
        """Waiting stays where the batch was cancelled."""

        WAITING = "waiting", "未印发"
        ISSUED = "issued", "已印发"
        FAILED = "failed", "未成功"

    job = models.ForeignKey(Job, models.PROTECT, related_name="batch_items", verbose_name="任务")
    document = models.ForeignKey(Document, models.PROTECT, related_name="batch_items", verbose_name="公文")
    position = models.PositiveSmallIntegerField("序号")
    version = models.CharField(max_length=16)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    message = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量签发"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["job", "document"], name="document_once_a_batch")]

    def __str__(self) -> str:
        return f"{self.position} {self.document_id}"
