"""Reading surveys: those that concern the actor, how many have answered, results once a survey is over."""

import dataclasses
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from assessment.models import Survey, SurveyCode, SurveyCount, SurveyDay, SurveyUnit
from assessment.surveys.codes import digest_of, normalised
from assessment.surveys.results import Result, result_of, together
from portal import access
from portal.access import Actor
from portal.models import Placement, Role, Unit, Word
from portal.selectors.vocabulary import vocabulary

WRITERS = frozenset({Role.OFFICE})
READERS = access.BUSINESS


def readable_surveys(actor: Actor) -> QuerySet[Survey]:
    """Surveys of an office in one's reach, and those about a unit in one's reach."""
    units = access.readable_units(actor).values("pk")
    about = SurveyUnit.objects.filter(unit__in=units).values("survey")
    return Survey.objects.filter(Q(office__in=units) | Q(pk__in=about)).select_related("office", "made_by")


def survey_or_404(actor: Actor, public_id: uuid.UUID) -> Survey:
    """The survey, where it concerns the actor; raises Http404 otherwise."""
    found = readable_surveys(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_survey_or_404(actor: Actor, public_id: uuid.UUID) -> Survey:
    """A survey of the actor's own office; raises Http404 otherwise."""
    found = survey_or_404(actor, public_id)
    if actor.post is None or found.office_id != actor.post.unit.pk:
        raise Http404
    return found


@dataclasses.dataclass(frozen=True)
class Line:
    """A surveyed unit: codes handed out, sheets that came, and its result (None: not over yet, or too few sheets)."""

    asked: SurveyUnit
    n: int
    result: Result | None


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The units of a survey that one reads, and all shown ones together."""

    lines: Sequence[Line]
    together: Result | None


def outcome_of(survey: Survey, asked: Iterable[SurveyUnit]) -> Outcome:
    """How these units of `survey` stand; results only once it is over. Two queries."""
    rows = list(asked)
    sheets, counts = _sheets(rows), _counts(rows)
    asks = len(survey.questions)
    over = survey.is_over
    lines = [
        Line(
            row,
            sheets.get(row.pk, 0),
            result_of(sheets.get(row.pk, 0), counts.get(row.pk, {}), asks) if over else None,
        )
        for row in rows
    ]
    numbers = [sheets.get(row.pk, 0) for row in rows]
    whole = together(numbers, [counts.get(row.pk, {}) for row in rows], asks) if over else None
    return Outcome(lines, whole)


def _sheets(rows: Sequence[SurveyUnit]) -> dict[int, int]:
    found = SurveyDay.objects.filter(asked__in=rows).values("asked").annotate(n=Sum("number"))
    return {row["asked"]: row["n"] for row in found}


def _counts(rows: Sequence[SurveyUnit]) -> dict[int, dict[tuple[int, int], int]]:
    found: dict[int, dict[tuple[int, int], int]] = {}
    counted = SurveyCount.objects.filter(asked__in=rows).values_list("asked", "question", "option", "number")
    for asked, question, option, number in counted:
        found.setdefault(asked, {})[question, option] = number
    return found


def readable_asked(actor: Actor, survey: Survey) -> QuerySet[SurveyUnit]:
    """The surveyed units that one reads."""
    return survey.units.filter(unit__in=access.readable_units(actor).values("pk")).select_related("unit")


def survey_results(survey: Survey) -> dict[int, Result]:
    """By unit (id) the results of a survey that is over; units with too few sheets are left out."""
    found = outcome_of(survey, survey.units.all()).lines
    return {line.asked.unit_id: line.result for line in found if line.result is not None}


def latest_over(office: int, year: int) -> Survey | None:
    """The latest survey of an office (id) for a year that is over."""
    rows = Survey.objects.filter(office=office, year=year).order_by("-closes_on", "-pk")
    return next((survey for survey in rows if survey.is_over), None)


def code_of(typed: str) -> SurveyCode | None:
    """The unused code that was typed, of a survey that can be answered today; None for any other."""
    code = normalised(typed)
    if not code:
        return None
    found = SurveyCode.objects.filter(digest=digest_of(code), used=False)
    row = found.select_related("asked__survey", "asked__unit").first()
    return row if row is not None and row.asked.survey.is_open else None


def with_numbers(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """With how many units each survey asks about."""
    return surveys.annotate(number=Count("units"))


def askable_units(actor: Actor) -> QuerySet[Unit]:
    """The units of a tier (师市, 团场, 连队; no departments) that stand directly under the actor's office today."""
    assert actor.post is not None
    kinds = [
        word.code for word in vocabulary().words.get(Word.Group.UNIT, {}).values() if word.data.get("tier")
    ]
    below = Placement.objects.present().filter(parent=actor.post.unit).values("unit")
    return Unit.objects.filter(pk__in=below, kind__in=kinds).order_by("code")
