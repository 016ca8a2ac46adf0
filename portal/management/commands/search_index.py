"""manage.py search_index [--check]: compare the index of searching with its sources, and put right what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.services.search_rebuild import search_check, search_rebuild


class Command(BaseCommand):
    """Exit status 1 where --check finds a difference."""

    help = "核对检索索引与来源是否一致,并补正;--check 只核对不改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to change anything."""
        parser.add_argument("--check", action="store_true", help="只核对,不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and say what differed."""
        found = search_check() if options["check"] else search_rebuild()
        told = f"缺少{found.added}条、不同{found.changed}条、多余{found.removed}条"
        if options["check"] and found.total:
            raise CommandError(f"检索索引与来源不一致:{told};请运行 manage.py search_index 补正。")
        self.stdout.write(f"可检索{found.entries}条;{told}{'' if options['check'] else ',已补正'}。")
