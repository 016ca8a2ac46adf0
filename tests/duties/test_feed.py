"""What calendar feeds say of duties: due days of what is still to be done, under names that stay."""

import datetime as dt

import pytest

from duties.ledger.reconcile import reconcile
from duties.selectors.feed import due_days
from portal.access import Actor, posts_of
from portal.clock import SHANGHAI
from portal.feeds import CalendarEntry
from portal.models import Account, Role, Unit
from tests.duties.alert_world import AlertWorld, appointed, at, held, make_alert_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.datetime(2026, 1, 1, 8, tzinfo=SHANGHAI)


made = once(make_alert_world, NEW_YEAR)


@pytest.fixture
def world(made: AlertWorld, db: None) -> AlertWorld:
    return made


def entries(account: Account, unit: Unit | None = None) -> dict[str, CalendarEntry]:
    """The events of the account's only post, by the rule they are of."""
    actor = Actor(account=account, post=posts_of(account)[0])
    return {entry.ref: entry for entry in due_days(actor, unit)}


def of_rule(found: dict[str, CalendarEntry], rule: str, period: str) -> CalendarEntry:
    (ref,) = (ref for ref in found if f"-{rule}-" in ref and ref.endswith(f"-{period}"))
    return found[ref]


def test_a_due_day_has_its_link_and_the_day_of_its_reminder(world: AlertWorld) -> None:
    with at("2026-02-02T09:00:00"):
        entry = of_rule(entries(world.secretary), "a8.2.standing_committee", "2026Q1")
    assert entry.day == dt.date(2026, 3, 31)
    assert entry.url == f"/cell/{world.regiment.public_id}/xpcc-2023/a8.2.standing_committee/2026Q1/"
    assert entry.alarm_on is not None
    assert dt.date(2026, 1, 1) <= entry.alarm_on < entry.day
    assert "演示27团" in entry.text
    assert "第一季度" in entry.title


def test_an_event_keeps_its_name_and_leaves_when_it_is_done(world: AlertWorld) -> None:
    with at("2026-02-02T09:00:00"):
        before = entries(world.secretary)
        held(world, "party_standing_committee", dt.date(2026, 2, 1))
        after = entries(world.secretary)
        gone = before.keys() - after.keys()
        assert len(gone) == 1
        assert "a8.2.standing_committee-" in gone.pop()
        reconcile()
        assert entries(world.secretary).keys() == after.keys()


def test_what_is_late_says_so(world: AlertWorld) -> None:
    with at("2026-04-10T09:00:00"):
        entry = of_rule(entries(world.secretary), "a8.2.standing_committee", "2026Q1")
    assert entry.title.startswith("【逾期】")


def test_each_post_has_its_own_and_an_office_none_but_by_unit(world: AlertWorld) -> None:
    with at("2026-01-01T08:00:00"):
        office = appointed("office", "演示-丁四", world.regiment, Role.OFFICE)
    with at("2026-02-02T09:00:00"):
        clerk, secretary = entries(world.clerk), entries(world.secretary)
        assert secretary.keys() < clerk.keys()
        assert entries(office) == {}
        assert entries(office, world.regiment).keys() == clerk.keys()
