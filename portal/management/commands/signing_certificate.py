"""manage.py signing_certificate: the certificate with which a unit's papers are signed (docs/operations.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.access import SYSTEM
from portal.models import SigningCertificate, Unit
from portal.services.certificates import certificate_add, certificate_end, demo_certificate_make


class Command(BaseCommand):
    """Takes a certificate from a file, makes one for a demonstration, ends one, or lists them all."""

    help = "设定发文单位的电子签名证书"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The unit, and one of the deeds; without a unit all certificates are listed."""
        parser.add_argument("--unit", help="发文单位代码")
        deed = parser.add_mutually_exclusive_group()
        deed.add_argument("--pkcs12", type=Path, help="PKCS#12 证书文件(.p12、.pfx)")
        deed.add_argument("--test", action="store_true", help="生成演示证书(不具法律效力)")
        deed.add_argument("--end", action="store_true", help="停用现有证书并删除其私钥")
        parser.add_argument("--password-file", type=Path, help="只含证书文件口令的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        if not options["unit"]:
            return self._list()
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"没有代码为 {options['unit']} 的单位。")
        try:
            return self._do(unit, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"文件不能读取:{error.filename}") from error

    def _do(self, unit: Unit, options: dict[str, Any]) -> None:
        if options["end"]:
            ended = certificate_end(actor=SYSTEM, issuer=unit)
            self.stdout.write("已停用。" if ended else "没有在用的证书。")
            return
        if options["test"]:
            made = demo_certificate_make(actor=SYSTEM, issuer=unit)
        elif options["pkcs12"]:
            word = options["password_file"].read_text().strip() if options["password_file"] else ""
            container = options["pkcs12"].read_bytes()
            made = certificate_add(actor=SYSTEM, issuer=unit, container=container, password=word)
        else:
            raise CommandError("请给出 --pkcs12、--test 或 --end。")
        self.stdout.write(
            f"{unit.name} 的公文今后以此证书签名:{made.subject},有效期至 {made.valid_to:%Y-%m-%d}。"
        )

    def _list(self) -> None:
        for each in SigningCertificate.objects.select_related("issuer").order_by("issuer__code", "added_at"):
            state = "已停用" if each.ended_at else "在用"
            self.stdout.write(
                f"{each.issuer.code} {each.issuer.name} {state} {each.subject} 至 {each.valid_to:%Y-%m-%d}"
            )
