"""The ledger row by row in the order of its export, a stretch at a time, whatever the size of the area."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from duties.models import Obligation, Rule
from duties.models.ledger import ObligationQuerySet
from duties.selectors.figures.spans import Span, stand_over
from duties.selectors.ledger import Line, in_area, ledger, lines
from duties.selectors.scope import readable, reads_below
from portal.access import Actor
from portal.models import Unit

ORDER = ("rule__regulation__code", "rule__code", "unit__code", "role", "period")
"""Regulation, rule, unit, role and period, as the export has them."""


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which rows: of the area of `unit`, whose period shares a day with `first` to `last`; empty narrows nothing."""

    unit: Unit
    first: dt.date
    last: dt.date
    regulation: str = ""
    rule: str = ""
    role: str | None = None
    status: str = ""


def ledger_stretch(actor: Actor, wanted: Wanted, behind: Sequence[str] | None, limit: int) -> list[Line]:
    """The first `limit` rows behind the one with the values `behind`, as far as the actor may read them.

    One rule is read by itself, and only where it does not fill the stretch all that come after it: so a page costs what
    a rule costs, not what a year of the corps does. Three queries.
    """
    rules = _rules(wanted)
    if behind is not None:
        rules = [rule for rule in rules if (rule.regulation.code, rule.code) >= (behind[0], behind[1])]
    found: list[Line] = []
    for chosen in (rules[:1], rules[1:]):
        if chosen and len(found) < limit:
            found += _of(actor, wanted, chosen, behind, limit - len(found))
    return found


def position_of(row: Obligation) -> list[str]:
    """The values of a row by which the next stretch begins behind it."""
    return [row.rule.regulation.code, row.rule.code, row.unit.code, row.role, row.period]


def _rules(wanted: Wanted) -> list[Rule]:
    rules = Rule.objects.select_related("regulation").order_by("regulation__code", "code")
    if wanted.regulation:
        rules = rules.filter(regulation__code=wanted.regulation)
    if wanted.rule:
        rules = rules.filter(code=wanted.rule)
    return sorted(rules, key=lambda rule: (rule.regulation.code, rule.code))


def _of(
    actor: Actor, wanted: Wanted, rules: Sequence[Rule], behind: Sequence[str] | None, limit: int
) -> list[Line]:
    keys = [rule.pk for rule in rules]
    span = Span("", wanted.first, wanted.last)
    stand_over([span], wanted.unit, below=reads_below(actor), rules=keys)
    rows = _narrowed(actor, wanted, span).filter(rule__in=keys)
    if behind is not None:
        rows = rows.filter(_behind(behind))
    return lines(rows.order_by(*ORDER)[:limit])


def _narrowed(actor: Actor, wanted: Wanted, span: Span) -> ObligationQuerySet:
    rows = ledger().filter(span.overlaps, readable(actor))
    if reads_below(actor):
        rows = rows.filter(in_area(wanted.unit))
    if wanted.role is not None:
        rows = rows.filter(role=wanted.role)
    return rows.filter(Q(status=wanted.status)) if wanted.status else rows


def _behind(values: Sequence[str]) -> Q:
    """The condition that a row comes behind the one with `values`."""
    found, same = Q(pk__in=[]), Q()
    for name, value in zip(ORDER, values, strict=True):
        found |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return found
