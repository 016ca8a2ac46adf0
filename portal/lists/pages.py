"""A list on a page: its table, its bar of filters, columns and exports, and the addresses that change one of them."""

import dataclasses
import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.access import PortalRequest
from portal.lists.columns import Column, escaped
from portal.lists.listing import COUNTED, Listing, Page
from portal.selectors.saved_views import address_of_view
from portal.views.saved_views import views_of_request

PLACES = ("after", "before")
TICK = (
    '<td class="no-print list-tick"><input class="form-check-input" type="checkbox" name="{}" value="{}"'
    ' form="list-ticked" aria-label="勾选 {}"{}></td>'
)
PLAIN = "?view="
"""The list as it is, whatever view it opens in."""


@dataclasses.dataclass(frozen=True)
class Head:
    """The head of a column: the address that sorts by it (empty where it cannot), and how the list is sorted by it now."""

    column: Column[Any]
    url: str = ""
    sorted: str = ""


@dataclasses.dataclass(frozen=True)
class Chip:
    """A choice one click away, or a filter in force with the address that takes it off."""

    label: str
    url: str
    number: int | None = None
    current: bool = False


def _opening(column: Column[Any]) -> str:
    """How a cell of a column begins."""
    classes = format_html(' class="{}"', column.classes) if column.classes else ""
    return format_html('<td{} data-label="{}"><span>', classes, column.head)


