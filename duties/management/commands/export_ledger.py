"""manage.py export_ledger: the ledger of some days, as of a day and as known at an instant, as CSV, XLSX or JSON."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from duties.exports.plain_ledger import write_csv, write_json, write_xlsx
from duties.ledger.compute import LedgerRow, compute_rows
from portal import clock
from portal.models import Unit

LATEST = dt.date(9_998, 12, 31)
"""A period that ended later would have no day after it."""


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

    help = "导出履职台账(CSV、XLSX 或 JSON)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Days, moment, area, form and file."""
        parser.add_argument("--from", dest="first", required=True, help="首日 YYYY-MM-DD")
        parser.add_argument("--to", dest="last", required=True, help="末日 YYYY-MM-DD(含)")
        parser.add_argument("--as-of", help="截至 YYYY-MM-DD;默认今天")
        parser.add_argument("--known-at", help="按此时掌握的情况,带时区;默认现在")
        parser.add_argument("--unit", help="单位代码;含其辖区")
        parser.add_argument("--format", choices=["csv", "xlsx", "json"], default="csv")
        parser.add_argument("--output", type=Path, help="写入的文件;默认标准输出,xlsx 必须指明")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the ledger and write it."""
        first, last = day(options["first"]), day(options["last"])
        if last < first:
            raise CommandError(f"末日 {last} 早于首日 {first};请改正")
        as_of = day(options["as_of"]) if options["as_of"] else clock.today()
        if max(first, min(last, as_of)) > LATEST:
            raise CommandError(f"日期太晚;台账最晚算到 {LATEST},请改为以前的日期")
        if options["format"] == "xlsx" and options["output"] is None:
            raise CommandError("XLSX 不能写到标准输出;请用 --output 指明文件")
        rows = compute_rows(
            from_day=first,
            to_day=last,
            as_of=as_of,
            known_at=instant(options["known_at"]) if options["known_at"] else None,
            unit=self._unit(options["unit"]),
        )
        try:
            self._write(rows, options["format"], options["output"])
        except OSError as error:
            raise CommandError(f"无法写入 {options['output']}:{error.strerror};请换一个可写的位置") from error

    def _write(self, rows: list[LedgerRow], form: str, output: Path | None) -> None:
        if form == "xlsx" and output is not None:
            with output.open("wb") as stream:
                return write_xlsx(rows, stream)
        write = write_json if form == "json" else write_csv
        if output is None:
            return write(rows, self.stdout)
        with output.open("w", encoding="utf-8", newline="") as text:
            return write(rows, text)

    def _unit(self, code: str | None) -> Unit | None:
        if code is None:
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"没有代码为 {code} 的单位")
        return unit
