"""What becomes of a question about entries: units answer, the office closes with a note; the office sets thresholds."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.models import Sign, SignAnswer, SignState, SignThreshold
from meetings.services.sign_limits import thresholds
from meetings.sign_access import may_answer, may_close, may_set_thresholds, require
from meetings.signs.defaults import BOUNDS
from portal import clock
from portal.access import Actor
from portal.services.changes import log_change, state_of

TEXT_LENGTH = 500


@transaction.atomic
def sign_answer(*, actor: Actor, sign: Sign, text: str) -> SignAnswer:
    """Answer for the actor's unit; said again before the question is closed, it takes the place of the former answer.

    Raises PermissionDenied for a unit that is not concerned, ValidationError without a text or where it is closed.
    """
    fresh = Sign.objects.select_for_update().get(pk=sign.pk)
    require(may_answer(actor, fresh))
    assert actor.post is not None
    assert actor.account is not None
    unit = actor.post.unit
    _require_open(fresh)
    if not text.strip():
        raise ValidationError({"text": "请写明情况。"})
    answer = SignAnswer.objects.filter(sign=fresh, unit=unit).first() or SignAnswer(sign=fresh, unit=unit)
    before = state_of(answer) if answer.pk else None
    answer.text, answer.answered_by, answer.answered_at = text.strip(), actor.account, clock.now()
    answer.full_clean(validate_unique=False)
    answer.save()
    waiting = fresh.entries.exclude(unit__in=fresh.answers.values("unit")).exists()
    if not waiting and fresh.state == SignState.OPEN:
        fresh.state = SignState.ANSWERED
        fresh.save(update_fields=["state"])
    log_change(
        actor=actor, action="sign_answer", target=fresh, unit=unit, before=before, after=state_of(answer)
    )
    return answer


@transaction.atomic
def sign_close(*, actor: Actor, sign: Sign, note: str) -> Sign:
    """Close a question with what the office found.

    Raises PermissionDenied for anyone but the office, ValidationError without a note or where it is closed.
    """
    fresh = Sign.objects.select_for_update().get(pk=sign.pk)
    require(may_close(actor, fresh))
    _require_open(fresh)
    if not note.strip():
        raise ValidationError({"note": "请写明核对结果。"})
    before = state_of(fresh)
    fresh.state, fresh.note = SignState.CLOSED, note.strip()
    fresh.closed_by, fresh.closed_at = actor.account, clock.now()
    fresh.full_clean()
    fresh.save()
    log_change(actor=actor, action="sign_close", target=fresh, before=before, after=state_of(fresh))
    return fresh


def _require_open(sign: Sign) -> None:
    if sign.state == SignState.CLOSED:
        raise ValidationError("这一核对事项已关闭;现显示最新情况。")


@transaction.atomic
def thresholds_set(*, actor: Actor, values: Mapping[str, int], reason: str) -> int:
    """Set thresholds for what is found from now on; gives how many changed.

    Raises PermissionDenied for anyone but the office at the top, ValidationError without a reason or out of bounds.
    """
    require(may_set_thresholds(actor))
    assert actor.account is not None
    faults = {
        name: f"应为{low}至{high}的整数。"
        for name, (low, high) in BOUNDS.items()
        if name in values and not low <= values[name] <= high
    }
    if not reason.strip():
        faults["reason"] = "请写明调整的原因。"
    if faults:
        raise ValidationError(faults)
    present = thresholds()
    changed = {name: value for name, value in values.items() if value != present[name]}
    for name, value in changed.items():
        SignThreshold.objects.update_or_create(
            name=name,
            defaults={"value": value, "changed_by": actor.account, "changed_at": clock.now()},
        )
    if changed:
        log_change(
            actor=actor, action="signs_threshold", target_ref="thresholds",
            before={name: present[name] for name in changed}, after=changed, reason=reason.strip(),
        )  # fmt: skip
    return len(changed)
