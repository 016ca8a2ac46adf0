"""The whole demo corps against the plain reading on twenty days: every cell of every measure (make test-long)."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from duties.demo.build import build_world
from duties.demo.shapes import SIZES
from duties.ledger.reconcile import reconcile
from duties.plain import Comparison, compare, days_to_compare
from duties.rulebook import XPCC_2023
from duties.selectors.ledger import ledger
from portal import clock
from portal.access import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_the_demo_ledger_is_the_plain_reading_on_twenty_days() -> None:
    call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
    built = build_world(actor=SYSTEM, shape=SIZES["demo"], seed=1)
    print(f"\nseed 1: {built}")
    assert built.seconds < 20
    today = clock.today()
    statuses = Counter(ledger().filter(period_start__lte=today).values_list("status", flat=True))
    print(dict(statuses))
    assert set(statuses) == {
        "met", "met_late", "made_up", "overdue", "open", "pending", "due_soon", "waived",
    }  # fmt: skip
    assert reconcile(check=True).total == 0
    found = compare(days_to_compare(20, today - dt.timedelta(days=760), today), tell=tell)
    print(f"{len(found)} days, {sum(each.cells for each in found)} cells")
    assert len({each.day for each in found}) == 20
    assert [each.differences[:5] for each in found] == [[]] * 20


def tell(each: Comparison) -> None:
    print(f"{each.day}: {each.rows} rows, {each.cells} cells, {len(each.differences)} differ", flush=True)
