"""Test set-up: the private database is leased; each run has a test database of its own."""

import os

import pytest
from django.conf import settings

from portal.embedded import lease


def pytest_configure(config: pytest.Config) -> None:
    """Start the private database, and name the test database after the process, so that runs do not meet."""
    lease.take()
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_portal_{os.getpid()}"
