"""Certificates with which an issuer's papers are signed; their private keys lie in files, never in the database."""

from django.db import models
from django.db.models import Q

from portal.models.units import Unit


class SigningCertificate(models.Model):
    """A certificate of an issuer (电子印章证书); its key lies in `settings.SIGNING_KEYS` under the fingerprint."""

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="certificates", verbose_name="发文单位")
    subject = models.CharField("证书主体", max_length=300)
    authority = models.CharField("颁发机构", max_length=300)
    serial = models.CharField("证书序列号", max_length=60)
    fingerprint = models.CharField("证书指纹(SHA-256)", max_length=64, unique=True)
    pem = models.TextField("证书")
    chain = models.TextField("上级证书", blank=True)
    valid_from = models.DateTimeField("有效期自")
    valid_to = models.DateTimeField("有效期至")
    test = models.BooleanField("演示证书", default=False)
    added_at = models.DateTimeField("设定时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "签名证书"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"], condition=Q(ended_at__isnull=True), name="one_certificate_an_issuer"
            )
        ]

    def __str__(self) -> str:
        return self.subject
