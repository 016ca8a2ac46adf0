"""manage.py import_data DIR_OR_XLSX [--dry-run]: the interchange files taken in, everything or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duties.interchange.faults import ImportRefusedError
from duties.interchange.importing import Imported, data_import
from portal.access import SYSTEM


class Command(BaseCommand):
    """Ends with status 1 and the list of faults where anything is wrong; nothing is written then."""

    help = "导入交换文件(CSV 文件夹或 XLSX 工作簿);全部成功才写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to read, and whether to write."""
        parser.add_argument(
            "path", type=Path, metavar="DIR_OR_XLSX", help="CSV 文件所在文件夹,或 XLSX 工作簿"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对并列出将有的变化,不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say all that is wrong."""
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"没有 {path};请写 CSV 文件所在文件夹或 XLSX 工作簿的路径")
        try:
            done = data_import(actor=SYSTEM, path=path, dry_run=options["dry_run"], tell=self._progress)
        except ImportRefusedError as error:
            listed = "" if len(error.lines) >= error.total else f",以下列出前 {len(error.lines)} 处"
            raise CommandError(
                "\n".join([f"未导入:共 {error.total} 处错误{listed}", *error.lines])
            ) from error
        self._tell(done, dry_run=options["dry_run"])

    def _tell(self, done: Imported, *, dry_run: bool) -> None:
        for line in [*done.notes, *(f"提示 {hint}" for hint in done.hints), *map(str, done.changes)]:
            self.stdout.write(line)
        for name, count in done.counts.items():
            self.stdout.write(f"{name}:{count}")
        if not done.anything:
            self.stdout.write("与平台现有数据相同,没有变化")
        else:
            if done.ledger:
                changed = done.ledger
                self.stdout.write(
                    f"台账:新增 {changed.missing} 行,减少 {changed.extra} 行,变更 {changed.changed} 行"
                )
            self.stdout.write("以上为预览,没有写入" if dry_run else "已导入")

    def _progress(self, text: str, share: float) -> None:
        """What is going on, on a terminal only."""
        if self.stdout.isatty():
            self.stdout.write(f"{share:4.0%} {text}")
