"""The audit package of a division's year: made and checked, with the memory that each process needs at most.

The division is the one with most records; its year is the last whole one. Evidence is not measured: it is copied and
hashed at the speed of the disk.
"""

import datetime as dt
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db.models import Count
from django.test import override_settings

from bench.figures import Figure, times_once
from duties import verify
from duties.exports.package import making
from duties.services.audit_export import Asked
from portal import clock
from portal.access import SYSTEM
from portal.models import Area, Unit
from portal.services.package_key import fingerprint

MAKING, CHECKING = 300.0, 120.0
"""The most seconds that making and checking may take."""

PRINTED = ("render_report", "write_spreadsheet")


def run() -> Iterator[Figure]:
    """Make and check it in this process against floors, then each in one of its own for the memory."""
    unit, year = _division(), clock.today().year - 1
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    with tempfile.TemporaryDirectory() as name, override_settings(SIGNING_KEYS=Path(name, "keys")):
        path, key_folder = Path(name, "package.zip"), Path(name, "keys")
        yield _made(unit, Asked(first, last, clock.today()), path, key_folder)
        yield _checked(path)


def _division() -> Unit:
    """The division whose area has most records."""
    counted = Area.objects.filter(ancestor__kind="division").values("ancestor").annotate(
        n=Count("unit__records")
    )  # fmt: skip
    return Unit.objects.get(pk=counted.order_by("-n", "ancestor").values_list("ancestor", flat=True)[0])


def _made(unit: Unit, asked: Asked, path: Path, keys: Path) -> Figure:
    order = making.Order.of(SYSTEM, unit, asked, within=None, access_log=True)
    alone: list[float] = []
    with ExitStack() as timed, path.open("w+b") as stream:
        for name in PRINTED:
            timed.enter_context(patch.object(making, name, _timed(getattr(making, name), alone)))
        seconds = times_once(lambda: making.make_package(order, stream, lambda done, message: None))
    options = ["--unit", unit.code, "--from", str(asked.first), "--to", str(asked.last)]
    peak = _peak(
        [sys.executable, "manage.py", "export_audit", *options, "--output", str(path)],
        {"SIGNING_KEYS": str(keys)},
    )
    return Figure(
        "audit package of a division's year made", seconds, sum(alone), "printing its report and writing its workbook",
        p95=seconds, limit=MAKING,
        note=f"{path.stat().st_size / 1e6:.1f} MB, {peak} MB of memory at most",
    )  # fmt: skip


def _checked(path: Path) -> Figure:
    begun = time.perf_counter()
    with path.open("rb") as stream:
        about, _, findings = verify.check_package(stream, fingerprint())
    seconds = time.perf_counter() - begun
    assert not findings.faults, findings.faults[:5]
    archive = verify.Archive(io.BytesIO(path.read_bytes()))
    world, rules = verify.read_world(archive), verify.read_rules(archive)
    begun = time.perf_counter()
    rows = verify.read_ledger(
        world, rules, from_day=dt.date.fromisoformat(about["from"]), to_day=dt.date.fromisoformat(about["to"]),
        as_of=dt.date.fromisoformat(about["as_of"]), known_at=verify.instant(about["known_at"]), unit=about["unit"],
    )  # fmt: skip
    floor = time.perf_counter() - begun
    peak = _peak([sys.executable, "-I", "-S", verify.__file__, str(path)], {})
    return Figure(
        "the same package checked", seconds, floor, "counting its ledger by the plain reading alone",
        p95=seconds, limit=CHECKING,
        note=f"{len(rows):,} rows, {len(world.records):,} records, {peak} MB of memory at most",
    )  # fmt: skip


def _peak(command: Sequence[str], more: dict[str, str]) -> int:
    """The most memory that a process of its own held, in MB, looked at until it ends; it must end well."""
    most = 0
    with subprocess.Popen(command, env=os.environ | more, stdout=subprocess.DEVNULL) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            held = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
            most = max(most, int(held[1]) if held else 0)
            time.sleep(0.02)
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return most // 1024


def _timed(work: Callable[..., Any], found: list[float]) -> Callable[..., Any]:
    """The same work, its seconds added to `found`."""

    def timed(*args: Any, **kwargs: Any) -> Any:
        begun = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            found.append(time.perf_counter() - begun)

    return timed
