"""Facts of the workers' opinion: the latest survey of the assessor for the year that is over; too few sheets do not apply."""

from fractions import Fraction

from django.urls import reverse

from assessment.facts.asked import Asked, Fact, Facts
from assessment.selectors.surveys import latest_over, survey_results
from assessment.surveys.results import LEAST

NO_SURVEY, TOO_FEW = "没有已结束的认可度调查", f"有效答卷不足 {LEAST} 份"


def facts(asked: Asked) -> Facts:
    """By line and unit the number of sheets, the satisfied percentage and its margin; constant queries."""
    survey = latest_over(asked.office, asked.year)
    results = survey_results(survey) if survey else {}
    found: Facts = {}
    for line in asked.lines:
        for unit in asked.units:
            result = results.get(unit)
            if survey is None or result is None or result.satisfied is None or result.margin is None:
                found[line.key, unit] = Fact(None, absent=TOO_FEW if survey else NO_SURVEY)
                continue
            numbers = {
                "n": Fraction(result.n),
                "satisfied": result.satisfied * 100,
                "margin": Fraction(result.margin) * 100,
            }
            item = {
                "text": survey.title,
                "note": f"有效答卷 {result.n} 份",
                "url": reverse("survey", args=[survey.public_id]),
            }
            found[line.key, unit] = Fact(numbers, [item])
    return found
