"""python -m bench [NAME …] [--size demo|corps]: run benchmarks on a world of their own and print one table.

The world lies in `build/bench` (PORTAL_DATA of its own), is made when it is missing or was made by other code, and is
kept for the next run.
"""

import argparse
import datetime as dt
import hashlib
import importlib
import json
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAKERS = (
    "*/migrations/*.py",
    "duties/demo/*.py",
    "duties/services/regulation.py",
    "duties/regulations/xpcc-2023/*.yaml",
)
NAMES = sorted(file.stem for file in HERE.glob("*.py") if "def run(" in file.read_text(encoding="utf-8"))


def main() -> int:
    """Make the world, run what was asked for, print and keep the figures; exit status 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure against floors of the same run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}; default all")
    parser.add_argument("--size", default="corps", choices=["demo", "corps"], help="size of the world")
    options = parser.parse_args()
    if strange := set(options.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(strange))}; there are {', '.join(NAMES)}")
    os.environ["PORTAL_DATA"] = str(world_folder(options.size))
    os.environ["PORTAL_DB_ROLE"] = "owner"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)
    return measure(options.names or NAMES, options.size)


def world_folder(size: str) -> Path:
    """Where the world of `size` lies, as this code makes it; what earlier code made is thrown away."""
    files = [file for pattern in MAKERS for file in sorted(HERE.parent.glob(pattern))]
    made_by = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]
    folder = HERE.parent / "build" / "bench" / f"{size}-{made_by}"
    for other in folder.parent.glob(f"{size}*"):
        if other != folder:
            shutil.rmtree(other)
    return folder


def measure(names: list[str], size: str) -> int:
    """Run benchmarks by name in a portal that holds the world of `size`."""
    importlib.import_module("bench.portal").prepare(size)
    table = importlib.import_module("bench.table")
    figures = {}
    for name in names:
        print(f"bench: {name}", flush=True)
        figures[name] = list(importlib.import_module(f"bench.{name}").run())
    table.show([figure for found in figures.values() for figure in found])
    keep(names, size, {name: [table.plain(figure) for figure in found] for name, found in figures.items()})
    return 0 if all(figure.within for found in figures.values() for figure in found) else 1


def keep(names: list[str], size: str, found: dict[str, list[dict[str, object]]]) -> None:
    """Write the figures into results.json; those of benchmarks that did not run stay."""
    file = HERE / "results.json"
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for name in names:
        results[name] = {
            "measured_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "size": size,
            "processors": os.cpu_count(),
            "figures": found[name],
        }
    file.write_text(
        json.dumps(results, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
