"""A package of a small division's year, made once a module and checked by Python alone."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as portal_settings
from django.db import transaction
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from duties import verify
from portal.services import package_key
from portal.services.package_key import fingerprint, package_key_ensure
from tests.duties.package.world import make_year, package_of, unprinted
from tests.meetings.world import NOW, World

Verify = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files and keys of the module lie, since those of single tests are gone with them."""
    return tmp_path_factory.mktemp("package")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, folder: Path) -> Iterator[World]:
    """The world, in a transaction around all tests of a module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        keep_in(patch, folder)
        with time_machine.travel(NOW, tick=True):
            world = make_year()
            package_key_ensure()
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


def keep_in(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let files and keys lie in `folder`."""
    patch.setattr(portal_settings, "FILE_STORE", folder / "files")
    patch.setattr(portal_settings, "SIGNING_KEYS", folder / "signing")
    # A key that is made in a moment; keys of the usual size are made in test_closed.py.
    patch.setattr(package_key, "KEY_BITS", 2048)


@pytest.fixture
def world(made: World, db: None, settings: Settings, folder: Path) -> Iterator[World]:
    """The world an hour after its last deed; each test is rolled back by itself."""
    settings.FILE_STORE, settings.SIGNING_KEYS = folder / "files", folder / "signing"
    with time_machine.travel(NOW.replace(hour=16), tick=True):
        yield made


@pytest.fixture(scope="module")
def package(made: World, django_db_blocker: DjangoDbBlocker) -> bytes:
    """The division's year."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        time_machine.travel(NOW.replace(hour=16), tick=True),
    ):
        unprinted(patch)
        return package_of(made.units["S"])


@pytest.fixture(scope="module")
def key(package: bytes) -> str:
    """The fingerprint of the key that signed it."""
    return fingerprint()


@pytest.fixture
def verified(tmp_path: Path) -> Verify:
    """Check a package as whoever receives it would: by plain Python, without anything that is installed."""

    def check(package: bytes, *options: str) -> tuple[int, str]:
        path = tmp_path / "package.zip"
        path.write_bytes(package)
        command = [sys.executable, "-I", "-S", "-X", "utf8", verify.__file__, str(path), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
        assert not done.stderr
        return done.returncode, done.stdout

    return check
