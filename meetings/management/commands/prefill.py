"""manage.py prefill: what a form would be filled in with from a file, as JSON."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from meetings.prefill import as_json, read, text_of
from meetings.selectors.prefill import known_forms
from portal.uploads import RefusedError


class Command(BaseCommand):
    """Print each field with its value and the words that it came from; unsure fields are left out."""

    help = "从会议纪要、通知或消息读出可预填的内容(JSON)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the day on which it was published."""
        parser.add_argument("file", type=Path, help="DOCX、DOC、PDF、TXT 或网页文件")
        parser.add_argument("--published", type=_day, help="发布日期 YYYY-MM-DD,用于推断未写明的年份")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and print what was found."""
        file: Path = options["file"]
        try:
            text = text_of(file.name, file.read_bytes())
        except OSError as error:
            raise CommandError(f"无法读取 {file}:{error.strerror};请核对路径") from error
        except RefusedError as error:
            raise CommandError(f"{file.name}:{error}") from error
        found = read(text, published=options["published"], forms=known_forms())
        self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))


def _day(text: str) -> dt.date:
    """A date written YYYY-MM-DD; raises CommandError for anything else."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text} 不是日期;请写成 2026-03-12")
    return found
