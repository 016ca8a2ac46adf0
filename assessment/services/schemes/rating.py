"""What people enter: ratings and marks with their basis by the office, what does not apply, and the unit's own report."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.facts.asked import Fact
from assessment.models import Assessed, Scheme, Score
from assessment.scheme_states import Action
from assessment.scoring.kinds import BY_HAND, Kind
from assessment.scoring.methods import Rating
from assessment.scoring.reading import method_of
from assessment.selectors.schemes.trees import lines_of
from assessment.services.schemes.scoring import (
    entered_fact,
    numbers_kept,
    numbers_of,
    points_of,
    results_write,
)
from assessment.services.schemes.steps import TEXT_LENGTH, scheme_locked, scheme_move
from portal import clock
from portal.access import Actor
from portal.models import StoredFile
from portal.services.changes import log_change, state_of


def check_entry(score: Score, entry: Mapping[str, Decimal | int | None]) -> dict[str, Fraction]:
    """The numbers of a line that is entered by hand. Raises ValidationError, by field, for what is missing or too much."""
    kind, weight = Kind(score.indicator.kind), score.indicator.weight
    if kind not in BY_HAND:
        raise ValidationError("该指标按台账和数据计分,不能人工评定。")
    by_kind: dict[Kind, dict[str, Decimal | int]] = {
        Kind.RATING: {"level": _levels(score) - 1},
        Kind.THIRD_PARTY: {"mark": 100},
        Kind.SPOT_CHECK: {"checked": 10_000, "passed": 10_000},
    }
    most = by_kind.get(kind, {"points": weight})
    faults = {}
    for name, limit in most.items():
        value = entry.get(name)
        if value is None:
            faults[name] = "请填写。"
        elif not 0 <= value <= limit:
            faults[name] = f"须在 0 和 {limit} 之间。"
    checked, passed = entry.get("checked"), entry.get("passed")
    if not faults and checked is not None and passed is not None and passed > checked:
        faults["passed"] = "合格点数不能多于抽查点数。"
    if faults:
        raise ValidationError(faults)
    return {name: Fraction(entry[name] or 0) for name in most}


def _levels(score: Score) -> int:
    method = method_of(Kind(score.indicator.kind), score.indicator.parameters)
    return len(method.levels) if isinstance(method, Rating) else 0


@transaction.atomic
def score_rate(
    *,
    actor: Actor,
    score: Score,
    version: int,
    entry: Mapping[str, Decimal | int | None],
    basis: str,
    files: Sequence[StoredFile] = (),
) -> Score:
    """Enter what a line that is rated by hand comes to, with its basis. Raises ValidationError, by field."""
    scheme = scheme_locked(actor, score.assessed.scheme, Action.RATE, version, basis)
    fresh = _fresh(score)
    numbers = check_entry(fresh, entry)
    fresh.numbers, fresh.excused = numbers_kept(numbers), ""
    return _rated(actor, scheme, fresh, Fact(numbers), basis, files)


@transaction.atomic
def score_excuse(*, actor: Actor, score: Score, version: int, basis: str) -> Score:
    """Take a line as not applicable to this unit, with why: it leaves the denominator."""
    scheme = scheme_locked(actor, score.assessed.scheme, Action.RATE, version, basis)
    fresh = _fresh(score)
    fresh.excused = basis.strip()[:300]
    fact = Fact(numbers_of(fresh.numbers)) if fresh.numbers else Fact(None)
    return _rated(actor, scheme, fresh, fact, basis, ())


@transaction.atomic
def score_restore(*, actor: Actor, score: Score, version: int, basis: str) -> Score:
    """Let a line that was taken as not applicable apply again, with why."""
    scheme = scheme_locked(actor, score.assessed.scheme, Action.RATE, version, basis)
    fresh = _fresh(score)
    fresh.excused = ""
    return _rated(actor, scheme, fresh, entered_fact(Kind(fresh.indicator.kind), fresh.numbers), basis, ())


def _fresh(score: Score) -> Score:
    return Score.objects.select_related("indicator", "assessed__unit").get(pk=score.pk)


def _rated(
    actor: Actor, scheme: Scheme, score: Score, fact: Fact, basis: str, files: Sequence[StoredFile]
) -> Score:
    before = state_of(Score.objects.get(pk=score.pk))
    line = lines_of([score.indicator])[0]
    result = points_of(line, Fraction(score.indicator.weight), fact, score.excused)
    score.points, score.why = "" if result.points is None else str(result.points), result.why[:200]
    score.basis, score.by, score.at = basis.strip(), actor.account, clock.now()
    score.full_clean(exclude=["assessed", "indicator"])
    score.save()
    if files:
        score.files.set(files)
    results_write(scheme)
    unit = score.assessed.unit
    log_change(
        actor=actor, action="score_rate", target=score, unit=unit, before=before,
        after=state_of(score), reason=score.basis,
    )  # fmt: skip
    scheme_move(
        actor, scheme, Action.RATE, f"{score.indicator.name}:{basis.strip()}"[:TEXT_LENGTH], unit=unit
    )
    return score


@transaction.atomic
def report_own(
    *, actor: Actor, assessed: Assessed, text: str, points: Mapping[int, str], texts: Mapping[int, str]
) -> Assessed:
    """Keep what a unit says of itself (自评): points by its own count and words by line (id of the score).

    It stands beside the scores and never changes one. Raises ValidationError by field where points are none, or more
    than the weight.
    """
    scheme_locked(actor, assessed.scheme, Action.REPORT, None, unit=assessed.unit)
    fresh = (
        Assessed.objects.select_for_update(of=("self",)).select_related("unit", "scheme").get(pk=assessed.pk)
    )
    before = state_of(fresh)
    if fresh.scheme.report_until is not None and clock.today() > fresh.scheme.report_until:
        raise ValidationError("自评已截止;确需补报的,请联系考核单位办公室。")
    scores = list(fresh.scores.select_related("indicator"))
    faults = {}
    for score in scores:
        given = points.get(score.pk, "").strip()
        if given and (fault := _own_fault(given, score.indicator.weight)):
            faults[f"points-{score.pk}"] = fault
        score.own_points, score.own_text = given, texts.get(score.pk, "").strip()
    if faults:
        raise ValidationError(faults)
    Score.objects.bulk_update(scores, ["own_points", "own_text"])
    fresh.report, fresh.reported_by, fresh.reported_at = text.strip(), actor.account, clock.now()
    fresh.full_clean(exclude=["scheme", "unit"])
    fresh.save(update_fields=["report", "reported_by", "reported_at"])
    log_change(
        actor=actor,
        action="score_report",
        target=fresh,
        unit=fresh.unit,
        before=before,
        after=state_of(fresh),
    )
    return fresh


def _own_fault(given: str, weight: Decimal) -> str:
    try:
        number = Decimal(given)
    except ArithmeticError:
        return "请填写数字。"
    if not number.is_finite() or not 0 <= number <= weight:
        return f"须在 0 和 {weight} 之间。"
    return "最多两位小数。" if number != round(number, 2) else ""
