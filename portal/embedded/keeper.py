"""The keeper of the private PostgreSQL: a process of its own that lives as long as somebody holds a lease.

It starts the server as its child, waits until no lease is held any more (the kernel frees a lease however its holder
ends), stops the server in order and ends. Standard library only, since it is run by its path: a second of imports less.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 20


def die_with_parent(number: int) -> None:
    """In a child: receive the signal `number` when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def pid_in(file: Path) -> int | None:
    """The process that `postmaster.pid` names, if it is this cluster's living server; a stale file says nothing."""
    try:
        pid = int(file.read_text(encoding="utf-8").split()[0])
        lives = Path(f"/proc/{pid}/cwd").readlink() == file.parent
    except (OSError, ValueError, IndexError):
        return None
    return pid if lives else None


def main() -> int:
    """Keep the server that the JSON of the first argument describes."""
    os.closerange(3, 4096)
    order = json.loads(sys.argv[1])
    server_lock = os.open(order["server_lock"], os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(server_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    pid_file = Path(order["pid_file"])
    pid = pid_in(pid_file) or _start(order)
    threading.Thread(target=_end_with_server, args=(pid,), daemon=True).start()
    lease = os.open(order["lease"], os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lease, fcntl.LOCK_EX)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        os.kill(pid, number)
        time.sleep(PATIENCE_SECONDS)  # cut short by the thread, as soon as the server has ended
    return 1


def _start(order: dict[str, Any]) -> int:
    # SIGINT is the server's orderly and quick end; SIGTERM would wait for clients.
    server = subprocess.Popen(
        order["command"],
        cwd="/",
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGINT),
        **order["identity"],
    )
    return server.pid


def _end_with_server(pid: int) -> None:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:  # found running, not started here
        while Path(f"/proc/{pid}/cwd").exists():
            time.sleep(0.1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
