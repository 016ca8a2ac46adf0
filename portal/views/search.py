"""The search page, and the box that opens over any page (Ctrl-K). What is looked for is kept nowhere."""

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import access
from portal.forms.search import SearchForm
from portal.models import Role
from portal.search.marking import Stretches
from portal.search.plain import LONGEST_QUERY, typed_words
from portal.selectors.search import LATEST, Group, Wanted, search
from portal.selectors.search_offers import commands, pages
from portal.wording import date_cn

OF_EACH = 5
OF_ONE = 20
IN_BOX = 4
"""So many of each kind in the box; the search page has more."""
PLACES = 5
"""Of how many numbers a place in the order consists."""


@access.roles(*Role)
@require_safe
@cache_control(private=True, no_store=True)
def search_page(request: access.PortalRequest) -> HttpResponse:
    """What was found, by kind; of one kind a list that goes on, asked by HTMX its next part alone."""
    form = SearchForm(request.actor, request.GET)
    wanted = form.wanted()
    after = _place(request.GET.get("after", "")) if wanted.kind else ()
    groups = search(request.actor, wanted, each=OF_ONE if wanted.kind else OF_EACH, after=after)
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "groups": groups,
        "latest": LATEST,
        "after": after,
    }
    if request.htmx and after:  # type: ignore[attr-defined]
        return render(request, "portal/search/rows.html", context | {"group": groups[0] if groups else None})
    whole = wanted.words and not (wanted.kind or wanted.own or wanted.year)
    context["offers"] = _offers(request, wanted.words) if whole else []
    return render(request, "portal/search/page.html", context)


def _place(text: str) -> tuple[int, ...]:
    """The place in the order that an address names; none where it names no such thing."""
    parts = text.split(".")
    if len(parts) != PLACES or not all(
        part.removeprefix("-").isdecimal() and len(part) < 16 for part in parts
    ):
        return ()
    return tuple(map(int, parts))


@dataclasses.dataclass(frozen=True)
class Option:
    """One line of the box."""

    number: int
    title: Stretches
    note: str
    url: str


@access.roles(*Role)
@require_safe
@cache_control(private=True, no_store=True)
def search_box(request: access.PortalRequest) -> HttpResponse:
    """The lines of the box for what is typed so far: what may be begun, pages, things."""
    typed = request.GET.get("q", "")[:LONGEST_QUERY]
    words = typed_words(typed)
    found = search(request.actor, Wanted(words), each=IN_BOX, texts=False) if words else []
    sections = [*_offers(request, words), *((group.source.label, _lines(group)) for group in found)]
    if words:
        sections.append(
            ("", [([("查看全部结果", False)], "", f"{reverse('search')}?{urlencode({'q': typed})}")])
        )
    numbers = itertools.count()
    context = {
        "sections": [(label, [Option(next(numbers), *line) for line in lines]) for label, lines in sections],
        "nothing": bool(words) and len(sections) == 1,
        "number": next(numbers) - bool(words),
    }
    return render(request, "portal/search/box_lines.html", context)


Line = tuple[Stretches, str, str]


def _offers(request: access.PortalRequest, words: Sequence[str]) -> list[tuple[str, list[Line]]]:
    """What the post may begin, and its pages, that fit."""
    offered = (("办理", commands(request.actor, words)), ("页面", pages(request, request.actor, words)))
    return [(label, [(each.title, "", each.url) for each in found]) for label, found in offered if found]


def _lines(group: Group) -> list[Line]:
    return [
        (hit.title, _joined((hit.unit if hit.unit != "".join(text for text, _ in hit.title) else "", hit.note,
                             date_cn(hit.day) if hit.day else "")), hit.url)
        for hit in group.hits
    ]  # fmt: skip


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(filter(None, parts))
