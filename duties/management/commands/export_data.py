"""manage.py export_data DIR: everything as the interchange files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duties.interchange.exporting import export_data


class Command(BaseCommand):
    """Writes all the files of docs/interchange.md, as known now."""

    help = "把平台现有数据写成交换文件(CSV,UTF-8)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="写入的文件夹;没有就新建")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or say why not."""
        try:
            written = export_data(options["folder"])
        except OSError as error:
            raise CommandError(
                f"无法写入 {options['folder']}:{error.strerror};请换一个可写的文件夹"
            ) from error
        for name, rows in written.items():
            self.stdout.write(f"{name}.csv:{rows} 行")
