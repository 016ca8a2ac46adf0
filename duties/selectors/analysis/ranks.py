"""Ranking the units of one kind in an area, ties and silent units included: each with all below it, or alone."""

import dataclasses
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from duties.periods import Period
from duties.selectors.analysis.matter import Matter
from duties.selectors.board.board import last_read_day
from duties.selectors.board.sums import Reach, total
from duties.selectors.board.table import natural
from duties.selectors.figures.by import Figure, Only, figures_by
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.ranking import Ranked, ranked
from duties.selectors.figures.silent import silent_units
from duties.selectors.figures.spans import Span, stand_over
from portal.access import within
from portal.models import Area, Unit, Word
from portal.selectors.vocabulary import Vocabulary

VALUES = {"rate": "完成率", "on_time": "按时率", "overdue": "逾期未完成"}
"""What units may be ranked by."""


@dataclasses.dataclass(frozen=True)
class Standing:
    """A unit in the ranking, and under which unit it stands; `owed_silently` obligations where it logged nothing."""

    unit: Unit
    above: str
    ranked: Ranked[int]
    owed_silently: int

    @property
    def measures(self) -> Measures:
        """Its measures."""
        return self.ranked.measures


@dataclasses.dataclass(frozen=True)
class Ranking:
    """All units of the kind in order, the silent ones among them, and how many of each kind are silent in the area."""

    standings: Sequence[Standing]
    silent: Sequence[Standing]
    silent_kinds: Mapping[str, int]


def ranking(reach: Reach, period: Period, matter: Matter, kind: str, by: str, *, own: bool) -> Ranking:
    """The units of `kind` that stood in the area, or owed something there; constant queries."""
    span = Span.of(period)
    stand_over([span], reach.unit, below=reach.below)
    only = Only(kind=kind, kinds=[kind] if own else None)
    found: dict[int, list[Figure]] = {}
    for figure in figures_by(reach, [span], "at", "rule", only=only):
        if matter.holds(period.name, figure.key[1], figure.force):
            found.setdefault(figure.key[0], []).append(figure)
    quiet = silent_units(reach, [span])
    silent = {each.unit: each.owed for each in quiet if each.kind == kind}
    units = _units(reach, period, kind, {*found, *silent})
    here = sorted(units.values(), key=lambda each: natural(each.code))
    measured = {
        each.pk: measures_of(total(one.tally for one in found.get(each.pk, ())), matter.force)
        for each in here
    }
    values = {key: _value(measures, by) for key, measures in measured.items()}
    places = ranked(measured, values, [each.pk for each in here], highest=by != "overdue")
    standings = [
        Standing(units[each.key], units[each.key].stands_under, each, silent.get(each.key, 0))  # type: ignore[attr-defined]
        for each in places
    ]
    return Ranking(
        standings=standings,
        silent=sorted(
            (each for each in standings if each.owed_silently), key=lambda each: natural(each.unit.code)
        ),
        silent_kinds=Counter(each.kind for each in quiet),
    )


def _value(measures: Measures, by: str) -> float | None:
    if by == "overdue":
        return float(measures.overdue) if measures.base else None
    return measures.rate if by == "rate" else measures.rate_on_time


def _units(reach: Reach, period: Period, kind: str, keys: Collection[int]) -> dict[int, Unit]:
    """The units of the kind in the area, and those with these ids, each with the name of the unit above; one query."""
    day = last_read_day(period)
    above = Area.objects.filter(unit=OuterRef("pk"), depth=1, during__contains=day).values("ancestor__name")[
        :1
    ]
    listed = Q(kind=kind) & within("pk", reach.unit, day) if reach.below else Q(kind=kind, pk=reach.unit.pk)
    found = Unit.objects.filter(listed | Q(pk__in=keys)).annotate(
        stands_under=Coalesce(Subquery(above), Value(""))
    )
    return {unit.pk: unit for unit in found}


def kinds_below(kind: str, words: Vocabulary) -> list[str]:
    """The kinds of units that may stand below a unit of `kind`, and `kind` itself: tiers from above, then the others."""
    known = words.words.get(Word.Group.UNIT, {})
    below, found = {kind}, {kind}
    while found:
        found = {
            code for code, word in known.items() if found.intersection(word.data.get("under", []))
        } - below
        below |= found
    order = [code for code in known if code in below]
    tiers = {code: known[code].data.get("tier") for code in order}
    # Without a regulation no kind is known: the unit's own remains.
    return sorted(order, key=lambda code: (tiers[code] is None, tiers[code] or 0)) or [kind]
