"""看板: units × rules for a period, and who stands behind each of its figures."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from duties.ledger.status import Status
from duties.models import Reading
from duties.naming import article_name
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
    units_within,
)
from duties.views.live import live
from duties.views.moment import at_moment, chosen, with_query
from duties.views.panels import panel, panel_of
from duties.wording import EVERY
from portal import access
from portal.models import Role, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary


@access.roles(*access.BUSINESS)
@require_safe
@live
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
    """What the address asks for, and its title."""
    rules, title = _rules(request, period)
    choice = Choice(
        unit=unit_of_request(request, period),
        on=period.last_day,
        own=bool(request.GET.get("own")) or not reads_below(request.actor),
        group=request.GET.get("group", ""),
        within=units_within(request),
        kinds=list_of_request(request, "kind") or (),
        rules=rules,
        force=request.GET.get("force", ""),
        statuses=[name for name in list_of_request(request, "status") or () if name in Status.values],
        based=bool(request.GET.get("base")),
    )
    return choice, title


def _rules(request: access.PortalRequest, period: Period) -> tuple[list[int] | None, str]:
    """The rules that fit all that the address asks for, and what they are called; where none is, 404."""
    asked = {
        name: value for name in ("column", "cycle", "article", "rule") if (value := request.GET.get(name))
    }
    if not asked:
        return None, "应履职事项"
    readings = readings_on(period.last_day)
    chosen, titles, regulation = readings, [], request.GET.get("regulation", "")
    if code := asked.get("column"):
        rules, title = _column(code, readings, folded=bool(request.GET.get("folded")))
        chosen = [each for each in chosen if each.rule_id in rules]
        titles.append(title)
    if cycle := asked.get("cycle"):
        chosen = [each for each in chosen if each.period == cycle]
        titles.append(f"{EVERY.get(cycle, '')}的事项")
    if number := asked.get("article"):
        chosen = [each for each in chosen if _place(each) == (regulation, number)]
        titles.extend(article_name(each.rule.article) for each in chosen[:1])
    if code := asked.get("rule"):
        chosen = [
            each for each in chosen if (each.rule.regulation.code, each.rule.code) == (regulation, code)
        ]
        titles.extend(each.title for each in chosen[:1])
    if not chosen:
        raise Http404
    return [each.rule_id for each in chosen], " · ".join(titles)


def _column(code: str, readings: list[Reading], *, folded: bool) -> tuple[list[int], str]:
    words = vocabulary()
    column = column_of(code, readings, words)
    if column is None:
        raise Http404
    return family_rules(column, readings, words) if folded else (list(column.rules), column.title)


def _place(reading: Reading) -> tuple[str, str]:
    return reading.rule.regulation.code, str(reading.rule.article)
