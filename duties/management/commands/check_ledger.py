"""manage.py check_ledger: whether every active rule has its rows, for today and ahead; for the operator's watch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duties.ledger.roll import MissingRowsError, require_rows


class Command(BaseCommand):
    """Exit status 1 where a rule lacks rows; reads only, brings nothing up to date."""

    help = "检查现行口径本期和下一期的应履职事项是否都已列出;缺少时退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the rules that lack rows."""
        try:
            day = require_rows()
        except MissingRowsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"台账所至日 {day or '无'},各现行口径的应履职事项齐全")
