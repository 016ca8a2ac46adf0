"""manage.py export_regulation ID DIR: the version in force as the files that load_regulation reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duties.models import Regulation
from duties.rulebook.content import based_on_line, digest
from duties.rulebook.writing import rulebook_files
from duties.selectors.versions import content_of, last_version, text_of

NOTE = """# 由 manage.py export_regulation 写出:规则库的现行版本。改写后请把 version_from 改为新口径的施行日再载入;
# 下一行说明改写所依据的版本,请勿改动。"""


class Command(BaseCommand):
    """Writes what was adopted last, so that what is loaded next can be based on it; loading it back changes nothing."""

    help = "把法规的现行规则库写成文件(YAML 和 text.txt),可在其上改写后再载入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which regulation, and where to."""
        parser.add_argument("regulation", metavar="ID", help="法规代码,如 xpcc-2023")
        parser.add_argument("folder", type=Path, metavar="DIR", help="写入的文件夹;没有就新建")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or say why not."""
        regulation = Regulation.objects.filter(code=options["regulation"]).first()
        if regulation is None:
            loaded = "、".join(Regulation.objects.values_list("code", flat=True)) or "(尚未载入法规)"
            raise CommandError(f"没有代码为 {options['regulation']} 的法规;已载入的有:{loaded}")
        version = last_version(regulation)
        content = content_of(version)
        comment = f"{NOTE}\n{based_on_line(version.number, digest(content))}"
        files = rulebook_files(content, text_of(regulation), comment)
        self._write(options["folder"], files)
        since = f"{version.version_from:%Y-%m-%d} 起"
        self.stdout.write(f"{regulation.title}:第 {version.number} 版({since})已写入 {len(files)} 个文件")

    def _write(self, folder: Path, files: dict[str, str]) -> None:
        """All files, into a folder that holds no others of a rulebook."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            others = sorted(path.name for path in folder.glob("*.yaml") if path.name not in files)
            if others:
                raise CommandError(
                    f"{folder} 中已有别的规则库文件({'、'.join(others)}),会一并被读入;请换一个空文件夹"
                )
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"无法写入 {folder}:{error.strerror};请换一个可写的文件夹") from error
