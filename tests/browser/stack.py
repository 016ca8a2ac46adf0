"""The running stack of `make run` in a data folder of its own: real database, broker, web, worker and demo corps."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START = 240
"""Seconds that making the demo corps and starting everything may take on a busy machine."""
END = 60


@dataclass(frozen=True)
class Stack:
    """A portal that runs: its address, and the passwords of its demo accounts by user name."""

    url: str
    passwords: dict[str, str]
    data: Path


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path) -> Iterator[Stack]:
    """Start the portal under `data` and end it as Ctrl-C does; fails with its log where it does not come up."""
    port = free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PORTAL_DB_ROLE", "DJANGO_SETTINGS_MODULE"}
    } | {"PORTAL_DATA": str(data), "PORT": str(port)}
    log = data / "serve.log"
    with log.open("wb") as stream:
        portal = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        _wait(portal, f"http://127.0.0.1:{port}/readyz", data / "secrets" / "demo-accounts.json", log)
        passwords = json.loads((data / "secrets" / "demo-accounts.json").read_text(encoding="utf-8"))
        yield Stack(f"http://127.0.0.1:{port}", passwords, data)
    finally:
        portal.send_signal(signal.SIGINT)
        assert portal.wait(END) == 0, log.read_text(encoding="utf-8")[-3000:]


def _wait(portal: "subprocess.Popen[bytes]", url: str, accounts: Path, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and portal.poll() is None:
        if accounts.exists() and _answers(url):
            return
        time.sleep(0.5)
    raise AssertionError(f"the portal did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
