"""Objections (异议): raised by the unit's official in time, answered by somebody else than who scored."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from assessment.models import Correction, Objection, Scheme, Score
from assessment.scheme_states import Action, Answer
from assessment.selectors.schemes.acting import scorers
from assessment.services.schemes.scoring import results_write
from assessment.services.schemes.steps import accounts_of, desk_of, scheme_locked, scheme_move, tell
from portal import clock
from portal.access import Actor
from portal.models import Role, StoredFile
from portal.services.changes import log_change, state_of


@transaction.atomic
def objection_raise(
    *, actor: Actor, score: Score, version: int, text: str, files: Sequence[StoredFile] = ()
) -> Objection:
    """Object to one line of one's own unit, with the reason. Raises ValidationError after the term, or where one is open."""
    unit = score.assessed.unit
    scheme = scheme_locked(actor, score.assessed.scheme, Action.OBJECT, version, text, unit=unit)
    assert actor.account is not None
    objection = Objection(score=score, text=text.strip(), by=actor.account, at=clock.now())
    objection.full_clean(exclude=["public_id"])
    objection.save()
    objection.files.set(files)
    scheme_move(actor, scheme, Action.OBJECT, f"{score.indicator.name}:{text.strip()}"[:1000], unit=unit)
    log_change(actor=actor, action="objection_raise", target=objection, unit=unit, after=state_of(objection))
    scored = scorers(scheme)
    others = [each for each in desk_of(scheme, Role.OFFICE, Role.APPROVER) if each.pk not in scored]
    tell(scheme, others, f"{unit.name}对“{score.indicator.name}”提出异议", text, _url(objection))
    return objection


@transaction.atomic
def objection_uphold(
    *, actor: Actor, objection: Objection, version: int, text: str, points: Decimal
) -> Objection:
    """Find the objection right: the line is scored anew, what it was stays to be seen.

    Raises ValidationError for points outside of [0, weight] or no other than before, and for who scored.
    """
    fresh, scheme = _locked(actor, objection, version, text, Action.UPHOLD)
    assert actor.account is not None
    score = fresh.score
    if not 0 <= points <= score.indicator.weight:
        raise ValidationError({"points": f"须在 0 和 {score.indicator.weight} 之间。"})
    after = str(Fraction(points))
    if after == score.points:
        raise ValidationError({"points": "与原得分相同;得分不变的,请答复异议不成立。"})
    Correction.objects.create(
        score=score,
        objection=fresh,
        before=score.points,
        after=after,
        reason=text.strip(),
        by=actor.account,
        at=clock.now(),
    )
    before = state_of(score)
    score.points, score.why, score.excused = after, "", ""
    score.save(update_fields=["points", "why", "excused"])
    log_change(
        actor=actor, action="score_correct", target=score, unit=score.assessed.unit, before=before,
        after=state_of(score), reason=text.strip(),
    )  # fmt: skip
    results_write(scheme)
    return _answered(actor, fresh, scheme, Answer.UPHELD, Action.UPHOLD, text)


@transaction.atomic
def objection_reject(*, actor: Actor, objection: Objection, version: int, text: str) -> Objection:
    """Find the score right, with the reason."""
    fresh, scheme = _locked(actor, objection, version, text, Action.REJECT)
    return _answered(actor, fresh, scheme, Answer.REJECTED, Action.REJECT, text)


def _locked(
    actor: Actor, objection: Objection, version: int, text: str, action: Action
) -> tuple[Objection, Scheme]:
    scheme = scheme_locked(actor, objection.score.assessed.scheme, action, version, text)
    fresh = Objection.objects.select_related("score__indicator", "score__assessed__unit").get(pk=objection.pk)
    if fresh.state != Answer.OPEN.value:
        raise ValidationError(f"该异议已答复({fresh.get_state_display()});请刷新页面。")
    return fresh, scheme


def _answered(
    actor: Actor, objection: Objection, scheme: Scheme, state: Answer, action: Action, text: str
) -> Objection:
    before, unit = state_of(Objection.objects.get(pk=objection.pk)), objection.score.assessed.unit
    objection.state, objection.answer = state.value, text.strip()
    objection.answered_by, objection.answered_at = actor.account, clock.now()
    objection.full_clean(exclude=["public_id", "score"])
    objection.save()
    log_change(
        actor=actor, action="objection_answer", target=objection, unit=unit, before=before,
        after=state_of(objection), reason=text.strip(),
    )  # fmt: skip
    scheme_move(actor, scheme, action, f"{objection.score.indicator.name}:{text.strip()}"[:1000], unit=unit)
    tell(
        scheme,
        accounts_of([unit.pk]),
        f"异议{state.label}:{objection.score.indicator.name}",
        text,
        _url(objection),
    )
    return objection


def _url(objection: Objection) -> str:
    return reverse("objection", args=[objection.public_id])
