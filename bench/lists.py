"""Pages of a list over all records of the corps, 50 rows each, beside their queries alone."""

from collections.abc import Iterator

from django.http import QueryDict

from bench.figures import Figure
from bench.pages import page
from duties.models import Record
from meetings.listings.records import RecordList
from portal.access import Actor, posts_of
from portal.models import Account

OFFICE = "bangongshi"
DEEP = 40
"""So many pages are paged through before the deep page."""


def run() -> Iterator[Figure]:
    """The first page; one far behind; one sorted by unit; one narrowed; the overdue cells."""
    rows = Record.objects.count()
    yield page(f"list of {rows:,} records, first page", OFFICE, "/records/?view=", target=3.0)
    yield page(f"the same, page {DEEP + 1}", OFFICE, f"/records/?after={_place('')}", target=3.0)
    yield page("the same by unit", OFFICE, "/records/?sort=unit", target=3.0)
    yield page(
        "the same, visits of one year",
        OFFICE,
        "/records/?kind=visit&first=2025-01-01&last=2025-12-31",
        target=3.0,
    )
    yield page("overdue cells of the corps", OFFICE, "/overdue/?view=", target=3.0)


def _place(query: str) -> str:
    """The place after so many pages."""
    account = Account.objects.get(username=OFFICE)
    actor, place = Actor(account=account, post=posts_of(account)[0]), ""
    for _ in range(DEEP):
        asked = QueryDict(query, mutable=True)
        asked["after"] = place
        place = RecordList(actor, asked).page().after
    return place
