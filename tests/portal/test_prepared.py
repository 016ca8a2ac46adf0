"""Statements kept by a connection: the same answers as plain ones, made ready once."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.prepared import execute_prepared

pytestmark = pytest.mark.django_db

QUERY = """
SELECT %(day)s::date + %(days)s::integer, 'fifty %%', x FROM unnest(%(texts)s::text[]) AS x
WHERE %(days)s::integer > 0 AND x IS DISTINCT FROM %(none)s::text ORDER BY x
"""


def answer(days: int, mark: str = "") -> list[tuple[object, ...]]:
    parameters = {
        "day": dt.date(2025, 1, 31),
        "days": days,
        "texts": ["b'", "a", "%"],
        "none": None,
        "other": 1,
    }
    with connection.cursor() as cursor:
        execute_prepared(cursor, f"{QUERY} -- {mark}", parameters)
        return list(cursor.fetchall())


def test_it_answers_as_the_plain_query_does() -> None:
    later = dt.date(2025, 2, 2)
    assert answer(2) == [(later, "fifty %", "%"), (later, "fifty %", "a"), (later, "fifty %", "b'")]
    assert answer(0) == []


def test_it_is_made_ready_once() -> None:
    answer(1, "once")
    with CaptureQueriesContext(connection) as captured:
        answer(1, "once")
        answer(2, "once")
    assert [query["sql"].split()[0] for query in captured] == ["EXECUTE", "EXECUTE"]


def test_it_outlives_a_transaction_that_fails() -> None:
    with transaction.atomic():
        answer(1, "undone")
        transaction.set_rollback(True)
    assert len(answer(1, "undone")) == 3


def test_the_connection_keeps_it() -> None:
    answer(1, "two")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%-- two'", {})
        assert cursor.fetchone() == (1,)
