"""An installation of its own for a test: its environment, commands in it, and what of it still runs."""

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.addresses import BASE_DIR

HOLD = (
    "import sys; from portal.embedded import lease, postgres; lease.take(); "
    "print('held', postgres.accepts(), flush=True); sys.stdin.read()"
)
FOREIGN = ("PORTAL_", "DATABASE_", "REDIS_", "SECRET_", "DJANGO_", "SITE_", "PYTEST_", "ALLOWED_")


@dataclass(frozen=True)
class Installation:
    """A data folder and a port."""

    data: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are started with; nothing of the test run's own settings."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return plain | {"PORTAL_DATA": str(self.data), "PORT": str(self.port), "PORTAL_DEMO": "0"}

    @property
    def sockets(self) -> Path:
        """The short folder that stands in for one under the data folder, whose path holds blanks."""
        return Path("/tmp") / f"portal-{hashlib.sha256(os.fsencode(self.data / 'run')).hexdigest()[:12]}"

    @contextlib.contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """A process of this installation, killed at the end if it has not ended."""
        process = subprocess.Popen(
            [sys.executable, *command], cwd=BASE_DIR, env=self.environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with process:
            try:
                yield process
            finally:
                process.kill()

    def holder(self) -> contextlib.AbstractContextManager["subprocess.Popen[str]"]:
        """A process that holds a lease until its standard input ends."""
        return self.running("-c", HOLD)

    def processes(self) -> dict[int, str]:
        """Living processes of this installation, known by the data folder in environment, arguments or as their place.

        Redis writes its title over both of the former.
        """
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                arguments = (folder / "cmdline").read_bytes()
                in_environment = f"PORTAL_DATA={self.data}".encode() in (
                    folder / "environ"
                ).read_bytes().split(b"\0")
                in_place = (folder / "cwd").readlink().is_relative_to(self.data)
                if arguments and (in_environment or in_place or str(self.data).encode() in arguments):
                    found[int(folder.name)] = arguments.replace(b"\0", b" ").decode(errors="replace")
        return found


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(fact: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether `fact` comes true within the time."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    """What the process printed up to the line that holds `word`; fails with all of it where it ends before."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if word in line:
            return text
    raise AssertionError(text)
