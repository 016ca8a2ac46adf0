"""Installations in folders that the private server's user can enter."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.embedded.stack import Installation, free_port, until


@pytest.fixture
def installation() -> Iterator[Installation]:
    """An installation that leaves no process behind, its path one that no socket address can hold."""
    folder = Path(tempfile.mkdtemp(prefix="portal test 目录-", dir="/tmp"))
    folder.chmod(0o755)
    each = Installation(folder / "data", free_port())
    try:
        yield each
        assert until(lambda: not each.processes()), each.processes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(each.sockets, ignore_errors=True)
