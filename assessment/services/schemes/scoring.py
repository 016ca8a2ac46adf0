"""Scoring an assessment: a job reads the facts of all lines in a few statements, scores them exactly, and keeps both.

A dry run does the same with another year's facts and keeps nothing but what it came to.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from assessment.facts.asked import Fact, Facts, Line
from assessment.facts.gathering import Told, gather
from assessment.models import Scheme, Score
from assessment.scheme_states import Action
from assessment.scoring.kinds import BESIDE, Kind
from assessment.scoring.methods import Numbers
from assessment.scoring.numbers import exact
from assessment.scoring.reading import method_of
from assessment.scoring.results import Scored, grade_of, places, published, scored, total
from assessment.selectors.schemes.trees import lines_of
from assessment.services.schemes.drafting import grades_of
from assessment.services.schemes.steps import desk_of, scheme_locked, scheme_move, tell
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from portal import clock
from portal.access import Actor
from portal.models import Job, Role
from portal.services.jobs import job_actor, job_ask, job_finish, job_progress

SCORE_JOB, TRIAL_JOB = "assessment_score", "assessment_trial"
NOT_ENTERED = "尚未评定"

WRITE_SCORES = """
UPDATE assessment_score s
SET points = n.points, why = n.why, numbers = n.numbers::jsonb, facts = n.facts::jsonb, more = n.more
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::integer[])
     AS n (id, points, why, numbers, facts, more)
WHERE s.id = n.id
"""
WRITE_RESULTS = """
UPDATE assessment_assessed a
SET exact = n.exact, total = n.total, grade = n.grade, place = n.place
FROM unnest(%s::bigint[], %s::text[], %s::numeric[], %s::text[], %s::smallint[])
     AS n (id, exact, total, grade, place)
WHERE a.id = n.id
"""


def score_ask(*, actor: Actor, scheme: Scheme, version: int, token: uuid.UUID) -> Job:
    """Have all lines scored from the facts. Raises as `scheme_locked` does."""
    with transaction.atomic():
        fresh = scheme_locked(actor, scheme, Action.SCORE, version)
        return job_ask(
            actor=actor,
            kind=SCORE_JOB,
            title=f"评分:{fresh.title}",
            unit=fresh.office,
            parameters={"scheme": str(fresh.public_id)},
            token=token,
        )


def trial_ask(*, actor: Actor, scheme: Scheme, version: int, year: int, token: uuid.UUID) -> Job:
    """Have a draft tried on the facts of `year`. Raises as `scheme_locked` does, and for a year that has not begun."""
    if not 2023 <= year <= clock.today().year:
        raise ValidationError({"year": "请选择 2023 年以来已经开始的年度。"})
    with transaction.atomic():
        fresh = scheme_locked(actor, scheme, Action.TRY, version)
        return job_ask(
            actor=actor,
            kind=TRIAL_JOB,
            title=f"试算({year}年数据):{fresh.title}",
            unit=fresh.office,
            parameters={"scheme": str(fresh.public_id), "year": year},
            token=token,
        )


def score_work(job: Job) -> None:
    """Score all lines of an assessment: the work of a job."""
    actor, scheme = job_actor(job), _scheme(job)
    found, moment = facts_now(scheme, scheme.year, lambda done, of, what: job_progress(job, done, of, what))
    with transaction.atomic():
        fresh = scheme_locked(actor, scheme, Action.SCORE, None)
        scores_write(fresh, found)
        results_write(fresh)
        fresh.read_on, fresh.scored_at, fresh.scored_by = moment.as_of, clock.now(), actor.account
        scheme_move(actor, fresh, Action.SCORE)
        tell(fresh, desk_of(fresh, Role.OFFICE), f"评分完成:{fresh.title}")
        job_finish(job)


def trial_work(job: Job) -> None:
    """Try a draft on the facts of a year: the work of a job; only the outcome is kept, with the draft."""
    actor, scheme, year = job_actor(job), _scheme(job), int(job.parameters["year"])
    found, moment = facts_now(scheme, year, lambda done, of, what: job_progress(job, done, of, what))
    indicators = list(scheme.indicators.exclude(kind=""))
    units = list(scheme.units.select_related("unit"))
    results = {}
    for each in units:
        lines = [
            _line(line.kind, Fraction(line.weight), line.parameters, found.get((line.pk, each.unit_id)))
            for line in indicators
        ]
        results[each.pk] = (total(lines), lines)
    marks = {each.pk: published(results[each.pk][0]) for each in units}
    at = _places(units, marks)
    rows = [
        {
            "unit": each.unit.name,
            "code": each.unit.code,
            "group": each.group,
            "total": "" if marks[each.pk] is None else str(marks[each.pk]),
            "grade": grade_of(grades_of(scheme), marks[each.pk]),
            "place": at[each.pk],
            "open": sum(line.points is None for line in results[each.pk][1]),
        }
        for each in units
    ]
    with transaction.atomic():
        fresh = scheme_locked(actor, scheme, Action.TRY, None)
        fresh.trial = {
            "year": year,
            "read_on": moment.as_of.isoformat(),
            "at": clock.now().isoformat(),
            "rows": rows,
        }
        scheme_move(actor, fresh, Action.TRY, f"用{year}年数据试算")
        job_finish(job)


def _scheme(job: Job) -> Scheme:
    return Scheme.objects.select_related("office").get(public_id=job.parameters["scheme"])


def facts_now(scheme: Scheme, year: int, tell_progress: Told) -> tuple[Facts, Moment]:
    """The facts of all lines and units as of the scheme's cut-off day, where that is past, else as they stand now."""
    lines, units = (
        lines_of(list(scheme.indicators.all())),
        [each.unit for each in scheme.units.select_related("unit")],
    )
    cutoff = scheme.cutoff_on
    past = cutoff is not None and year == scheme.year and cutoff < clock.today()
    moment = Moment.at(cutoff) if past and cutoff else Moment.stored()
    if past:
        # What a past view writes is undone, progress too: it is told before.
        tell_progress(0, 1, "读取台账")
    with reading(moment):
        return gather(lines, units, scheme.office, year, _silent if past else tell_progress), moment


