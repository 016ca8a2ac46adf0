"""A list as it is asked for: rows in scope, narrowed, ordered, cut into pages, with the columns chosen."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict

from portal import access
from portal.access import Actor
from portal.lists import keyset
from portal.lists.columns import Column
from portal.lists.filters import ListFilters, Said
from portal.models import Role
from portal.tables import Value

Row = TypeVar("Row")
PER_PAGE = 50
COUNTED = 2_000
"""So many rows a list counts at most, and an export writes at once; more it calls more, and writes as a job."""
CHUNK = 500
"""So many rows an export makes ready at a time."""


@dataclasses.dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, the places before and after them (empty where there is nothing), and how many rows there are.

    `count` is None where there are more than are counted.
    """

    rows: Sequence[Row]
    before: str
    after: str
    count: int | None


class Listing(Generic[Row]):
    """A declared list. A subclass says what it lists; `query` says what of it is asked for.

    Rows come from `rows`, within the actor's scope. `prepared` makes of some of them what the columns read, in constant
    queries. `tie` ends every order, so that no two rows are equal.
    """

    name: ClassVar[str]
    page_name: ClassVar[str] = ""
    """The name of its address where several lists share one; else it is the list's own."""
    title: ClassVar[str]
    roles: ClassVar[frozenset[Role]] = access.BUSINESS
    columns: ClassVar[Sequence[Column[Any]]]
    filters: ClassVar[type[ListFilters]] = ListFilters
    order: ClassVar[Sequence[str]]
    tie: ClassVar[Sequence[str]] = ("pk",)
    quick: ClassVar[str] = ""
    """The filter whose choices are offered one click away, with their numbers where `numbers` gives any."""
    tick: ClassVar[str] = ""
    """The name under which ticked rows are sent."""
    tick_unit: ClassVar[str] = "项"

    def __init__(self, actor: Actor, query: QueryDict) -> None:
        self.actor, self.query = actor, query

    def rows(self) -> QuerySet[Any]:
        """The rows in scope, in whatever order."""
        raise NotImplementedError

    def prepared(self, rows: Sequence[Any]) -> Sequence[Row]:
        """What the columns read of some rows."""
        return rows

    def numbers(self) -> Mapping[str, int]:
        """How many rows choices of the quick filter have, where that is told."""
        return {}

    def all_label(self) -> str:
        """What the quick filter is called where nothing is chosen."""
        return "全部"

    def ticked(self, row: Row) -> tuple[str, str] | None:
        """What is sent for a row that is ticked, and what it is called; None where it cannot be ticked."""
        return None

    def row_class(self, row: Row) -> str:
        """A class of the row on the page."""
        return ""

    def offered(self) -> Sequence[Column[Any]]:
        """The columns that this actor may choose from."""
        return self.columns

    @cached_property
    def chosen(self) -> list[Column[Any]]:
        """The columns that are shown, in their order: the first always."""
        first, *rest = (each for each in self.offered() if not each.along)
        asked = set(self.query.getlist("columns"))
        named = any(column.key in asked for column in rest)
        return [first, *(each for each in rest if each.deed or (each.key in asked if named else each.shown))]

    @property
    def written(self) -> list[Column[Any]]:
        """The columns that an export has: those that are shown, with what goes along, without what is to be done."""
        along: dict[str, list[Column[Any]]] = {}
        for column in self.offered():
            along.setdefault(column.along, []).append(column)
        shown = (column for column in self.chosen if not column.deed)
        return [each for column in shown for each in (column, *along.get(column.key, ()))]

    @cached_property
    def narrowing(self) -> ListFilters:
        """The filters as they are asked for."""
        return self.filters(self.query, self.rows(), self.actor)

    @cached_property
    def sorted_by(self) -> tuple[Column[Any], bool] | None:
        """The column by which the list is asked to be ordered, and whether the other way round than its own."""
        asked = self.query.get("sort", "")
        for column in self.offered():
            if column.sort and column.key == asked.removeprefix("-"):
                return column, asked.startswith("-")
        return None

    @cached_property
    def keys(self) -> tuple[keyset.Key, ...]:
        """The fields of the order that is asked for."""
        names = list(self.default_order())
        if self.sorted_by:
            column, turned = self.sorted_by
            names = [_turned(name, column.latest != turned) for name in column.sort]
        last = names[-1].startswith("-")
        ending = [
            _turned(name, last) for name in self.tie if name not in {n.removeprefix("-") for n in names}
        ]
        return keyset.keys_of(self.found.model, [*names, *ending])

    def default_order(self) -> Sequence[str]:
        """The order where none is asked for."""
        return self.order

    @cached_property
    def found(self) -> QuerySet[Any]:
        """The rows asked for, in whatever order."""
        found: QuerySet[Any] = self.narrowing.qs
        return found

    def ordered(self) -> QuerySet[Any]:
        """The rows asked for, in order."""
        return keyset.ordered(self.found, self.keys)

    def page(self) -> Page[Row]:
        """The page asked for; two queries at most, besides what `prepared` takes."""
        backwards, place = self._place()
        rows = keyset.ordered(self.found, self.keys, backwards=backwards)
        if place is not None:
            rows = rows.filter(keyset.beyond(self.keys, place, backwards=backwards))
        cut = list(rows[: PER_PAGE + 1])
        more, shown = len(cut) > PER_PAGE, cut[:PER_PAGE]
        if backwards:
            shown.reverse()
        whole = place is None and not more
        return Page(
            self.prepared(shown),
            self._at(shown[0]) if shown and (more if backwards else place is not None) else "",
            self._at(shown[-1]) if shown and (backwards or more) else "",
            len(shown) if whole else self.count(),
        )

    def count(self) -> int | None:
        """How many rows there are; None where they are more than are counted."""
        number = self.found.order_by()[: COUNTED + 1].count()
        return number if number <= COUNTED else None

    def chunks(self) -> Iterator[Sequence[Row]]:
        """All rows asked for, in order, some at a time, as of one moment."""
        chunk: list[Any] = []
        for row in self.ordered().iterator(chunk_size=CHUNK):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield self.prepared(chunk)
                chunk = []
        if chunk:
            yield self.prepared(chunk)

    def values(self, row: Row) -> list[Value]:
        """What an export writes of a row."""
        return [column.value(row) for column in self.written]

    def said(self) -> list[Said]:
        """The filters in force, in words."""
        return self.narrowing.said()

    def _place(self) -> tuple[bool, list[Any] | None]:
        """Whether one pages backwards, and from where; None from the beginning."""
        for name, backwards in (("before", True), ("after", False)):
            place = keyset.read(self.keys, self.query.get(name, ""), self.name)
            if place is not None:
                return backwards, place
        return False, None

    def _at(self, row: Any) -> str:
        return keyset.written(self.keys, keyset.values_of(self.keys, row), self.name)


def _turned(name: str, turn: bool) -> str:
    plain = name.removeprefix("-")
    return f"-{plain}" if turn != name.startswith("-") else plain
