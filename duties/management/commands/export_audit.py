"""manage.py export_audit: the audit package of an area as a ZIP, that verify.py checks without the portal."""

import os
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from duties.exports.package.making import Order, make_package
from duties.management.commands.export_ledger import LATEST, day, instant
from duties.services.audit_export import Asked
from duties.services.packages import package_log
from portal import clock
from portal.access import SYSTEM
from portal.models import Unit
from portal.services.package_key import fingerprint_words

NEEDED = {"unit": "--unit", "first": "--from", "last": "--to", "output": "--output"}


class Parser(CommandParser):
    """Says what is wrong with the arguments as the command itself does: in one line, with exit status 1."""

    def error(self, message: str) -> NoReturn:
        """End the program, or raise CommandError where the command was called by another."""
        said = f"参数有误({message});请用 --help 查看用法"
        if self.called_from_command_line:
            self.exit(1, f"CommandError: {said}\n")
        raise CommandError(said)


class Command(BaseCommand):
    """Facts as known at `--known-at`, the ledger as of `--as-of`; nothing is left at `--output` where it fails."""

    help = "制作审计包(ZIP):台账、重新计数所需的事实、佐证材料、日志、目录和签名"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser whose faults are told in Chinese."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # Django makes a parser of its own class, and asks nobody which.
        parser.__class__ = Parser
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Area, days, moment and file."""
        parser.add_argument("--unit", help="单位代码;含其辖区")
        parser.add_argument("--from", dest="first", help="首日 YYYY-MM-DD")
        parser.add_argument("--to", dest="last", help="末日 YYYY-MM-DD(含)")
        parser.add_argument("--as-of", help="截至 YYYY-MM-DD;默认今天")
        parser.add_argument("--known-at", help="按此时掌握的情况,带时区;默认现在")
        parser.add_argument("--output", type=Path, help="写入的 ZIP 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the package."""
        missing = [name for key, name in NEEDED.items() if options[key] is None]
        if missing:
            raise CommandError(f"缺少 {'、'.join(missing)};请用 --help 查看用法")
        unit, asked, output = self._unit(options["unit"]), self._asked(options), options["output"]
        order = Order.of(SYSTEM, unit, asked, within=None, access_log=True)
        package_log(SYSTEM, unit, asked, f"command {output.name}")
        try:
            key = self._make(order, output)
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"无法写入 {output}:{error.strerror or error};请换一个可写的位置") from error
        self.stdout.write(f"{output}:已制作;公钥指纹 {fingerprint_words(key)}")

    def _make(self, order: Order, output: Path) -> str:
        """Write beside the place, and put it there when it is whole."""
        descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=".package-")
        made = Path(name)
        try:
            with open(descriptor, "w+b") as stream:
                key = make_package(order, stream, self._tell)
                stream.flush()
                os.fsync(stream.fileno())
            made.replace(output)
        finally:
            made.unlink(missing_ok=True)
        return key

    def _tell(self, done: int, message: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:3} % {message:<60.60}", ending="")

    def _unit(self, code: str) -> Unit:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"没有代码为 {code} 的单位")
        return unit

    def _asked(self, options: dict[str, Any]) -> Asked:
        first, last = day(options["first"]), day(options["last"])
        as_of = day(options["as_of"]) if options["as_of"] else clock.today()
        known_at = instant(options["known_at"]) if options["known_at"] else None
        if last < first:
            raise CommandError(f"末日 {last} 早于首日 {first};请改正")
        if max(first, min(last, as_of)) > LATEST:
            raise CommandError(f"日期太晚;台账最晚算到 {LATEST},请改为以前的日期")
        if known_at and known_at > clock.now():
            raise CommandError("--known-at 不能晚于现在;请改为以前的时间")
        return Asked(first, last, as_of, known_at)