def _silent(done: int, of: int, what: str) -> None:
    return None


def _line(kind: str, weight: Fraction, parameters: Mapping[str, Any], fact: Fact | None) -> Scored:
    """A line by its facts; what is entered by hand has none in a dry run."""
    method = method_of(Kind(kind), parameters)
    if fact is None:
        return scored(Kind(kind), method, weight, None, NOT_ENTERED)
    return scored(Kind(kind), method, weight, fact.numbers, fact.absent)


def scores_write(scheme: Scheme, found: Facts) -> None:
    """Keep points and facts of every line that is not entered by hand; one query and one statement."""
    rows: list[tuple[Any, ...]] = []
    lines = {each.pk: each for each in scheme.indicators.exclude(kind="")}
    methods = {line.key: line for line in lines_of(list(lines.values()))}
    scores = Score.objects.filter(assessed__scheme=scheme).values_list(
        "pk", "indicator_id", "assessed__unit_id", "excused", "numbers"
    )
    for pk, key, unit, excused, entered in scores:
        line = methods[key]
        fact = found.get((key, unit)) or entered_fact(line.kind, entered)
        weight = Fraction(lines[key].weight)
        rows.append((pk, *_kept(points_of(line, weight, fact, excused), fact)))
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_SCORES, [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 6
        )


def entered_fact(kind: Kind, entered: Mapping[str, str] | None) -> Fact:
    """What was entered by hand, as facts; what is added or taken off is nothing unless it was entered."""
    if entered is not None:
        return Fact(numbers_of(entered))
    return Fact({"points": Fraction(0)}) if kind in BESIDE else Fact(None, absent=NOT_ENTERED)


def numbers_of(kept: Mapping[str, str]) -> dict[str, Fraction]:
    """Numbers as they are kept, as they are scored."""
    return {name: exact(text) for name, text in kept.items()}


def numbers_kept(numbers: Numbers) -> dict[str, str]:
    """Numbers as they are kept: texts of fractions, so that nothing is lost."""
    return {name: str(number) for name, number in numbers.items()}


def points_of(line: Line, weight: Fraction, fact: Fact, excused: str) -> Scored:
    """One line scored; what the office excuses does not apply."""
    if excused:
        return Scored(line.kind, weight, None, f"不适用:{excused}")
    return scored(line.kind, line.method, weight, fact.numbers, fact.absent)


def _kept(result: Scored, fact: Fact) -> tuple[Any, ...]:
    by_hand_untouched = result.kind in BESIDE and fact.numbers == {"points": Fraction(0)}
    numbers = None if fact.numbers is None or by_hand_untouched else json.dumps(numbers_kept(fact.numbers))
    return (
        "" if result.points is None else str(result.points),
        result.why[:200],
        numbers,
        json.dumps(list(fact.items), ensure_ascii=False),
        fact.more,
    )


def results_write(scheme: Scheme) -> None:
    """Work out totals, grades and places from the lines as they are kept; three queries and one statement."""
    lines: dict[int, list[Scored]] = {}
    kept = Score.objects.filter(assessed__scheme=scheme).values_list(
        "assessed_id", "indicator__kind", "indicator__weight", "points"
    )
    for unit, kind, weight, points in kept:
        result = Scored(Kind(kind), Fraction(weight), exact(points) if points else None)
        lines.setdefault(unit, []).append(result)
    units = list(scheme.units.all())
    exact_totals = {each.pk: total(lines.get(each.pk, [])) for each in units}
    marks = {key: published(number) for key, number in exact_totals.items()}
    at, grades = _places(units, marks), grades_of(scheme)
    columns: list[list[Any]] = [
        [each.pk for each in units],
        ["" if exact_totals[each.pk] is None else str(exact_totals[each.pk]) for each in units],
        [marks[each.pk] for each in units],
        [grade_of(grades, marks[each.pk]) for each in units],
        [at[each.pk] for each in units],
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE_RESULTS, columns)


def _places(units: Sequence[Any], marks: Mapping[int, Decimal | None]) -> dict[int, int | None]:
    """Places within each class."""
    found: dict[int, int | None] = {}
    for group in {each.group for each in units}:
        found |= places({each.pk: marks[each.pk] for each in units if each.group == group})
    return found
