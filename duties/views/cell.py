"""Why a cell of the board is as it is."""

import uuid

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from duties.ledger.status import Status
from duties.models import Rule
from duties.periods import is_period
from duties.selectors.cell_key import CellKey
from duties.selectors.cells import cell_lines, why
from duties.selectors.ledger import Line
from duties.selectors.moment import reading_day
from duties.selectors.rules import rule_called
from duties.selectors.statements import answers_for, may_state, statements_of
from duties.selectors.urging import urgings_of, why_not
from duties.views.links import entry_label, entry_url, may_enter
from duties.views.moment import at_moment, chosen
from duties.views.panels import panel
from portal import access
from portal.models import Role, Unit
from portal.selectors.vocabulary import vocabulary


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def cell(
    request: access.PortalRequest, unit: uuid.UUID, regulation: str, rule: str, period: str
) -> HttpResponse:
    """The clause, what counted and what did not; a choice of seats where several bear it and none is named."""
    found = Unit.objects.filter(public_id=unit).first()
    asked = rule_called(regulation, rule)
    if found is None or asked is None or not is_period(period):
        raise Http404
    lines = cell_lines(request.actor, found, asked, period)
    role = request.GET.get("role")
    if role is not None:
        lines = [line for line in lines if line.obligation.role == role]
    if not lines:
        return _nothing_owed(request, found, asked, period)
    if len(lines) > 1:
        return panel(
            request, "duties/cell_seats.html", found.name, {"lines": lines, "unit": found, "period": period}
        )
    return why_panel(request, lines[0])


def why_panel(request: access.PortalRequest, line: Line) -> HttpResponse:
    """The panel of one obligation, which the actor may read."""
    explained = why(request.actor, line)
    if explained is None:
        raise Http404
    row, words, now = line.obligation, vocabulary(), not chosen(request).is_past
    context = {
        "why": explained,
        "line": line,
        "row": row,
        "vocabulary": words,
        "may_supervise": now and request.actor.role == Role.OFFICE and line.status == Status.OVERDUE,
        "may_urge": now and request.actor.role == Role.OFFICE and not why_not(line),
        "may_state": now and may_state(request.actor, row.unit, line),
        "may_waive": now and answers_for(request.actor, row.unit),
    }
    if now and may_enter(request.actor, line):
        context |= {"entry_url": entry_url(row), "entry_label": entry_label(row, words)}
    return panel(request, "duties/cell.html", f"{row.unit.name} {row.reading.title}", context)


def _nothing_owed(request: access.PortalRequest, unit: Unit, rule: Rule, period: str) -> HttpResponse:
    """Say that nothing is owed there, to who may read the unit on the day that is read."""
    if not access.may_read(request.actor, unit, reading_day()):
        raise Http404
    key = CellKey(unit.pk, rule.pk, request.GET.get("role", ""), period)
    context = {
        "unit": unit,
        "rule": rule,
        "period": period,
        "urgings": urgings_of(key),
        "said": statements_of(key),
    }
    return panel(request, "duties/cell_nothing.html", unit.name, context)
