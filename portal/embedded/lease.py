"""Who needs the private database holds a lease; the first one starts the server, and it stops with the last.

Three lock files: `database.start` (one starts or stops at a time), `database.lease` (shared by the holders; the keeper
waits for it alone), `database.server` (held by the keeper while it lives).
"""

import atexit
import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from portal.embedded import addresses, keeper, postgres
from portal.embedded.identity import server_identity

START_SECONDS = 60
RETRY_SECONDS = 30
"""After kill -9 the old server's remains can keep a new one from starting for a while."""

_held: list[int] = []


def _path(name: str) -> Path:
    return addresses.data_dir() / f"database.{name}"


def _open(name: str) -> int:
    return os.open(_path(name), os.O_RDWR | os.O_CREAT, 0o600)


@contextlib.contextmanager
def _starting() -> Iterator[None]:
    lock = _open("start")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_free(name: str, *, kind: int) -> bool:
    lock = _open(name)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def take() -> None:
    """Make sure that the private database runs until this process ends. Does nothing for an outside database.

    Raises postgres.EmbeddedError where it cannot be started.
    """
    if _held or not addresses.is_embedded():
        return
    addresses.data_dir().mkdir(parents=True, exist_ok=True)
    with _starting():
        lease = _open("lease")
        fcntl.flock(lease, fcntl.LOCK_SH)  # waits where the keeper is just stopping the server
        try:
            _run_server()
        except BaseException:  # an interrupt, too, lets others start the server
            os.close(lease)
            raise
    _held.append(lease)
    atexit.register(_give_back, os.getpid())


def renew() -> bool:
    """For a long-lived holder: start the server again where it has ended; returns whether that was needed."""
    if not _held or not _is_free("server", kind=fcntl.LOCK_SH):
        return False
    with _starting():
        _run_server()
    return True


def _run_server() -> None:
    if not _is_free("server", kind=fcntl.LOCK_SH):
        return _await(None)
    postgres.prepare()
    retry_until = time.monotonic() + RETRY_SECONDS
    while True:
        postgres.drop_stale_pid(keeper.pid_in(postgres.pid_file()))
        try:
            _await(_spawn_keeper())
            return postgres.ensure_database()
        except postgres.EmbeddedError:
            if time.monotonic() > retry_until:
                raise
            time.sleep(1)


def _spawn_keeper() -> int:
    order = {
        "lease": str(_path("lease")),
        "server_lock": str(_path("server")),
        "pid_file": str(postgres.pid_file()),
        "command": postgres.command(),
        "identity": server_identity(),
    }
    log = (1, str(postgres.log_file()), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-I", "-S", keeper.__file__, json.dumps(order)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, *log),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _await(keeper_pid: int | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not postgres.accepts():
        if time.monotonic() > deadline or (keeper_pid is not None and _has_ended(keeper_pid)):
            raise postgres.EmbeddedError(postgres.log_tail())
        time.sleep(0.05)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True


def _give_back(holder: int) -> None:
    """At the end of the holder: let go, and where nobody else holds on, wait until the server has stopped."""
    if os.getpid() != holder or not _held or not addresses.data_dir().exists():
        return
    with _starting():
        os.close(_held.pop())
        shared_by_others = not _is_free("lease", kind=fcntl.LOCK_EX) and _is_free("lease", kind=fcntl.LOCK_SH)
        if not shared_by_others:
            gone = _open("server")
            fcntl.flock(gone, fcntl.LOCK_SH)
            os.close(gone)
