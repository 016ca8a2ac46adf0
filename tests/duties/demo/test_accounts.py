"""The accounts of the demonstration: one a role, made once, with passwords only this installation knows."""

import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from duties.demo.build import build_world
from duties.demo.shapes import Shape
from duties.models import Question, Statement, SupervisionItem, Talk, UrgingAct
from duties.rulebook import XPCC_2023
from meetings.models import Attendance, Entry, EntryState
from portal.access import SYSTEM, posts_of
from portal.models import Account, Installation, Role
from tests.duties.shared import shared

pytestmark = pytest.mark.django_db
WITH_HERO = Shape(
    years=2, divisions=3, regiments=39, companies=39, corps_departments=2, corps_support=1, division_departments=1,
    division_support=1, household_every=20, households=(3, 5),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the passwords of the module's demonstration lie."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def printed(folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the command says of a demonstration in which 演示27团 exists, made once for the module."""

    def make() -> str:
        call_command("load_regulation", str(XPCC_2023), stdout=StringIO())
        build_world(actor=SYSTEM, shape=WITH_HERO, seed=2)
        return run()

    with override_settings(DATA_DIR=folder), shared(make, None, django_db_blocker) as text:
        yield text


@pytest.fixture
def demo(printed: str, folder: Path, db: None) -> Path:
    """The demonstration's file of passwords."""
    return folder / "secrets" / "demo-accounts.json"


def run() -> str:
    text = StringIO()
    call_command("demo_accounts", stdout=text)
    return text.getvalue()


def test_every_role_gets_an_account(demo: Path, printed: str) -> None:
    accounts = {account.username: account for account in Account.objects.all()}
    assert {posts_of(account)[0].role for account in accounts.values()} == set(Role)
    assert not any(account.must_change_password for account in accounts.values())
    assert accounts["tuanzhang27"].name == "演示-赵喆堃"
    assert accounts["shuji27"].person is not None
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    items = SupervisionItem.objects.order_by("pk").values_list("state", flat=True)
    assert list(items) == ["closed", "returned", "fed_back", "signed", "issued", "drafting"][: len(items)]
    assert len(items) > 2
    username, password = printed.splitlines()[1].split()[:2]
    assert accounts[username].check_password(password)
    client = Client()
    assert client.post("/login/", {"username": username, "password": password}).status_code == 302


def test_a_second_run_says_the_same_and_adds_nothing(demo: Path, printed: str) -> None:
    models = (Account, Entry, Question, Statement, SupervisionItem, Talk, UrgingAct)
    before = [model.objects.count() for model in models]
    assert run() == printed
    assert [model.objects.count() for model in models] == before


def test_a_lost_file_means_new_passwords(demo: Path, printed: str) -> None:
    kept = demo.read_bytes()
    demo.unlink()
    after = run()
    assert after != printed
    username, password = after.splitlines()[1].split()[:2]
    assert Account.objects.get(username=username).check_password(password)
    demo.write_bytes(kept)


def test_the_meetings_of_a_unit_with_a_clerk_have_entries(demo: Path) -> None:
    entries = Entry.objects.filter(unit__name="演示27团", kind="meeting", submitted_at__isnull=False)
    assert entries.count() > 20
    assert {EntryState.CONFIRMED} < set(entries.values_list("state", flat=True))
    for entry in entries.prefetch_related("records", "agenda"):
        record = entry.records.get()
        assert record.on_topic == any(item.on_topic for item in entry.agenda.all())
        assert (record.unit_id, record.occurred_on) == (entry.unit_id, entry.occurred_on)
    assert Attendance.objects.filter(entry__in=entries).count() > 60


def test_a_question_is_answered_and_another_waits(demo: Path) -> None:
    states = Question.objects.order_by("pk").values_list(
        "state", "asked_by__username", "answered_by__username"
    )
    assert list(states) == [("answered", "jingban27", "bangongshi"), ("asked", "jingban27", None)]


def test_cells_are_urged_and_a_statement_is_answered(demo: Path) -> None:
    assert UrgingAct.objects.count() == 2
    assert "noted" in set(Statement.objects.values_list("state", flat=True))


def test_only_a_demonstration_has_demo_accounts(demo: Path) -> None:
    Installation.objects.update(demo=False)
    count = Account.objects.count()
    with pytest.raises(CommandError, match="不是演示平台"):
        run()
    assert Account.objects.count() == count
