"""manage.py flag_overdue [--as-of DATE]: flag what is due soon or overdue."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from duties.management.commands.export_ledger import day
from duties.services.alerts import flag_overdue


class Command(BaseCommand):
    """The last line is `created=N settled=N`; a second run on the same state says 0 and 0."""

    help = "核对台账,生成临期与逾期提醒"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day as of which to flag."""
        parser.add_argument("--as-of", help="截至 YYYY-MM-DD;默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """Flag, and say how many rows were written."""
        flagged = flag_overdue(day(options["as_of"]) if options["as_of"] else None)
        if flagged.reopened:
            self.stdout.write(f"重新提醒 {flagged.reopened} 项")
        self.stdout.write(f"created={flagged.created} settled={flagged.settled}")
