"""The office's world, made once for the tests of a module."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.duties.annual_tasks.world import NOW
from tests.duties.office_world import OfficeWorld, make_fresh_world
from tests.duties.shared import once

made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    """The world at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield made
