"""Keeping the index of searching in step: it follows every logged write in the transaction of the write.

The entries say what their sources say and no more, so nothing here is logged; docs/search.md.
"""

from collections.abc import Collection, Iterable

from django.db import connection, models
from psycopg2.extras import execute_values

from portal import registry
from portal.models import SearchEntry
from portal.search.lexemes import lexemes, tsvector
from portal.search.plain import squeeze
from portal.search.readings import initials, readings, usual
from portal.search.sources import Found, Source

COLUMNS = (
    "kind", "ref", "unit_id", "title", "note", "text", "url", "day", "names", "pinyin", "initials", "words", "digest",
)  # fmt: skip
KEEP = f"""
INSERT INTO portal_searchentry ({", ".join(COLUMNS)}) VALUES %s
ON CONFLICT (kind, ref) DO UPDATE SET ({", ".join(COLUMNS[2:])}) = ({", ".join(f"excluded.{name}" for name in COLUMNS[2:])})
WHERE portal_searchentry.digest <> excluded.digest
"""
VALUES = f"({', '.join(['%s'] * 11)}, %s::tsvector, %s)"


def search_follow(target: models.Model) -> None:
    """Let the index follow a row that was written; call it in the transaction of the write (`log_change` does)."""
    label = target._meta.label_lower
    for source in registry.search_sources():
        if label in source.follows:
            search_put(source, source.follows[label](target))


def search_put(source: Source, refs: Collection[int]) -> None:
    """Index the rows with these keys as they now are; those that are no more are found no more."""
    if not refs:
        return
    found = list(source.rows(refs))
    gone = set(refs) - {each.ref for each in found}
    if gone:
        SearchEntry.objects.filter(kind=source.kind, ref__in=gone).delete()
    if found:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, KEEP, [line(source, each) for each in found], VALUES)


def line(source: Source, found: Found) -> tuple[object, ...]:
    """The values of COLUMNS for one entry."""
    names = tuple(dict.fromkeys(name for name in (found.title, *found.names) if squeeze(name))) or ("",)
    said = [reading for name in names for reading in readings(name)] if source.thorough else [usual(names[0])]
    return (
        source.kind,
        found.ref,
        found.unit,
        found.title,
        found.note,
        found.text,
        found.url,
        found.day,
        spaced(map(squeeze, names)),
        spaced("".join(each) for each in said),
        spaced("".join(initials(each)) for each in said),
        tsvector(lexemes(names, found.text, thorough=source.thorough)),
        found.digest,
    )


def spaced(words: Iterable[str]) -> str:
    """The words between blanks, so that a beginning or a whole word is told by one comparison."""
    return f" {' '.join(dict.fromkeys(words))} "
