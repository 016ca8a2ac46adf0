"""看板: units × rules for a period, and who stands behind each of its figures."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from duties.ledger.status import Status
from duties.periods import Period
from duties.selectors.alerts import cell_url
from duties.selectors.board.bearers import Choice, bearers
from duties.selectors.board.board import Board, Wanted, board
from duties.selectors.board.choice import neighbours, offered_periods
from duties.selectors.board.columns import column_of, family_rules, readings_on
from duties.selectors.board.companies import as_array, states_of
from duties.selectors.moment import reading_day
from duties.selectors.scope import readable, reads_below
from duties.selectors.urging import may_urge
from duties.services.audit_export import EXPORTERS
from duties.views.cell import why_panel
from duties.views.choice import (
    list_of_request,
    number_of_request,
    period_of_request,
    unit_of_request,
)
from duties.views.moment import at_moment, chosen, with_query
from duties.views.panels import panel, panel_of
from portal import access
from portal.models import Role, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def overview(request: access.PortalRequest) -> HttpResponse:
    """The board of a unit and a period; by default of one's own unit and the last quarter that is over."""
    period, unknown = period_of_request(request)
    words = vocabulary()
    wanted = Wanted(
        unit=unit_of_request(request, period),
        period=period,
        unfolded=list_of_request(request, "open") or (),
        families=list_of_request(request, "families"),
        rows_page=number_of_request(request, "rows"),
        companies_page=number_of_request(request, "page"),
    )
    made = board(request.actor, wanted, words)
    context = _context(made, words) | {
        "unknown_period": unknown,
        "panel_url": panel_of(request),
        "may_supervise": request.actor.role in {Role.OFFICE, Role.APPROVER, Role.OFFICIAL},
        "may_export": request.actor.role in EXPORTERS,
        "unfolded": wanted.unfolded,
    }
    return render(request, "duties/board.html", context)


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def who(request: access.PortalRequest) -> HttpResponse:
    """The obligations behind one figure; a single one is taken apart at once."""
    period, _ = period_of_request(request)
    choice, title = _choice(request, period)
    found = bearers(choice, readable(request.actor), number_of_request(request, "page"))
    if found.found == 1 and not choice.statuses:
        line = found.lines[0]
        if request.htmx:  # type: ignore[attr-defined]
            return why_panel(request, line)
        return redirect(with_query(cell_url(line.obligation), chosen(request).asked))
    context = {
        "choice": choice,
        "title": title,
        "period": period,
        "found": found,
        "may_urge": may_urge(request.actor)
        and not chosen(request).is_past
        and any(line.presses for line in found.lines),
    }
    return panel(request, "duties/bearers.html", f"{choice.unit.name} {title}", context)


def _context(made: Board, words: Vocabulary) -> dict[str, Any]:
    day = reading_day()
    before, after = neighbours(made.period, day)
    return {
        "board": made,
        "vocabulary": words,
        "figures": made.figures,
        "before": before,
        "after": after,
        "offered": offered_periods(day),
        "today": day,
        "cells": as_array(made.companies),
        "states": states_of(made.companies),
        "lowest": words.name(Word.Group.UNIT, made.lowest),
    }


def _choice(request: access.PortalRequest, period: Period) -> tuple[Choice, str]:
    """What the address asks for, and its title; a column or rule that is none answers 404."""
    unit, words = unit_of_request(request, period), vocabulary()
    rules, title = None, "应履职事项"
    if code := request.GET.get("column", ""):
        readings = readings_on(period.last_day)
        column = column_of(code, readings, words)
        if column is None:
            raise Http404
        rules, title = list(column.rules), column.title
        if request.GET.get("folded"):
            rules, title = family_rules(column, readings, words)
    elif code := request.GET.get("rule", ""):
        rules, title = _rule(request.GET.get("regulation", ""), code, period)
    choice = Choice(
        unit=unit,
        on=period.last_day,
        own=bool(request.GET.get("own")) or not reads_below(request.actor),
        group=request.GET.get("group", ""),
        kind=request.GET.get("kind", ""),
        rules=rules,
        force=request.GET.get("force", ""),
        statuses=[name for name in list_of_request(request, "status") or () if name in Status.values],
    )
    return choice, title


def _rule(regulation: str, code: str, period: Period) -> tuple[list[int], str]:
    """One rule by its regulation and code, and what it is called."""
    for reading in readings_on(period.last_day):
        if (reading.rule.regulation.code, reading.rule.code) == (regulation, code):
            return [reading.rule_id], reading.title
    raise Http404
