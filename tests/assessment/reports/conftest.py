"""The world of reports, made once for the tests of a module."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.assessment.reports.world import JANUARY, make_report_world
from tests.duties.office_world import OfficeWorld
from tests.duties.shared import once

made = once(make_report_world, JANUARY)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world in January; papers are not drawn."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    with time_machine.travel(JANUARY, tick=False):
        yield made
