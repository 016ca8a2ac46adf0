"""Assessment: scoring 14 divisions and 185 regiments by the sample scheme of 25 indicators, beside the SELECT of their rows."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from assessment.facts.rows import COLUMNS, ending_in
from assessment.models import Assessed, Scheme, Score
from assessment.sample_scheme import sample_nodes
from assessment.scoring.results import Grade
from assessment.services.schemes.drafting import GRADES, grades_data, nodes_add
from assessment.services.schemes.scoring import facts_now, results_write, scores_write
from bench.figures import Figure, alternately, median
from portal import clock
from portal.models import Account, Unit

REPEAT = 5
UNITS = {"division": 14, "regiment": 185}
"""How many units of each kind are scored: those of the corps."""


def run() -> Iterator[Figure]:
    """Divisions, then regiments; what is written is taken back."""
    for kind in UNITS:
        with transaction.atomic():
            yield _scored(kind)
            transaction.set_rollback(True)


def _scored(kind: str) -> Figure:
    scheme = _scheme(kind)
    rules = {rule for line in scheme.indicators.exclude(kind="") for rule in line.parameters.get("rules", ())}
    units = list(scheme.units.values_list("unit_id", flat=True))

    def work() -> None:
        found, _ = facts_now(scheme, scheme.year, lambda done, of, what: None)
        scores_write(scheme, found)
        results_write(scheme)

    def floor() -> None:
        rows = ending_in(scheme.year, "", rules).filter(unit__in=units).annotate(force=F("reading__force"))
        list(rows.values_list(*COLUMNS))
        list(Score.objects.filter(assessed__scheme=scheme).values_list("pk", "facts"))

    taken, alone = alternately(work, floor, REPEAT)
    lines = Score.objects.filter(assessed__scheme=scheme).count()
    return Figure(
        f"score {len(units)} units of kind {kind}",
        median(taken),
        floor=median(alone),
        floor_is="the SELECT of their own rows and of the scores",
        target=10,
        note=f"{lines} lines",
    )


def _scheme(kind: str) -> Scheme:
    """Last year's assessment of units of a kind, opened: every unit with a score for each line."""
    top = Unit.objects.get(kind="corps")
    account, now = Account.objects.order_by("pk")[0], clock.now()
    grades = [Grade(name, None, includes) for name, _, includes in GRADES[-1:]]
    scheme = Scheme.objects.create(
        office=top, kind=kind, year=clock.today().year - 1, title="演示考核", state="cancelled", state_since=now,
        grades=grades_data(grades), drafted_by=account, drafted_at=now,
    )  # fmt: skip
    nodes_add(scheme, sample_nodes(kind))
    lasting = dt.date(scheme.year, 12, 31)
    found = Unit.objects.filter(kind=kind, existences__during__contains=lasting).order_by("code")[
        : UNITS[kind]
    ]
    sheets = Assessed.objects.bulk_create(Assessed(scheme=scheme, unit=unit) for unit in found)
    lines = list(scheme.indicators.exclude(kind=""))
    Score.objects.bulk_create(Score(assessed=each, indicator=line) for each in sheets for line in lines)
    return scheme
