"""Real transactions at once: no count is lost, by two writers or by a reconcile beside one; without the lock it is."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from unittest import mock

import pytest
from django.db import connection, transaction

from duties.ledger import reconcile as reconciling
from duties.ledger.reconcile import reconcile
from duties.models import Obligation
from duties.rulebook import XPCC_2023, read_rulebook
from duties.services.links import link_add
from duties.services.records import Content, record_add
from portal.access import SYSTEM
from portal.models import Person, Tag, Unit, Word
from portal.services.structure import tree_fact_add
from tests.duties.load_world import load_world

pytestmark = pytest.mark.django_db(transaction=True)
RULES = read_rulebook(XPCC_2023).content
DAY = dt.date(2025, 9, 10)
WORLD = {
    "units": [
        {"code": code, "name": f"演示{code}", "kind": kind, "established_on": "2015-01-01", "abolished_on": ""}
        for code, kind in (("兵", "corps"), ("师", "division"), ("团", "regiment"))
    ],
    "placements": [{"unit": "团", "parent": "师", "started_on": "", "ended_on": ""}],
    "tenures": [
        {"ref": "T0", "unit": "兵", "role": "party_secretary", "person": "乙", "name": "演示-乙", "title": "",
         "started_on": "2020-01-01", "ended_on": "", "acting": "0"},
        {"ref": "T1", "unit": "师", "role": "party_secretary", "person": "甲", "name": "演示-甲", "title": "",
         "started_on": "2020-01-01", "ended_on": "", "acting": "0"}
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def world() -> None:
    """A division with its secretary, a regiment and a department, and the words that a record needs."""
    load_world(WORLD, [RULES])
    words = [(Word.Group.KIND, "meeting", {}), (Word.Group.FORM, "study_session", {"kinds": ["meeting"]}),
             (Word.Group.LINK, "contact_point", {}), (Word.Group.ROLE, "party_secretary", {})]  # fmt: skip
    for group, code, data in words:
        Word.objects.create(group=group, code=code, name=code, data=data)
    reconcile()


def study() -> None:
    """A study session of the division, logged now."""
    content = Content(
        unit=Unit.objects.get(code="师"), kind="meeting", forms=["study_session"], occurred_on=DAY, on_topic=True,
        leader=Person.objects.get(code="甲"),
    )  # fmt: skip
    record_add(actor=SYSTEM, content=content)


def cell() -> Obligation:
    return Obligation.objects.get(unit__code="师", rule__code="a7.2.study", period="2025")


def differences() -> list[str]:
    return [str(each) for each in reconcile(check=True).differences]


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'"""
        )
        return bool(cursor.fetchone()[0])


def overlapping(first: Callable[[], None], second: Callable[[], object]) -> None:
    """`second` begins while the transaction of `first` is still open, and waits for it; then both end."""
    written, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                written.set()
                go_on.wait(30)
        finally:
            written.set()
            connection.close()

    def follow() -> None:
        try:
            second()
        finally:
            connection.close()

    threads = [threading.Thread(target=hold), threading.Thread(target=follow)]
    threads[0].start()
    assert written.wait(30)
    threads[1].start()
    deadline = time.monotonic() + 20
    while not somebody_waits() and threads[1].is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    go_on.set()
    for thread in threads:
        thread.join(60)


@pytest.fixture
def no_locks() -> Iterator[None]:
    """Every lock of the ledger taken out."""
    places = ["duties.services.records.lock_units", "duties.ledger.incremental.lock_units",
              "duties.ledger.reconcile.lock_units", "duties.ledger.reconcile.lock_ledger"]  # fmt: skip
    with ExitStack() as stack:
        for place in places:
            stack.enter_context(mock.patch(place))
        yield


def test_two_writers_of_one_obligation_lose_no_count() -> None:
    overlapping(study, study)
    assert cell().counted == 2
    assert differences() == []


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_a_count_is_lost() -> None:
    overlapping(study, study)
    assert cell().counted == 1
    assert differences() != []


def test_a_reconcile_beside_a_writer_overwrites_nothing() -> None:
    Obligation.objects.filter(pk=cell().pk).update(counted=9)
    overlapping(study, reconcile)
    assert cell().counted == 1
    assert differences() == []


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_a_reconcile_overwrites_a_fresh_count() -> None:
    Obligation.objects.filter(pk=cell().pk).update(counted=9)
    overlapping(study, reconcile)
    assert cell().counted == 0


def test_a_writer_between_the_two_looks_of_a_reconcile_is_kept() -> None:
    Obligation.objects.filter(pk=cell().pk).update(counted=9)
    look = reconciling._suspects

    def look_and_let_write(moment: reconciling.Moment) -> list[int]:
        found = look(moment)
        thread = threading.Thread(target=lambda: (study(), connection.close()))
        thread.start()
        thread.join(30)
        return found

    with mock.patch.object(reconciling, "_suspects", look_and_let_write):
        reconcile()
    assert cell().counted == 1
    assert differences() == []


def link() -> None:
    """The corps's secretary takes the regiment as contact point, which counts where it is a key one."""
    link_add(
        actor=SYSTEM, kind="contact_point", unit=Unit.objects.get(code="兵"), role="party_secretary",
        target=Unit.objects.get(code="团"),
    )  # fmt: skip


def make_key() -> None:
    """The regiment becomes a key one."""
    regiment = Unit.objects.get(code="团")
    tree_fact_add(actor=SYSTEM, fact=Tag(unit=regiment, tag="key_support"), unit=regiment)


@pytest.mark.parametrize(("first", "second"), [(link, make_key), (make_key, link)])
def test_a_fact_changed_beside_another_that_comes_to_look_at_it_is_seen(
    first: Callable[[], None], second: Callable[[], None]
) -> None:
    overlapping(first, second)
    assert (
        Obligation.objects.get(rule__code="a6.3.contact", role="party_secretary", period="2025").counted == 1
    )
    assert differences() == []
