"""manage.py verify_ledger [--days 20]: the ledger held against a plain reading of the rules, cell by cell."""

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Min

from duties.models import Record
from duties.plain import Comparison, compare, days_to_compare
from portal import clock

NAMED = 20


class Command(BaseCommand):
    """Exit status 1 where a cell differs."""

    help = "在多个日期上,把履职台账与对规则的直白读法逐格核对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many days."""
        parser.add_argument("--days", type=int, default=20, help="核对多少个不同的日期;默认 20")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, print the counts of each day, and name what differs."""
        today, begun = clock.today(), time.monotonic()
        first = Record.objects.aggregate(first=Min("occurred_on"))["first"] or today - dt.timedelta(days=365)
        found = compare(days_to_compare(options["days"], first, today), tell=self.tell)
        differing = [difference for each in found for difference in each.differences]
        summary = (
            f"{len(found)} 天,{sum(each.rows for each in found)} 行,{sum(each.cells for each in found)} 格,"
            f"不一致 {len(differing)} 格,用时 {time.monotonic() - begun:.0f} 秒"
        )
        if differing:
            raise CommandError("\n".join([*differing[:NAMED], summary]))
        self.stdout.write(summary)

    def tell(self, each: Comparison) -> None:
        """One line a day."""
        self.stdout.write(f"{each.day}:{each.rows} 行,{each.cells} 格,不一致 {len(each.differences)} 格")
