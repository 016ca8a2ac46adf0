"""manage.py reconcile [--check]: rebuild the ledger from its sources, or only report where it differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duties.ledger.reconcile import reconcile


class Command(BaseCommand):
    """Exit status 1 where `--check` finds a difference."""

    help = "由来源数据重建履职台账;--check 只核对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to write."""
        parser.add_argument("--check", action="store_true", help="只报告差异,不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild or check, and say what was found."""
        found = reconcile(check=options["check"])
        for difference in found.differences:
            self.stdout.write(str(difference))
        summary = f"缺 {found.missing} 行,多 {found.extra} 行,不符 {found.changed} 行"
        if options["check"] and found.total:
            raise CommandError(f"台账与来源不一致:{summary};运行 manage.py reconcile 重建")
        self.stdout.write(f"台账已核对:{summary}")
