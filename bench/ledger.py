"""The ledger: a full reconcile of one year, and one record logged."""

import datetime as dt
import itertools
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, alternately, median, p95, times
from duties.ledger.moment import Moment
from duties.ledger.reconcile import Reconciliation, chunks, merge, reconcile
from duties.models import Obligation, Record
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM
from portal.models import Tenure

B = """
SELECT unit_id, kind, form, date_trunc('quarter', occurred_on::timestamp), count(*) AS n, min(occurred_on) AS first
FROM duties_record LEFT JOIN LATERAL unnest(forms) AS form ON TRUE
WHERE occurred_on >= %(start)s AND occurred_on < %(end)s GROUP BY 1, 2, 3, 4
"""
C = """
SELECT r.unit_id, c.household_id, count(*) AS n, min(r.occurred_on) AS first
FROM duties_record r JOIN duties_householdcontact c ON c.record_id = r.id
WHERE r.occurred_on >= %(start)s AND r.occurred_on < %(end)s GROUP BY 1, 2
"""

MANY = 300_000
"""From so many records on the floor is that of a corps; below, opening the obligations is nearly all of the work."""


def run() -> Iterator[Figure]:
    """All figures of the ledger."""
    yield from reconcile_a_year()
    yield from one_record()


def reconcile_a_year() -> Iterator[Figure]:
    """The last whole year read from its sources and merged, without a difference and from nothing."""
    year = clock.today().year - 1
    days = {"start": dt.date(year, 1, 1), "end": dt.date(year + 1, 1, 1)}
    moment = Moment.stored()
    chunk = next(each for each in chunks(moment, None) if each.start == days["start"])
    rows = Obligation.objects.filter(period_start__gte=days["start"], period_start__lt=days["end"]).count()

    def again() -> None:
        with transaction.atomic():
            merge(chunk, moment, Reconciliation(), write=True)

    def anew() -> None:
        with transaction.atomic():
            Obligation.objects.filter(period_start__gte=days["start"], period_start__lt=days["end"]).delete()
            merge(chunk, moment, Reconciliation(), write=True)

    def floor() -> None:
        with connection.cursor() as cursor:
            for query in (B, C):
                cursor.execute(f"SELECT count(*), sum(n), max(first) FROM ({query}) q", days)

    work, alone = alternately(again, floor, 5)
    floor_is = (
        "GROUP BY of the year's records by unit, kind, form, quarter and of its contacts by unit, household"
    )
    yield Figure(
        f"reconcile {year}, nothing differs ({rows:,} rows)", median(work), median(alone), floor_is,
        2.0 if Record.objects.count() > MANY else None, note=f"memory of the database's process: {memory(again)}",
    )  # fmt: skip
    yield Figure(
        f"reconcile {year}, all rows written", median(times(anew, 3)), median(alone), floor_is,
        note="no target: includes deleting the rows",
    )  # fmt: skip


def memory(work: Callable[[], object]) -> str:
    """How much memory this connection's process takes while `work` is done, where the system tells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        status = Path(f"/proc/{cursor.fetchone()[0]}/status")
    if not status.exists():
        work()
        return "unknown (another machine)"
    found: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.01):
            found.append(_megabytes(status, "RssAnon"))

    watch = threading.Thread(target=look)
    watch.start()
    try:
        work()
    finally:
        done.set()
        watch.join()
    shared = _megabytes(status, "VmHWM")
    return (
        f"{max(found)} MB of its own at most, seen every 10 ms; {shared} MB with the server's shared buffers"
    )


def _megabytes(status: Path, name: str) -> int:
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


def one_record() -> Iterator[Figure]:
    """The service call of one meeting, committed with its ledger rows, beside the bare writes of the same rows."""
    seats = Tenure.objects.present().filter(unit__kind="regiment", role="party_secretary").order_by("unit")
    chairs = itertools.cycle(seats.select_related("unit", "person")[:150])
    day = clock.today() - dt.timedelta(days=1)
    before = Record.objects.latest("pk").pk

    def content() -> Content:
        chair = next(chairs)
        return Content(
            unit=chair.unit, kind="meeting", forms=["party_standing_committee"], leader=chair.person, occurred_on=day,
            on_topic=True, title="演示会议",
        )  # fmt: skip

    inserts, update, rows = _bare(content())
    writes = [*inserts, update]
    service, bare = alternately(
        lambda: record_add(actor=SYSTEM, content=content()), lambda: _send(writes), 300
    )
    alone = times(lambda: _send(inserts), 300)
    forget_records(before)
    named = (
        f"{len(inserts)} INSERTs (record, state, log) and an UPDATE of {rows} ledger rows in one transaction"
    )
    yield Figure(
        "log one record, committed", median(service), median(bare), named, 4.0, p95=p95(service), limit=0.05,
        note=f"the INSERTs without the ledger rows took {median(alone) * 1000:.2f} ms",
    )  # fmt: skip


Statement = Callable[[int], str]
"""The text of one statement, given the key of the record."""


def _bare(content: Content) -> tuple[list[Statement], Statement, int]:
    """The INSERTs of one service call as texts to be sent again, the UPDATE of the ledger rows that it changed, how many."""
    rows = Obligation.objects.filter(unit=content.unit)
    before = set(rows.values_list("pk", "counted"))
    with CaptureQueriesContext(connection) as captured:
        record = record_add(actor=SYSTEM, content=content)
    changed = [key for key, counted in rows.values_list("pk", "counted") if (key, counted) not in before]
    texts = [query["sql"] for query in captured if query["sql"].startswith("INSERT")]

    def statement(text: str) -> Statement:
        def with_key(number: int) -> str:
            new = text.replace(record.ref, uuid.uuid4().hex).replace(str(record.public_id), str(uuid.uuid4()))
            return new.replace(f"VALUES ({record.pk},", f"VALUES ({number},")

        return with_key

    keys = ", ".join(map(str, changed))
    update = f"UPDATE duties_obligation SET counted = counted + 1, met_on = '{content.occurred_on}' WHERE id IN ({keys})"
    return [statement(text) for text in texts], lambda _: update, len(changed)


def _send(statements: Sequence[Statement]) -> None:
    """Send statements in one transaction; the first gives the key of the record."""
    number = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement(number))
            number = number or cursor.fetchone()[0]


def forget_records(before: int) -> None:
    """Take the records of the measurement out again, and put the ledger right."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (
            "DELETE FROM duties_recordstatechange WHERE record_id > %s",
            "DELETE FROM duties_record WHERE id > %s",
        ):
            cursor.execute(statement, [before])
    reconcile()
