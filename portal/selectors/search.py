"""Searching what one may see, as of this request: nothing of it is kept anywhere, neither words nor results."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from portal import registry
from portal.access import Actor
from portal.models import SearchEntry
from portal.search.lexemes import GRAM, spoken_query, tsquery
from portal.search.marking import Stretches, excerpt, marked
from portal.search.plain import is_latin, runs, squeeze
from portal.search.sources import Source

LATEST = 400
"""Of what there may be very many (records, documents), so many of the latest that fit are put in order."""
TEXT = 5
"""The rank of what is found by its text alone."""
PLACE = ArrayField(BigIntegerField())
SHOWN = ("kind", "ref", "title", "note", "url", "day", "unit__name", "place")


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words (`portal.search.plain.typed_words`), one kind, the own unit alone, one year."""

    words: Sequence[str]
    kind: str = ""
    own: bool = False
    year: int | None = None


@dataclasses.dataclass(frozen=True)
class Hit:
    """One thing that was found; `place` is where it stands in the order."""

    kind: str
    ref: int
    title: Stretches
    unit: str
    note: str
    excerpt: Stretches
    url: str
    day: dt.date | None
    place: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` says that there is more of it."""

    source: Source
    hits: Sequence[Hit]
    more: bool

    @property
    def last(self) -> str:
        """Where the next part of the list begins."""
        return ".".join(map(str, self.hits[-1].place))

    @property
    def cut(self) -> bool:
        """Whether only the latest are put in order."""
        return self.source.recent


def sources_for(actor: Actor) -> list[Source]:
    """The kinds of things whose pages the actor's post may open."""
    return [each for each in registry.search_sources() if actor.role in each.roles]


def search(
    actor: Actor, wanted: Wanted, *, each: int, after: Sequence[int] = (), texts: bool = True
) -> list[Group]:
    """What the actor may see of what is wanted, in groups of at most `each`; one query.

    `after` goes on behind a place, of one kind. `texts` gives what was found in a text with what stands around it.
    """
    sources = [source for source in sources_for(actor) if wanted.kind in ("", source.kind)]
    if not wanted.words or not sources:
        return []
    parts = [_part(actor, source, wanted, each, after, texts) for source in sources]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row)
    return [
        Group(
            source,
            [_hit(row, wanted.words) for row in by_kind[source.kind][:each]],
            len(by_kind[source.kind]) > each,
        )
        for source in sources
        if source.kind in by_kind
    ]


def _part(
    actor: Actor, source: Source, wanted: Wanted, each: int, after: Sequence[int], texts: bool
) -> QuerySet[SearchEntry, dict[str, Any]]:
    """The query for one kind, one row longer than asked for."""
    own = actor.post.unit.pk if actor.post else None
    rows = SearchEntry.objects.filter(_fits(wanted.words), source.seen(actor), kind=source.kind)
    if wanted.own:
        rows = rows.filter(unit=own)
    if wanted.year:
        rows = rows.filter(day__year=wanted.year)
    if source.recent:
        rows = SearchEntry.objects.filter(pk__in=rows.order_by("-day", "-pk").values("pk")[:LATEST])
    rows = rows.annotate(place=Place(wanted.words, own, -1 if source.recent else 1))
    if after:
        rows = rows.filter(place__gt=Cast(Value(list(after)), PLACE))
    columns = [*SHOWN, "text"] if texts else SHOWN
    found: QuerySet[SearchEntry, dict[str, Any]] = rows.order_by("place").values(*columns)[: each + 1]
    return found


def _fits(words: Sequence[str]) -> Q:
    """The condition that an entry is found by every word.

    The index answers in lexemes; a longer word is looked up once more as a whole, for its lexemes may stand apart.
    """
    found = Q(words__holds=tsquery(words))
    for word in words:
        whole = squeeze(word)
        if len(whole) <= GRAM:
            continue
        apart = Q()
        for part in runs(word):
            apart &= Q(names__contains=part) | Q(text__icontains=part)
        way = Q(names__contains=whole) | apart
        if is_latin(whole):
            way |= Q(words__holds=spoken_query(whole))
        found &= way
    return found


class Place(Func):
    """Where an entry stands: exact name, beginning of a name, of its pinyin, of its initials, inside, text alone.

    Within these the own unit first, then the latest, then what says least; of equal ones the first entered, or with
    `way` -1 the last. Written as one expression: a search asks for it once for each kind.
    """

    def __init__(self, words: Sequence[str], own: int | None, way: int) -> None:
        columns = ("names", "pinyin", "initials", "words", "unit", "day", "title", "text", "ref")
        super().__init__(*map(F, columns), output_field=PLACE)
        self.typed, self.own, self.way = words, own, way

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        """The place as an array, to be compared number by number."""
        compiled = [compiler.compile(column)[0] for column in self.source_expressions]
        names, pinyin, initials, words, unit, day, title, text, ref = compiled
        whole = squeeze("".join(self.typed))
        ranks, parameters = [f"{names} LIKE %s", f"{names} LIKE %s"], [f"% {whole} %", f"% {whole}%"]
        if is_latin(whole):
            ranks += [f"{pinyin} LIKE %s", f"{initials} LIKE %s"]
            parameters += [f"% {whole}%"] * 2
        else:
            ranks += ["FALSE"] * 2
        inside, more_parameters = _inside(names, words, self.typed)
        cases = " ".join(f"WHEN {rank} THEN {number}" for number, rank in enumerate([*ranks, inside]))
        sql = (
            f"ARRAY[CASE {cases} ELSE {TEXT} END, CASE WHEN {unit} = %s THEN 0 ELSE 1 END,"
            f" coalesce(DATE '9999-12-31' - {day}, 0), length({title}) + length({text}), {ref} * {self.way}]::bigint[]"
        )
        return sql, (*parameters, *more_parameters, self.own)


def _inside(names: str, words: str, typed: Sequence[str]) -> tuple[str, list[str]]:
    """The condition that every word is inside a name, or spoken in it; 27团 is not what is inside of 127团."""
    ways, parameters = [], []
    for word in map(squeeze, typed):
        ways.append(f"({names} {'~' if word[0].isdigit() else 'LIKE'} %s")
        parameters.append(f"(^|[^0-9]){word}" if word[0].isdigit() else f"%{word}%")
        if is_latin(word):
            ways[-1] += f" OR {words} @@ %s::tsquery"
            parameters.append(spoken_query(word))
        ways[-1] += ")"
    return " AND ".join(ways), parameters


def _hit(row: dict[str, Any], words: Sequence[str]) -> Hit:
    text = excerpt(row["text"], words) if row["place"][0] == TEXT and "text" in row else ""
    return Hit(
        kind=row["kind"],
        ref=row["ref"],
        title=marked(row["title"], words),
        unit=row["unit__name"] or "",
        note=row["note"],
        excerpt=marked(text, words),
        url=row["url"],
        day=row["day"],
        place=tuple(row["place"]),
    )
