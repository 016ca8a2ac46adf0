"""Test set-up: the private database is leased; each run has a test database of its own."""

import gc
import os
import re
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from psycopg2 import sql
from pytest_django.fixtures import Settings

from portal.embedded import addresses, lease, postgres
from tests.template_database import template_database

pytest_plugins = ["tests.help_apart"]

# A busy machine is no fault: examples have no deadline of their own.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

LONGEST = (
    "tests/browser/test_chain",
    "tests/portal/embedded/",
    "tests/browser/",
    "tests/test_",
    "tests/duties/past/",
)


def pytest_configure(config: pytest.Config) -> None:
    """Start the private database, and name the test database after the process, so that runs do not meet."""
    # What tests leave behind is little: collecting garbage at every turn would take a tenth of the time.
    gc.set_threshold(100_000, 20, 20)
    lease.take()
    if addresses.is_embedded():
        _drop_abandoned()
    test: Any = settings.DATABASES["default"].setdefault("TEST", {})
    test.update(NAME=f"test_portal_{os.getpid()}", TEMPLATE=template_database())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that at the end no worker waits for another."""
    items.sort(
        key=lambda item: next((at for at, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST))
    )


def _drop_abandoned() -> None:
    """Drop the databases of runs that were killed: their process is no more."""
    connection = postgres.connect("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_portal_%'")
        for (name,) in cursor.fetchall():
            run = re.match(r"test_portal_(\d+)", name)
            if run and not Path(f"/proc/{run[1]}").exists():
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
    connection.close()


@pytest.fixture(autouse=True)
def file_store(settings: Settings, tmp_path: Path) -> Path:
    """Every test has a file store of its own, and folders for uploads, previews and keys."""
    settings.FILE_STORE = tmp_path / "files"
    settings.UPLOAD_STORE = tmp_path / "uploads"
    settings.PREVIEW_STORE = tmp_path / "previews"
    settings.SIGNING_KEYS = tmp_path / "signing"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another has counted or kept."""
    cache.clear()
