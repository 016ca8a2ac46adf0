"""Test set-up: the private database is leased; each run has a test database of its own."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.fixtures import Settings

from portal.embedded import lease


def pytest_configure(config: pytest.Config) -> None:
    """Start the private database, and name the test database after the process, so that runs do not meet."""
    lease.take()
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_portal_{os.getpid()}"


@pytest.fixture(autouse=True)
def file_store(settings: Settings, tmp_path: Path) -> Path:
    """Every test has a file store of its own."""
    settings.FILE_STORE = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another has counted or kept."""
    cache.clear()
