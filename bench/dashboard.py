"""The board and the analysis of the whole corps, and what opens from them, each beside its queries alone."""

import datetime as dt
from collections.abc import Iterator

from bench.figures import Figure, alternately, median, p95
from bench.pages import client_of, page
from duties.ledger.compute import compute_rows
from duties.periods import Period
from duties.selectors.alerts import cell_url
from duties.selectors.board.choice import last_closed_quarter
from duties.selectors.ledger import ledger
from portal import clock
from portal.models import Unit

OFFICE = "bangongshi"
BOARD_LIMIT = 0.3
ONE_WEEK = dt.timedelta(days=7)
REPEAT = 10
CELL_LIMIT = 0.05


def run() -> Iterator[Figure]:
    """The board folded, of a past day, unfolded, of a division; the pages of analysis; the list behind a figure; a red cell."""
    period = last_closed_quarter(clock.today())
    divisions = Unit.objects.filter(kind="division").order_by("code")
    unfolded = ",".join(divisions.values_list("code", flat=True))
    base = f"/board/?period={period.name}"
    yield page("board of the corps", OFFICE, base, target=3.0, limit=BOARD_LIMIT)
    yield page(
        "board of the corps, divisions unfolded, 200 lines", OFFICE, f"{base}&open={unfolded}", target=3.0
    )
    yield past_board(period)
    yield page("board of a division", OFFICE, f"{base}&unit={divisions[0].public_id}", target=3.0)
    yield from analysis(period, divisions[0])
    bearers = f"/board/bearers/?period={period.name}&force=must&status=overdue"
    yield page("who is overdue, first 50", OFFICE, bearers, target=3.0)
    red = (
        ledger()
        .containing(period.last_day)
        .filter(reading__measure="count", counted=0, due_on__lt=clock.today())
    )
    first = red.order_by("pk").first()
    assert first is not None
    yield page("why a cell is red", OFFICE, cell_url(first), limit=CELL_LIMIT)


def analysis(period: Period, division: Unit) -> Iterator[Figure]:
    """The pages of analysis of the whole corps: one period, eight periods side by side, 2,300 companies ranked."""
    base = f"period={period.name}"
    pages = {
        "fulfilment of the corps by unit": f"/analysis/?{base}",
        "fulfilment of the corps by article": f"/analysis/?{base}&sort=article",
        "heat map of the corps, 8 quarters": f"/analysis/heat/?{base}&n=8",
        "heat map of the corps, its rules, 8 quarters": f"/analysis/heat/?{base}&n=8&sort=rules",
        "trend of the corps, 8 quarters": f"/analysis/trend/?{base}&n=8",
        "ranking of all companies": f"/analysis/ranking/?{base}&kind=company",
        "tiers of the corps": f"/analysis/tiers/?{base}",
        "two divisions compared": f"/analysis/compare/?{base}&unit={division.public_id}&name=演示二师",
    }
    for name, url in pages.items():
        yield page(name, OFFICE, url, target=3.0, repeat=REPEAT)


def past_board(period: Period) -> Figure:
    """The board as of the period's last day, as known a week later, beside reading its rows from their sources."""
    day = period.last_day
    known_at = dt.datetime.combine(day + ONE_WEEK, dt.time(18), clock.SHANGHAI)
    client = client_of(OFFICE)
    url = f"/board/?period={period.name}&as_of={day}&known_at={known_at:%Y-%m-%dT%H:%M}"
    whole, alone = alternately(
        lambda: client.get(url),
        lambda: compute_rows(from_day=day, to_day=day, as_of=day, known_at=known_at),
        REPEAT,
    )
    name, floor = "board of the corps as of a past day, as known then", "its rows computed alone"
    return Figure(name, median(whole), median(alone), floor, 3.0, p95=p95(whole))
