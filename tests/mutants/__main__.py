"""python -m tests.mutants [--sample N] [--seed S] [--workers W] [FILE …]: plant faults, print who noticed."""

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "mutants"
LEDGER = ("status", "counting", "pieces", "opening", "holding", "compute", "reconcile", "incremental")
FILES = ["duties/periods.py", *(f"duties/ledger/{name}.py" for name in LEDGER)]
WANTED = 0.85


def main() -> int:
    """Make the faults, have workers plant them, and print the share that was noticed; exit status 1 below 85 %."""
    parser = argparse.ArgumentParser(prog="make mutants", description="Do the tests notice faults?")
    parser.add_argument("files", nargs="*", default=FILES, help="default: periods and the ledger")
    parser.add_argument("--sample", type=int, help="at most so many faults, chosen by the seed; default all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    options = parser.parse_args()
    faults = chosen(plant(options.files), options.sample, options.seed)
    print(f"{len(faults)} faults, seed {options.seed}", flush=True)
    results = BUILD / "results.jsonl"
    results.unlink(missing_ok=True)
    run(faults, options.workers, results)
    return tell([json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()], len(faults))


def plant(files: list[str]) -> list[dict[str, Any]]:
    """All faults of `files`, made by a Python of their own that has cosmic-ray."""
    python = BUILD / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", BUILD / "venv"], check=True)
        locked = ["--quiet", "--require-hashes", "-r", HERE / "requirements.txt"]
        subprocess.run([python, "-m", "pip", "install", *locked], check=True)
    made = subprocess.run(
        [python, HERE / "plant.py", *files], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [json.loads(line) | {"number": number} for number, line in enumerate(made.stdout.splitlines())]


def chosen(faults: list[dict[str, Any]], sample: int | None, seed: int) -> list[dict[str, Any]]:
    """All, or a random sample, in a random order, so that workers share the slow ones."""
    rng = random.Random(seed)
    return rng.sample(faults, min(sample or len(faults), len(faults)))


def run(faults: list[dict[str, Any]], workers: int, results: Path) -> None:
    """Share the faults among processes with little claim on the processor."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.nice(10)
    os.chdir(ROOT)
    from portal.embedded import lease  # noqa: PLC0415 - after the environment is set
    from tests.mutants.run import work  # noqa: PLC0415

    lease.take()
    children = []
    for number in range(workers):
        child = os.fork()
        if child == 0:
            work(number, faults[number::workers], results)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def tell(results: list[dict[str, Any]], planted: int) -> int:
    """Print the survivors and the share by file."""
    for each in sorted(results, key=lambda each: (each["file"], each["line"])):
        if not each["noticed"]:
            print(f"{each['file']}:{each['line']}: {each['what']} was not noticed")
    total, killed = (
        Counter(each["file"] for each in results),
        Counter(each["file"] for each in results if each["noticed"]),
    )
    for file in sorted(total):
        print(f"{file}: {killed[file]} of {total[file]}")
    share = sum(killed.values()) / max(1, len(results))
    print(f"noticed: {sum(killed.values())} of {len(results)} faults, {share:.1%}")
    return 0 if len(results) == planted and share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
