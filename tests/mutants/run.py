"""Plants each fault in a process of its own and runs the tests that should notice it.

The files of the checkout stay as they are: the faulty module is given to the import system instead. Each worker has a
test database that is made once; tests that commit are left out, so that no fault leaves anything behind.
"""

import importlib.abc
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LEDGER = ["agrees", "roll", "holding", "incremental", "explain", "commands"]
TESTS = {
    "duties/periods.py": ["test_periods"],
    "duties/ledger/status.py": ["test_status", "test_cases", "test_ledger_explain"],
}
"""Which tests look at a file, those that are quickest to notice first; the others are looked at by all of the ledger's."""
DEFAULT = [
    "test_ledger_agrees",
    "test_cases",
    *(f"test_ledger_{name}" for name in LEDGER[1:]),
    "test_status",
    "test_aimed_worlds",
]
WRITING = ["test_ledger_holding", "test_ledger_incremental", "test_ledger_roll", "test_ledger_agrees",
           "test_ledger_commands", "test_cases", "test_ledger_explain", "test_aimed_worlds"]  # fmt: skip
for _name in ("holding", "reconcile", "incremental"):
    TESTS[f"duties/ledger/{_name}.py"] = WRITING
LIMIT = 900
"""A fault under which the tests take longer than this many seconds was noticed."""
UNNOTICED = {0, 5}


class Planter(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Finds the one faulty module and runs its source instead of the file's."""

    def __init__(self, file: str, source: str) -> None:
        self.name, self.file, self.source = (
            file.removesuffix(".py").replace("/", "."),
            str(ROOT / file),
            source,
        )

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        """The faulty module, and nothing else."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.file, loader=self)

    def create_module(self, spec: object) -> None:
        """A module as usual."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty source."""
        exec(compile(self.source, self.file, "exec"), module.__dict__)


def noticed(fault: dict[str, Any], database: str) -> bool:
    """Whether the tests fail, or do not end, with this fault in place."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os._exit(_test(fault, database))
    begun = time.monotonic()
    while time.monotonic() - begun < LIMIT:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) not in UNNOTICED
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _test(fault: dict[str, Any], database: str) -> int:
    """In the child: the fault, the database that is there already, and the tests until the first that fails."""
    log = os.open(fault.get("log", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if fault["source"]:
        sys.meta_path.insert(0, Planter(fault["file"], fault["source"]))
    _use(database, made=bool(fault["source"]))
    names = TESTS.get(fault["file"], DEFAULT)
    files = [f"tests/duties/{name}.py" for name in names]
    commits = "not two_writers"
    try:
        return int(
            pytest.main(
                [
                    "-x",
                    "-q",
                    "--tb=short",
                    "-p",
                    "no:randomly",
                    "-p",
                    "no:cacheprovider",
                    "--reuse-db",
                    "-k",
                    commits,
                    *files,
                ]
            )
        )
    except BaseException:  # noqa: BLE001 - whatever ends the tests has noticed the fault
        return 99


def _use(database: str, *, made: bool) -> None:
    """Have the tests use `database`, without looking for migrations once it is made."""
    creation = importlib.import_module("django.db.backends.base.creation").BaseDatabaseCreation
    creation._get_test_db_name = lambda self: database
    if made:
        creation.create_test_db = _connect


def _connect(self: Any, *args: object, **kwargs: object) -> str:
    name: str = self._get_test_db_name()
    self.connection.close()
    self.connection.settings_dict["NAME"] = name
    return name


def work(number: int, faults: Sequence[dict[str, Any]], results: Path) -> None:
    """One worker: check that the tests pass without a fault, then plant one after the other."""
    database = f"mutants_{number}"
    seen: list[list[str]] = []
    for file in sorted({fault["file"] for fault in faults}):
        names = TESTS.get(file, DEFAULT)
        log = str(results.with_suffix(f".{number}.log"))
        if names not in seen and noticed({"file": file, "source": "", "log": log}, database):
            raise SystemExit(f"the tests of {file} fail without any fault: see {log}")
        seen.append(names)
    with results.open("a", encoding="utf-8") as stream:
        for fault in faults:
            begun = time.monotonic()
            killed = noticed(fault, database)
            kept = {name: fault[name] for name in ("number", "file", "line", "what")}
            took = round(time.monotonic() - begun, 1)
            stream.write(json.dumps(kept | {"noticed": killed, "seconds": took}, ensure_ascii=False) + "\n")
            stream.flush()
