"""The world of talks - an office, its approver, a department, a regiment with accounts - made once for a module."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.duties.shared import once
from tests.duties.talks.world import NOW, OfficeWorld, make_talk_world

made = once(make_talk_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world at NOW; papers are not drawn."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    with time_machine.travel(NOW, tick=False):
        yield made
