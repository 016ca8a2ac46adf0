"""manage.py export_ledger: the ledger of some days, as of a day and as known at an instant, as CSV or JSON."""

import csv
import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from duties.ledger.compute import LedgerRow, compute_rows
from portal import clock
from portal.models import Unit

COLUMNS = (
    "regulation", "rule", "unit", "role", "period", "required", "counted", "made_up", "due_on", "met_on", "status",
)  # fmt: skip


def day(text: str) -> dt.date:
    """A date written YYYY-MM-DD; raises CommandError for anything else."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{text} 不是日期;请写成 2025-03-31")
    return found


def instant(text: str) -> dt.datetime:
    """An instant with its offset; raises CommandError for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise CommandError(f"{text} 不是带时区的时间;请写成 2025-04-10T23:59:59+08:00")
    return found


class Command(BaseCommand):
    """One row per obligation whose period overlaps the days from `--from` to `--to`, both included."""

    help = "导出履职台账(CSV 或 JSON)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Days, moment, area, form and file."""
        parser.add_argument("--from", dest="first", required=True, help="首日 YYYY-MM-DD")
        parser.add_argument("--to", dest="last", required=True, help="末日 YYYY-MM-DD(含)")
        parser.add_argument("--as-of", help="截至 YYYY-MM-DD;默认今天")
        parser.add_argument("--known-at", help="按此时掌握的情况,带时区;默认现在")
        parser.add_argument("--unit", help="单位代码;含其辖区")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument("--output", type=Path, help="写入的文件;默认标准输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the ledger and write it."""
        first, last = day(options["first"]), day(options["last"])
        if last < first:
            raise CommandError(f"末日 {last} 早于首日 {first};请改正")
        rows = compute_rows(
            from_day=first,
            to_day=last,
            as_of=day(options["as_of"]) if options["as_of"] else clock.today(),
            known_at=instant(options["known_at"]) if options["known_at"] else None,
            unit=self._unit(options["unit"]),
        )
        write = {"csv": write_csv, "json": write_json}[options["format"]]
        if options["output"] is None:
            return write(rows, self.stdout)
        with options["output"].open("w", encoding="utf-8", newline="") as stream:
            return write(rows, stream)

    def _unit(self, code: str | None) -> Unit | None:
        if code is None:
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"没有代码为 {code} 的单位")
        return unit


def write_csv(rows: list[LedgerRow], stream: Any) -> None:
    """The rows as CSV with a header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(row, name) for name in COLUMNS] for row in rows)


def write_json(rows: list[LedgerRow], stream: Any) -> None:
    """The rows as a JSON list of objects."""
    content = [{name: _plain(row, name) for name in COLUMNS} for row in rows]
    stream.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _plain(row: LedgerRow, name: str) -> str | int:
    value = getattr(row, name)
    return value if isinstance(value, int) else "" if value is None else str(value)
