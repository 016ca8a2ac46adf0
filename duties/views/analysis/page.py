"""The frame of the pages of analysis: heading, tabs, what may be chosen, where the unit stands."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from duties.periods import Period
from duties.selectors.analysis.matter import CYCLE, cycle_title
from duties.selectors.analysis.series import NUMBERS
from duties.selectors.board.board import last_read_day
from duties.selectors.board.choice import neighbours, offered_periods
from duties.selectors.board.tree import path_to
from duties.selectors.moment import reading_day
from duties.services.audit_export import EXPORTERS
from duties.views.analysis.asked import Asked
from duties.views.analysis.tabs import TABS
from portal.wording import period_cn

Options = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Options of a choice by group: value and word; the group "" has no heading."""

KINDS = {"quarter": "季度", "half": "半年", "year": "年度"}


@dataclasses.dataclass(frozen=True)
class Choice:
    """Something that the page is chosen by: a name of the address, its label, its options and what is chosen."""

    name: str
    label: str
    options: Options
    chosen: str


def period_choice(asked: Asked) -> Choice:
    """The periods that have begun."""
    today = reading_day()
    groups = [
        (KINDS[kind], [(one.name, _running(one, one.end > today)) for one in periods])
        for kind, periods in offered_periods(today).items()
    ]
    return Choice("period", "周期", groups, asked.period.name)


def _running(period: Period, running: bool) -> str:
    return period_cn(period.name) + ("(进行中)" if running else "")


def matter_choice(asked: Asked) -> Choice:
    """All that must be done, what one kind of period asks, or one column of the board."""
    whole = [("", "全部应当事项"), (CYCLE, cycle_title(asked.period.kind))]
    columns = [
        (
            family.title,
            [
                (column.code, " ".join(filter(None, (column.title, column.hint, column.mark))))
                for column in family.columns
            ],
        )
        for family in asked.families
    ]
    return Choice("matter", "事项", [("", whole), *columns], asked.matter.code)


def number_choice(asked: Asked) -> Choice:
    """How many periods stand side by side."""
    options = [(str(number), f"{number}期") for number in NUMBERS[asked.period.kind]]
    return Choice("n", "期数", [("", options)], str(len(asked.periods)))


def respond(
    asked: Asked, template: str, context: Mapping[str, Any], *choices: Choice, title: str = "", at: str = ""
) -> HttpResponse:
    """The page called `at` with its figures in the frame."""
    request, period = asked.request, asked.period
    assert request.actor.post is not None
    name = at or (request.resolver_match.url_name if request.resolver_match else "") or ""
    before, after = neighbours(period, reading_day())
    chosen_names = {choice.name for choice in choices} | {"page", "rows", "view"}
    frame = {
        "asked": asked,
        "heading": title or dict(TABS)[name],
        "tabs": [(asked.page(tab), word, tab == name) for tab, word in TABS],
        "choices": choices,
        "kept": [(key, value) for key, value in request.GET.items() if key not in chosen_names],
        "before": before,
        "after": after,
        "path": [
            (unit, asked.page(name, unit=str(unit.public_id)))
            for unit in path_to(asked.unit, request.actor.post.unit, last_read_day(period))
        ],
        "board_url": f"{reverse('board')}?unit={asked.unit.public_id}&period={period.name}",
        "today": reading_day(),
        "may_export": request.actor.role in EXPORTERS,
        "vocabulary": asked.words,
    }
    return render(request, template, {**frame, **context})
