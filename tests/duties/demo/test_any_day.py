"""The tour of the demonstration finds what it shows, whatever the day."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from pytest_django.fixtures import Settings

from duties.demo.build import build_world
from duties.periods import period_of
from duties.rulebook import XPCC_2023
from duties.selectors.ledger import ledger
from meetings.models import Entry, EntryState
from portal import clock
from portal.access import SYSTEM
from portal.models import Unit
from tests.duties.demo.test_accounts import WITH_HERO, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        *(pytest.param(day, marks=pytest.mark.long) for day in ("2026-05-20", "2026-06-30", "2026-12-24")),
    ],
)
def test_the_tour_finds_what_it_needs_on_any_day(settings: Settings, tmp_path: Path, day: str) -> None:
    settings.DATA_DIR = tmp_path
    with time_machine.travel(f"{day}T09:00:00+08:00", tick=False):
        call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
        build_world(actor=SYSTEM, shape=WITH_HERO, seed=1)
        run()
        hero = Unit.objects.get(code="YS-T027")
        today = clock.today()
        quarter = period_of("quarter", today)
        before = period_of("quarter", quarter.start - dt.timedelta(days=1))
        overdue = ledger().filter(unit=hero, status="overdue", reading__force="must")
        assert list(overdue.values_list("rule__code", "period")) == [("a8.2.leading_group", before.name)]
        open_now = ledger().filter(unit=hero, period=quarter.name, counted=0)
        forms = set(open_now.values_list("reading__form", flat=True))
        assert {"leading_group", "party_standing_committee", "administrative_executive"} <= forms
        assert Entry.objects.filter(unit=hero, state=EntryState.SUBMITTED).exists()
        assert not Entry.objects.filter(unit=hero, state=EntryState.RETURNED).exists()
