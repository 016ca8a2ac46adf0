"""What assessments put into audit packages: schemes with their indicators, scores with the facts behind them, objections."""

from collections.abc import Iterator
from typing import Any

from assessment.models import Assessed, Objection, Scheme, Score
from assessment.scheme_states import PUBLISHED
from portal.packages import PackageScope, PackageWriter

SHOWN = sorted(state.value for state in PUBLISHED)


def write_assessments(scope: PackageScope, writer: PackageWriter) -> None:
    """The assessments that were published by the instant and concern the area; nothing of a score is left out."""
    units = Assessed.objects.filter(
        unit__in=scope.units, scheme__state__in=SHOWN, scheme__notified_at__lte=scope.known_at
    )
    schemes = Scheme.objects.filter(pk__in=units.values("scheme")).select_related("office")
    writer.lines("assessment/schemes.jsonl", [_scheme(each) for each in schemes.order_by("year", "pk")])
    writer.lines("assessment/scores.jsonl", _scores(units))
    objections = Objection.objects.filter(score__assessed__in=units.values("pk"), at__lte=scope.known_at)
    writer.lines("assessment/objections.jsonl", (_objection(each, scope) for each in _related(objections)))


def _scheme(scheme: Scheme) -> dict[str, Any]:
    indicators = scheme.indicators.select_related("parent").order_by("position", "pk")
    return {
        "scheme": str(scheme.public_id),
        "office": scheme.office.code,
        "year": scheme.year,
        "title": scheme.title,
        "grades": scheme.grades,
        "read_on": scheme.read_on.isoformat() if scheme.read_on else "",
        "scored_at": scheme.scored_at.isoformat() if scheme.scored_at else "",
        "notified_at": scheme.notified_at.isoformat() if scheme.notified_at else "",
        "indicators": [
            {
                "indicator": str(each.public_id),
                "parent": str(each.parent.public_id) if each.parent else "",
                "name": each.name,
                "weight": str(each.weight),
                "kind": each.kind,
                "parameters": each.parameters,
                "article": each.article,
            }
            for each in indicators
        ],
    }


def _scores(units: Any) -> Iterator[dict[str, Any]]:
    rows = Score.objects.filter(assessed__in=units.values("pk")).select_related(
        "assessed__unit", "assessed__scheme", "indicator"
    )
    for each in rows.order_by("assessed__scheme", "assessed__unit__code", "pk").iterator(chunk_size=500):
        yield {
            "scheme": str(each.assessed.scheme.public_id),
            "unit": each.assessed.unit.code,
            "indicator": str(each.indicator.public_id),
            "points": each.points,
            "why": each.why,
            "numbers": each.numbers,
            "facts": each.facts,
            "facts_not_listed": each.more,
            "basis": each.basis,
            "total": str(each.assessed.total) if each.assessed.total is not None else "",
            "grade": each.assessed.grade,
        }


def _related(objections: Any) -> Any:
    return (
        objections.select_related("score__indicator", "score__assessed__unit").order_by("at", "pk").iterator()
    )


def _objection(objection: Objection, scope: PackageScope) -> dict[str, Any]:
    """An objection, with its answer where that was given by the instant."""
    answered = objection.answered_at is not None and objection.answered_at <= scope.known_at
    return {
        "unit": objection.score.assessed.unit.code,
        "indicator": str(objection.score.indicator.public_id),
        "at": objection.at.isoformat(),
        "text": objection.text,
        "state": objection.state if answered else "open",
        "answer": objection.answer if answered else "",
    }