class ListPage:
    """What the templates in `templates/lists/` show of a listing."""

    def __init__(self, listing: Listing[Any], ticked: Collection[str] = ()) -> None:
        self.listing = listing
        self.ticked = ticked
        self.most = COUNTED

    @cached_property
    def page(self) -> Page[Any]:
        """The rows and the way to the next ones."""
        return self.listing.page()

    @property
    def lines(self) -> Sequence[Any]:
        """The rows of the page."""
        return self.page.rows

    @cached_property
    def tickable(self) -> dict[int, tuple[str, str]]:
        """What is sent for the rows that can be ticked, and what they are called, by their place on the page."""
        if not self.listing.tick:
            return {}
        asked = ((place, self.listing.ticked(row)) for place, row in enumerate(self.page.rows))
        return {place: told for place, told in asked if told is not None}

    @property
    def ticks(self) -> bool:
        """Whether a row of the page can be ticked."""
        return bool(self.tickable)

    @cached_property
    def body(self) -> SafeString:
        """The rows of the table; written here, as a template takes several times as long for so many cells."""
        first, *rest = self.listing.chosen
        openings = [(column, _opening(column)) for column in rest]
        rows = [
            f'{self._row_opening(place, row)}<th scope="row">{escaped(first.shown_of(row))}</th>'
            + "".join(f"{opening}{escaped(column.shown_of(row))}</span></td>" for column, opening in openings)
            + "</tr>"
            for place, row in enumerate(self.page.rows)
        ]
        return mark_safe("\n".join(rows))

    def _row_opening(self, place: int, row: Any) -> str:
        classes = self.listing.row_class(row)
        opening = format_html('<tr class="{}">', classes) if classes else "<tr>"
        if not self.ticks:
            return opening
        if place not in self.tickable:
            return f'{opening}<td class="no-print list-tick"></td>'
        value, named = self.tickable[place]
        return opening + format_html(TICK, self.listing.tick, value, named, self._checked(value))

    def _checked(self, value: str) -> str:
        return mark_safe(" checked") if value in self.ticked else ""

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column) for column in self.listing.chosen]

    def _head(self, column: Column[Any]) -> Head:
        if not column.sort:
            return Head(column)
        by = self.listing.sorted_by
        if by is None or by[0] != column:
            return Head(column, self.address(sort=column.key))
        descending = (column.latest or column.sort[0].startswith("-")) != by[1]
        asked = column.key if by[1] else f"-{column.key}"
        return Head(column, self.address(sort=asked), "descending" if descending else "ascending")

    @cached_property
    def choices(self) -> list[Chip]:
        """The choices of the quick filter, the one in force marked."""
        name = self.listing.quick
        if not name:
            return []
        narrowing, numbers = self.listing.narrowing, self.listing.numbers()
        asked = str(narrowing.asked(name) or "")
        field = narrowing.form.fields[name]
        off = "" if name in narrowing.defaults else None
        every = Chip(self.listing.all_label(), self.address(**{name: off}), None, not asked)
        return [
            every,
            *(
                Chip(str(label), self.address(**{name: value}), numbers.get(value), asked == value)
                for value, label in field.choices
                if value
            ),
        ]

    @property
    def quick_label(self) -> str:
        """What the choices of the quick filter choose by."""
        return f"按{self.listing.narrowing.form.fields[self.listing.quick].label}筛选"

    @cached_property
    def in_force(self) -> list[Chip]:
        """The other filters in force, each with the address without it."""
        defaults = self.listing.narrowing.defaults
        return [
            Chip(
                f"{said.label}:{said.value}",
                self.address(**{said.name: "" if said.name in defaults else None}),
            )
            for said in self.listing.said()
            if said.name != self.listing.quick
        ]

    @cached_property
    def fields(self) -> list[Any]:
        """The fields of the filters that are chosen in the form."""
        return [field for field in self.listing.narrowing.form if field.name != self.listing.quick]

    @property
    def errors(self) -> bool:
        """Whether the address asks for what there is not."""
        return any(field.errors for field in self.fields)

    @property
    def narrowed(self) -> bool:
        """Whether something is asked for that may be why there are no rows."""
        return bool(self.listing.said())

    @cached_property
    def sortable(self) -> list[tuple[str, str, bool]]:
        """The orders to choose from where no heads are seen: value, words, whether it is the one in force."""
        by, found = self.listing.sorted_by, [("", "默认", self.listing.sorted_by is None)]
        for column in self.listing.offered():
            if column.sort:
                for turned, way in ((False, ""), (True, "(反序)")):
                    value = f"-{column.key}" if turned else column.key
                    found.append((value, f"{column.head}{way}", by == (column, turned)))
        return found

    @property
    def hidden_of_filters(self) -> list[tuple[str, str]]:
        """What the form of the filters keeps of the address."""
        return self._pairs(leave={field.name for field in self.fields})

    @property
    def hidden_of_columns(self) -> list[tuple[str, str]]:
        """What the form of the columns keeps of the address."""
        return self._pairs(leave={"columns", "sort"})

    @property
    def rest_of_columns(self) -> list[tuple[Column[Any], bool]]:
        """The columns that can be left out, and whether each is shown."""
        shown = {column.key for column in self.listing.chosen}
        return [
            (each, each.key in shown) for each in self.listing.offered()[1:] if not (each.deed or each.along)
        ]

    @property
    def query(self) -> str:
        """What of the address says which rows are listed and how."""
        return self._kept().urlencode()

    @property
    def token(self) -> uuid.UUID:
        """What makes an export that is asked for twice one job."""
        return uuid.uuid4()

    @property
    def before_url(self) -> str:
        """The address of the page before; empty on the first."""
        return self.address(before=self.page.before) if self.page.before else ""

    @property
    def after_url(self) -> str:
        """The address of the next page; empty on the last."""
        return self.address(after=self.page.after) if self.page.after else ""

    @property
    def plain_url(self) -> str:
        """The list as it is."""
        return PLAIN

    @property
    def first_url(self) -> str:
        """The address of the first page."""
        return self.address()

    def address(self, **changes: str | None) -> str:
        """The address of the list from its beginning with some parameters changed; None takes one off."""
        kept = self._kept()
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = value
        return f"?{kept.urlencode()}" if kept else PLAIN

    def _kept(self) -> QueryDict:
        kept = self.listing.query.copy()
        for name in (*PLACES, "view"):
            kept.pop(name, None)
        return kept

    def _pairs(self, leave: set[str]) -> list[tuple[str, str]]:
        return [
            (name, value) for name, values in self._kept().lists() if name not in leave for value in values
        ]


def list_page(
    request: PortalRequest,
    listing: Listing[Any],
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    ticked: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of a list (a template that extends `lists/page.html`); asked for without state it opens in the default view."""
    if not request.GET and request.method == "GET":
        chosen = next((each for each in views_of_request(request) if each.opens and each.query), None)
        if chosen is not None:
            return redirect(address_of_view(chosen))
    shown = {"list": ListPage(listing, ticked), **(context or {})}
    return render(request, template, shown, status=status)
