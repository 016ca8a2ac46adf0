"""Who needs the private database holds a lease; the first starts the server, the last one stops it."""

import atexit
import fcntl
import os
from typing import IO

from portal.embedded import addresses, postgres

_held: list[IO[bytes]] = []


def take() -> None:
    """Make sure that the private database runs until this process ends. Does nothing for an outside database."""
    if _held or not addresses.is_embedded():
        return
    addresses.data_dir().mkdir(parents=True, exist_ok=True)
    lease = (addresses.data_dir() / "database.lease").open("ab")
    with (addresses.data_dir() / "database.start").open("ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(lease, fcntl.LOCK_SH)
        if not postgres.is_running():
            postgres.start()
    _held.append(lease)
    atexit.register(_give_back, lease, os.getpid())


def _give_back(lease: IO[bytes], holder: int) -> None:
    if os.getpid() != holder:
        return
    with (addresses.data_dir() / "database.start").open("ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        postgres.stop()
