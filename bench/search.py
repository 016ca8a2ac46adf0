"""Searching the corps: the box as one types, the page of results, and comparing the index with its sources."""

import itertools
import time
from collections.abc import Iterator
from urllib.parse import quote

from django.db import connection

from bench.figures import Figure, alternately, median, p95
from bench.pages import client_of, queries_alone
from portal import registry
from portal.services.search_rebuild import search_check, search_rebuild

TYPED = (
    "演示27团", "27团 书记", "ys27t", "yanshi27tuan", "演", "会", "2026年", "nt", "高标准农田", "ldxzhy", "甲一", "没有这样的",
)  # fmt: skip
"""Names and texts, rare ones and such as are everywhere, written, spoken and by initials."""
LIMIT = 0.1
"""What is promised of one answer, in seconds at the 95th percentile."""
REPEAT = 15
ROUND = len(TYPED)


def run() -> Iterator[Figure]:
    """For the office of the corps, that reads everything, and for the clerk of a regiment; then the index itself."""
    made = search_rebuild_timed()
    for name in ("bangongshi", "jingban27"):
        yield typed(f"search box, {name}", name, "/search/box/")
    yield typed("search page, bangongshi", "bangongshi", "/search/")
    yield compared(made)


def search_rebuild_timed() -> str:
    """Make the index where it is missing; says how long that took."""
    begun = time.perf_counter()
    found = search_rebuild()
    took = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('search_words') / 1048576")
        size = cursor.fetchone()[0]
    return f"{found.entries} entries, {found.total} of them made, {took:.1f} s; the index of lexemes takes {size} MB"


def typed(name: str, username: str, address: str) -> Figure:
    """One answer after the other for all that is typed, each beside its queries alone."""
    client = client_of(username)
    urls = [f"{address}?q={quote(word)}" for word in TYPED]
    floors = [queries_alone(client, url) for url in urls]
    asked, alone = itertools.cycle(urls), itertools.cycle(floors)
    whole, floor = alternately(lambda: client.get(next(asked)), lambda: next(alone)(), REPEAT * ROUND)
    return Figure(
        name, median(whole), median(floor), "its queries alone", p95=p95(whole), limit=LIMIT,
        note=f"{ROUND} different questions in turn",
    )  # fmt: skip


def compared(made: str) -> Figure:
    """Index and sources read and compared, beside reading the sources alone."""

    def sources() -> None:
        for source in registry.search_sources():
            for _ in source.rows(None):
                pass

    whole, alone = alternately(search_check, sources, 2)
    return Figure(
        "compare the index with its sources",
        median(whole),
        median(alone),
        "reading the sources alone",
        2.5,
        note=made,
    )
