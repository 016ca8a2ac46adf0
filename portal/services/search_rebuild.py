"""Comparing the index of searching with its sources, and making it anew where they differ: after writes in bulk, and nightly.

Both sides are read in the order of their keys, so that it takes little memory however much there is. A writer at the
same time is never overwritten: an entry is changed only where it still is as it was read.
"""

import dataclasses
import io
import logging
from collections.abc import Iterable, Iterator, Sequence

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal import clock, registry
from portal.database import analyse_tables
from portal.models import SearchCheck, SearchEntry
from portal.search.sources import Found, Source
from portal.services.search import COLUMNS, line

logger = logging.getLogger(__name__)

TASK = "portal.index_search"
BATCH = 5_000
TABLE = SearchEntry._meta.db_table
KEPT = ", ".join(COLUMNS)
CHANGED = ", ".join(COLUMNS[2:])
INCOMING = f"CREATE TEMPORARY TABLE incoming_search ON COMMIT DROP AS SELECT {KEPT}, digest AS seen FROM {TABLE} WHERE false"
ADD = f"""
INSERT INTO {TABLE} ({KEPT}) SELECT {KEPT} FROM incoming_search WHERE seen IS NULL ON CONFLICT DO NOTHING
"""
CHANGE = f"""
UPDATE {TABLE} e SET ({CHANGED}) = ({", ".join(f"i.{name}" for name in COLUMNS[2:])})
FROM incoming_search i WHERE e.kind = i.kind AND e.ref = i.ref AND e.digest = i.seen
"""
REMOVE = f"DELETE FROM {TABLE} WHERE kind = %s AND (ref, digest) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))"


@dataclasses.dataclass(frozen=True)
class Differences:
    """How many things can be found, and how many entries were missing, stood otherwise, or stood for nothing."""

    entries: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Differences") -> "Differences":
        return Differences(
            *(a + b for a, b in zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True))
        )

    @property
    def total(self) -> int:
        """How many entries do not agree with their sources."""
        return self.added + self.changed + self.removed


@dataclasses.dataclass(frozen=True)
class Pair:
    """A key with the row of its source and the digest of its entry; one of them may be missing."""

    ref: int
    found: Found | None
    seen: int | None

    @property
    def agrees(self) -> bool:
        """Whether the entry says what the source says."""
        return self.found is not None and self.found.digest == self.seen


def search_check() -> Differences:
    """Compare the index with all its sources and change nothing."""
    return sum((_counted(source, write=False) for source in registry.search_sources()), Differences())


def search_rebuild() -> Differences:
    """Put right whatever does not agree with its source, and keep when that was and how much it took."""
    found = sum((_counted(source, write=True) for source in registry.search_sources()), Differences())
    SearchEntry.objects.exclude(kind__in=[each.kind for each in registry.search_sources()]).delete()
    if found.total:
        analyse_tables([TABLE])
    SearchCheck.objects.update_or_create(
        pk=1, defaults=dataclasses.asdict(found) | {"checked_at": clock.now()}
    )
    return found


def search_rebuild_later() -> None:
    """Have a worker do it once this transaction is committed; without a broker the schedule does it in the night."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("the index of searching waits for the night, the broker cannot be reached: %s", error)


@transaction.atomic
def _counted(source: Source, *, write: bool) -> Differences:
    """Compare one kind, a batch at a time."""
    entries = added = changed = removed = 0
    waiting: list[Pair] = []
    for pair in _pairs(source):
        entries += pair.found is not None
        if pair.agrees:
            continue
        added += pair.seen is None
        removed += pair.found is None
        changed += pair.found is not None and pair.seen is not None
        waiting.append(pair)
        if len(waiting) == BATCH:
            _write(source, waiting, write=write)
            waiting.clear()
    _write(source, waiting, write=write)
    return Differences(entries, added, changed, removed)


def _pairs(source: Source) -> Iterator[Pair]:
    """Sources and entries of one kind side by side, in the order of their keys."""
    stored = SearchEntry.objects.filter(kind=source.kind).order_by("ref").values_list("ref", "digest")
    entries = stored.iterator(chunk_size=BATCH)
    entry = next(entries, None)
    for found in source.rows(None):
        while entry is not None and entry[0] < found.ref:
            yield Pair(entry[0], None, entry[1])
            entry = next(entries, None)
        if entry is not None and entry[0] == found.ref:
            yield Pair(found.ref, found, entry[1])
            entry = next(entries, None)
        else:
            yield Pair(found.ref, found, None)
    while entry is not None:
        yield Pair(entry[0], None, entry[1])
        entry = next(entries, None)


def _write(source: Source, pairs: Sequence[Pair], *, write: bool) -> None:
    if not write or not pairs:
        return
    kept = [(each.found, each.seen) for each in pairs if each.found is not None]
    gone = [(each.ref, each.seen) for each in pairs if each.found is None]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(REMOVE, [source.kind, *map(list, zip(*gone, strict=True))])
        if kept:
            cursor.execute(INCOMING)
            lines = io.StringIO("".join(_copied(source, kept)))
            cursor.copy_expert(f"COPY incoming_search ({KEPT}, seen) FROM STDIN", lines)
            cursor.execute(ADD)
            cursor.execute(CHANGE)
            cursor.execute("DROP TABLE incoming_search")


def _copied(source: Source, kept: Iterable[tuple[Found, int | None]]) -> Iterator[str]:
    """Lines in the text format of COPY; tidy texts hold neither tabs nor ends of lines."""
    for found, seen in kept:
        values = (*line(source, found), seen)
        yield (
            "\t".join(r"\N" if value is None else str(value).replace("\\", r"\\") for value in values) + "\n"
        )
