"""As many queries for a few units as for dozens: every dashboard that has no such test beside its own tests."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tests.duties.board.test_board_page import grow
from tests.duties.office_world import OfficeWorld, hold

Ask = Callable[..., HttpResponse]
PAGES = (
    "/desk/",
    "/live/?unit={unit}",
    "/analysis/funnel/",
    "/analysis/calendar/",
    "/analysis/coverage/?open=师",
    "/analysis/coverage/visits/",
    "/board/bearers/?column=a8.2.leading_group&period=2026Q3",
    "/board/bearers/?column=a8.2.leading_group&period=2026Q3&as_of=2026-10-15",
)


def queries(world: OfficeWorld, ask: Ask, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask("above", path.format(unit=world.units["兵"].public_id)).status_code == 200, path
    return len(captured)


def test_as_many_queries_for_five_units_as_for_dozens(world: OfficeWorld, ask: Ask) -> None:
    hold(world)
    for path in PAGES:
        queries(world, ask, path)
    before = {path: queries(world, ask, path) for path in PAGES}
    grow(12)
    for path in PAGES:
        queries(world, ask, path)
    assert {path: queries(world, ask, path) for path in PAGES} == before
