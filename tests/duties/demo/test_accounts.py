"""The accounts of the demonstration: one a role, made once, with passwords only this installation knows."""

import datetime as dt
import stat
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from duties.demo.build import build_world
from duties.demo.shapes import Shape
from duties.models import Question, Statement, SupervisionItem, UrgingAct
from duties.periods import period_of
from duties.rulebook import XPCC_2023
from duties.selectors.ledger import ledger
from meetings.models import Attendance, Entry, EntryState
from portal import clock
from portal.access import SYSTEM, posts_of
from portal.models import Account, Installation, Role, Unit

pytestmark = pytest.mark.django_db
WITH_HERO = Shape(
    years=2, divisions=3, regiments=39, companies=39, corps_departments=2, corps_support=1, division_departments=1,
    division_support=1, household_every=20, households=(3, 5),
)  # fmt: skip


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    """A folder of this test's own for the passwords."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "secrets" / "demo-accounts.json"


@pytest.fixture
def demo(data: Path) -> Path:
    """A demonstration in which 演示27团 exists."""
    call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
    build_world(actor=SYSTEM, shape=WITH_HERO, seed=2)
    return data


def run() -> str:
    text = StringIO()
    call_command("demo_accounts", stdout=text)
    return text.getvalue()


def test_every_role_gets_an_account_once(demo: Path) -> None:
    printed = run()
    accounts = {account.username: account for account in Account.objects.all()}
    assert {posts_of(account)[0].role for account in accounts.values()} == set(Role)
    assert not any(account.must_change_password for account in accounts.values())
    assert accounts["tuanzhang27"].name == "演示-赵喆堃"
    assert accounts["shuji27"].person is not None
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    assert run() == printed
    assert Account.objects.count() == len(accounts)
    items = SupervisionItem.objects.order_by("pk").values_list("state", flat=True)
    assert list(items) == ["closed", "returned", "fed_back", "signed", "issued", "drafting"][: len(items)]
    assert len(items) > 2
    username, password = printed.splitlines()[1].split()[:2]
    assert accounts[username].check_password(password)
    client = Client()
    assert client.post("/login/", {"username": username, "password": password}).status_code == 302


def test_a_lost_file_means_new_passwords(demo: Path) -> None:
    before = run()
    demo.unlink()
    after = run()
    assert before != after
    username, password = after.splitlines()[1].split()[:2]
    assert Account.objects.get(username=username).check_password(password)


def test_the_meetings_of_a_unit_with_a_clerk_have_entries(demo: Path) -> None:
    run()
    entries = Entry.objects.filter(unit__name="演示27团", kind="meeting", submitted_at__isnull=False)
    assert entries.count() > 20
    assert {EntryState.CONFIRMED} < set(entries.values_list("state", flat=True))
    for entry in entries.prefetch_related("records", "agenda"):
        record = entry.records.get()
        assert record.on_topic == any(item.on_topic for item in entry.agenda.all())
        assert (record.unit_id, record.occurred_on) == (entry.unit_id, entry.occurred_on)
    assert Attendance.objects.filter(entry__in=entries).count() > 60
    count = Entry.objects.count()
    run()
    assert Entry.objects.count() == count


def test_a_question_is_answered_and_another_waits(demo: Path) -> None:
    run()
    run()
    states = Question.objects.order_by("pk").values_list(
        "state", "asked_by__username", "answered_by__username"
    )
    assert list(states) == [("answered", "jingban27", "bangongshi"), ("asked", "jingban27", None)]


def test_cells_are_urged_once_and_a_statement_is_answered(demo: Path) -> None:
    run()
    acts, statements = UrgingAct.objects.count(), Statement.objects.count()
    run()
    assert (UrgingAct.objects.count(), Statement.objects.count()) == (acts, statements)
    assert acts == 2
    assert "noted" in set(Statement.objects.values_list("state", flat=True))


def test_only_a_demonstration_has_demo_accounts(demo: Path) -> None:
    Installation.objects.update(demo=False)
    with pytest.raises(CommandError, match="不是演示平台"):
        run()
    assert not Account.objects.exists()


@pytest.mark.parametrize("day", ["2026-01-01", "2026-05-20", "2026-06-30", "2026-12-24"])
def test_the_tour_finds_what_it_needs_on_any_day(data: Path, day: str) -> None:
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
