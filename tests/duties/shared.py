"""A world that the tests of one module share: made once, rolled back after the last; each test's own writes go before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import time_machine
from django.db import transaction

World = TypeVar("World")


@contextmanager
def shared(make: Callable[[], World], now: Any, blocker: Any) -> Iterator[World]:
    """Make a world at `now` within a transaction that ends with the module."""
    with blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            with time_machine.travel(now, tick=False):
                made = make()
            with blocker.block():
                yield made
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
