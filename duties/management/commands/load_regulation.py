"""manage.py load_regulation FILE|DIR [--text FILE]: take a rulebook into the portal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from duties.rulebook import RulebookError, check_rulebook, read_rulebook, read_text
from duties.services.regulation import load_rulebook
from portal.access import SYSTEM


class Command(BaseCommand):
    """Reads, checks and loads a rulebook; every fault is named by file and line, and nothing is half-loaded."""

    help = "载入法规的规则库(一个 YAML 文件,或同属一部法规的文件夹)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The rulebook, and the regulation's text where it does not lie beside it as text.txt."""
        parser.add_argument("path", type=Path, help="规则库文件或文件夹")
        parser.add_argument("--text", type=Path, help="法规全文;默认为规则库旁的 text.txt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or end with status 1 and the list of faults."""
        path: Path = options["path"]
        text_file: Path = options["text"] or (path if path.is_dir() else path.parent) / "text.txt"
        try:
            text = read_text(text_file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"无法读取法规全文 {text_file};请用 --text 指明 UTF-8 文本文件") from error
        try:
            rulebook = read_rulebook(path)
            check_rulebook(rulebook, text)
            result = load_rulebook(rulebook=rulebook, text=text, actor=SYSTEM)
        except RulebookError as error:
            raise CommandError(f"规则库未载入:\n{error}") from error
        except ValidationError as error:
            raise CommandError("规则库未载入:" + "\n".join(error.messages)) from error
        done = "已载入" if result.loaded else "没有变化"
        reworded = f",条文更新 {len(result.reworded)} 条" if result.reworded else ""
        self.stdout.write(f"{result.regulation.title}:第 {result.version} 版{done}{reworded}")
