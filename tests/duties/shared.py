"""A world that the tests of one module share: made once, rolled back after the last; each test's own writes go before."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

World = TypeVar("World")


@contextmanager
def shared(make: Callable[[], World], now: dt.datetime | None, blocker: DjangoDbBlocker) -> Iterator[World]:
    """Make a world at `now` (None: at the clock's time) within a transaction that ends with the module."""
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            with time_machine.travel(now, tick=False) if now else nullcontext():
                made = make()
            with blocker.block():
                yield made
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def once(make: Callable[[], World], at: dt.datetime | None = None) -> Any:
    """A fixture of a module: what `make` writes at `at`, made once and rolled back after the module's last test."""

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
        with shared(make, at, django_db_blocker) as world:
            yield world

    return made
