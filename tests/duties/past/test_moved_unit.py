"""A unit moved on 16 May 2025: under its old parent for the first quarter, under the new one from the second on.

In ledger, board, scope of reading and export alike; and as the tree was known before the move was entered.
"""

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from duties.exports.rows import export_rows
from duties.exports.totals import totals
from duties.ledger.compute import compute_rows
from duties.ledger.roll import ensure_fresh
from duties.periods import parse
from duties.rulebook import XPCC_2023
from portal import clock
from portal.access import Actor
from portal.models import Role, Unit
from tests.access_walk import BACKEND
from tests.duties.board.test_board_page import below, cells_of, column
from tests.duties.load_world import load_world
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
MOVED = "2025-05-16"
ENTERED = dt.datetime(2025, 7, 1, 9, tzinfo=clock.SHANGHAI)
TODAY = dt.datetime(2025, 11, 20, 9, tzinfo=clock.SHANGHAI)
OLD, NEW, NOBODY = "演示二师", "演示三师", ""
CASES = [
    ("2025Q1", {}, OLD),
    ("2025Q2", {}, NEW),
    ("2025Q3", {}, NEW),
    ("2025Q2", {"as_of": "2025-05-15"}, OLD),
    ("2025Q2", {"as_of": "2025-05-16"}, NEW),
    ("2025Q1", {"as_of": "2025-08-01"}, OLD),
    ("2025Q2", {"as_of": "2025-06-30", "known_at": "2025-07-01T08:59"}, OLD),
    ("2025Q2", {"as_of": "2025-06-30", "known_at": "2025-07-01T09:00"}, NEW),
]
"""Period, moment, and the division under which the regiment then stands."""


@pytest.fixture
def actors(db: None) -> Iterator[dict[str, Actor]]:
    """A corps, two divisions and the regiment; the offices, and the regiment's clerk."""
    with time_machine.travel(TODAY, tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        kinds = [
            ("兵", "演示兵团", "corps"),
            ("二", OLD, "division"),
            ("三", NEW, "division"),
            ("团", "演示27团", "regiment"),
        ]
        known = {"known": (None, ENTERED)}, {"known": (ENTERED, None)}
        load_world(
            {
                "units": [{"code": code, "name": name, "kind": kind, "established_on": "2020-01-01"} for code, name, kind in kinds],
                "placements": [
                    {"unit": "二", "parent": "兵"}, {"unit": "三", "parent": "兵"},
                    {"unit": "团", "parent": "二", **known[0]},
                    {"unit": "团", "parent": "二", "ended_on": MOVED, **known[1]},
                    {"unit": "团", "parent": "三", "started_on": MOVED, **known[1]},
                ],
                "tenures": [
                    {"ref": "t", "unit": "团", "role": "party_secretary", "person": "演示-甲", "started_on": "2020-01-01"}
                ],
                "records": [
                    {"ref": day, "unit": "团", "kind": "meeting", "forms": "leading_group", "on_topic": "1", "state": "submitted",
                     "leader": "演示-甲", "occurred_on": day, "registered_at": f"{day}T18:00:00+08:00"}
                    for day in ("2025-02-10", "2025-03-10")
                ],
            },
            [],
        )  # fmt: skip
        ensure_fresh()
        units = {unit.code: unit for unit in Unit.objects.all()}
        posts = {
            "above": ("兵", Role.OFFICE),
            OLD: ("二", Role.OFFICE),
            NEW: ("三", Role.OFFICE),
            "clerk": ("团", Role.CLERK),
        }
        yield {name: account_at(units[code], role, f"u{code}{role}") for name, (code, role) in posts.items()}


def page(actor: Actor, path: str, query: dict[str, str]) -> tuple[int, str]:
    client = Client()
    client.force_login(actor.account, backend=BACKEND)
    answer = client.get(path, query)
    return answer.status_code, answer.content.decode()


def _read(period: str, moment: dict[str, str]) -> tuple[dt.date, dt.datetime | None, dt.date]:
    """Day and instant of a moment, and the period's last day."""
    known = moment.get("known_at")
    return (
        dt.date.fromisoformat(moment.get("as_of", str(TODAY.date()))),
        dt.datetime.fromisoformat(known).replace(tzinfo=clock.SHANGHAI) if known else None,
        parse(period).last_day,
    )


@pytest.mark.parametrize(("period", "moment", "parent"), CASES)
def test_it_stands_where_it_stood(
    actors: dict[str, Actor], period: str, moment: dict[str, str], parent: str
) -> None:
    as_of, at, last = _read(period, moment)
    regiment = Unit.objects.get(code="团")
    _, board = page(actors["above"], "/board/", {"period": period, "open": "二,三", **moment})
    meeting, figures = column(board, "领导小组会议"), "1/1" if period == "2025Q1" else "0/1"
    for division in (OLD, NEW):
        here = division == parent
        unit = Unit.objects.get(name=division)
        days = {"from_day": last, "to_day": last, "as_of": as_of, "known_at": at}
        ledger = {row.unit for row in compute_rows(**days, unit=unit) if row.period == period}
        exported = export_rows(unit=unit, within=unit, first=last, last=last, as_of=as_of, known_at=at)
        rows = below(board, division)
        assert ("团" in ledger) == here
        assert ("团" in {row.ledger.unit for row in exported if row.ledger.period == period}) == here
        assert ("演示27团</a>" in rows and cells_of(rows, "演示27团")[meeting] == figures) == here
        own = {"unit": str(regiment.public_id), "period": period, **moment}
        status, text = page(actors[division], "/board/", own)
        # A division in which it lay on another day of the view opens it, and finds no row of this period.
        assert status == 200 if here else status in {200, 404}
        assert here or f">{figures}<" not in text
        cell = f"/cell/{regiment.public_id}/xpcc-2023/a8.2.leading_group/{period}/"
        assert ("领导小组会议" in page(actors[division], cell, moment)[1]) == here
        status, text = page(actors[division], f"/units/{regiment.public_id}/", {"period": period, **moment})
        assert status == 200 if here else status in {200, 404}
        assert here or f">{figures}<" not in text


def test_the_unit_itself_reads_its_ledger_of_any_moment(actors: dict[str, Actor]) -> None:
    for period, moment, _ in CASES:
        answer, text = page(actors["clerk"], "/board/", {"period": period, **moment})
        assert answer == 200
        assert "演示27团" in text


@pytest.mark.parametrize(("period", "moment", "parent"), CASES)
def test_rates_are_equal_on_board_and_in_export_and_never_above_one(
    actors: dict[str, Actor], period: str, moment: dict[str, str], parent: str
) -> None:
    """The regiment held two meetings where one was asked for."""
    as_of, at, last = _read(period, moment)
    for division in (OLD, NEW):
        unit = Unit.objects.get(name=division)
        rows = export_rows(unit=unit, within=unit, first=last, last=last, as_of=as_of, known_at=at)
        whole = totals(rows, force="must", day=as_of)[-1]
        rate = whole.rate
        assert rate.met <= rate.fulfilled <= rate.base
        assert not rate.base or (rate.fulfilled > 0) == (division == parent and period == "2025Q1")
        figures = page(actors[division], "/board/", {"period": period, **moment})[1].split('class="figures')[
            1
        ]
        assert f"<b>{whole.rows}</b> 项" in figures
        assert f"<b>{rate.fulfilled}</b> / {rate.base}</a> · {whole.fulfilment}" in figures
        assert f"<b>{rate.met}</b> / {rate.base}</a> · {whole.on_time}" in figures
