"""What the parties do with an item: sign for it, report, feed back, ask for time, review, return, close, transfer, speak."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import SupervisedUnit, SupervisionItem, SupervisionStep
from duties.services.supervision.moving import NOTHING, SPEECH, Said, item_locked, item_move, not_now
from duties.supervision_access import place_of, require_action, visible_items
from duties.supervision_states import BY_NOTICE, TABLE, Action, Move, Need
from portal import access, clock
from portal.access import Actor
from portal.models import Role
from portal.services.documents import document_void

LONGEST = dt.timedelta(days=366)
"""No deadline is set further ahead."""


@transaction.atomic
def supervision_act(
    *, actor: Actor, item: SupervisionItem, action: Action, version: int, said: Said = NOTHING
) -> SupervisionStep:
    """Take `action` on an item as it was seen (`version`).

    Raises PermissionDenied for whoever may not, ValidationError by the fields text, evidence, day and unit for what is
    missing, and as a whole where the item was changed since, or its state does not allow it.
    """
    if action in BY_NOTICE:
        raise ValidationError(f"「{action.label}」请在通知单上办理。")
    if not visible_items(actor).filter(pk=item.pk).exists():
        raise PermissionDenied
    fresh = item_locked(item)
    require_action(actor, fresh, action)
    move = TABLE.get((fresh.at, action))
    if move is None or (action not in SPEECH and fresh.version != version):
        raise ValidationError(not_now(fresh, action))
    assert actor.post is not None
    if (place_of(actor, fresh), str(actor.post.role)) not in move.who:
        raise PermissionDenied
    _check(actor, fresh, action, move, said)
    EFFECTS.get(action, _nothing)(actor, fresh, said)
    return item_move(actor=actor, item=fresh, action=action, said=said)


@transaction.atomic
def supervision_void(*, actor: Actor, item: SupervisionItem, version: str, reason: str) -> None:
    """Cancel an item whose notice is not issued, or withdraw one that is: its notice is made void, the item follows.

    `version` is that of the notice; raises as `document_void` does.
    """
    document_void(actor=actor, document=item.notice, version=version, reason=reason)


def _check(actor: Actor, item: SupervisionItem, action: Action, move: Move, said: Said) -> None:
    """Raise ValidationError by field for what the table asks for and `said` does not give."""
    faults = {}
    today = clock.today()
    if Need.TEXT in move.needs and not said.text.strip():
        faults["text"] = "请填写此项。"
    if Need.FILES in move.needs and not said.files:
        faults["evidence"] = "请上传能证明办结的材料。"
    if {Need.DAY, Need.LATER_DAY} & move.needs:
        if said.day is None:
            faults["day"] = "请填写日期。"
        elif said.day <= today or said.day > today + LONGEST:
            faults["day"] = "期限应晚于今天,且不超过一年。"
        elif Need.LATER_DAY in move.needs and said.day <= item.deadline:
            faults["day"] = f"应晚于现在的办结期限{item.deadline:%Y-%m-%d}。"
    if Need.IN_TIME in move.needs and item.deadline < today:
        faults["__all__"] = "办结期限已过,不能再申请延期;请尽快办结并反馈。"
    if Need.UNIT in move.needs and (said.unit is None or said.unit.pk == item.unit_id):
        faults["unit"] = "请选择另一个承办单位。"
    if Need.OTHER_PERSON in move.needs:
        faults |= _same_person(actor, item, action)
    if faults:
        raise ValidationError(faults)


def _same_person(actor: Actor, item: SupervisionItem, action: Action) -> dict[str, str]:
    if actor.account == item.fed_back_by:
        return {"__all__": f"反馈人不能{action.label},请由他人办理。"}
    if action == Action.CLOSE and actor.account == item.reviewed_by:
        return {"__all__": "复核人不能销号,请由审定人或另一名工作人员办理。"}
    return {}


def _nothing(actor: Actor, item: SupervisionItem, said: Said) -> None:
    """Nothing but the state changes."""


def _sign(actor: Actor, item: SupervisionItem, said: Said) -> None:
    assert actor.post is not None
    row = SupervisedUnit.objects.get(item=item, unit=actor.post.unit)
    if row.signed_at is not None:
        raise ValidationError("本单位已签收。")
    row.signed_by, row.signed_at = actor.account, clock.now()
    row.save(update_fields=["signed_by", "signed_at"])


def _feed_back(actor: Actor, item: SupervisionItem, said: Said) -> None:
    item.fed_back_by, item.fed_back_on, item.asked_deadline = actor.account, clock.today(), None


def _ask(actor: Actor, item: SupervisionItem, said: Said) -> None:
    item.asked_deadline = said.day


def _grant(actor: Actor, item: SupervisionItem, said: Said) -> None:
    assert said.day is not None
    item.deadline, item.asked_deadline = said.day, None


def _refuse(actor: Actor, item: SupervisionItem, said: Said) -> None:
    item.asked_deadline = None


def _review(actor: Actor, item: SupervisionItem, said: Said) -> None:
    item.reviewed_by = actor.account


def _return(actor: Actor, item: SupervisionItem, said: Said) -> None:
    assert said.day is not None
    item.deadline, item.fed_back_by, item.fed_back_on, item.reviewed_by = said.day, None, None, None


def _transfer(actor: Actor, item: SupervisionItem, said: Said) -> None:
    assert said.unit is not None
    access.require_area(actor, said.unit, Role.OFFICE)
    if said.unit.pk == item.office_id:
        raise ValidationError({"unit": "不能移交给督办单位本身。"})
    lead_change(item, said.unit.pk)
    item.unit, item.asked_deadline = said.unit, None


def lead_change(item: SupervisionItem, unit: int) -> None:
    """Let another unit lead: it signs anew, also where it has co-operated so far."""
    SupervisedUnit.objects.filter(item=item, unit=unit).delete()
    lead = SupervisedUnit.objects.filter(item=item, part=SupervisedUnit.Part.LEAD)
    lead.update(unit=unit, signed_by=None, signed_at=None)


EFFECTS: Mapping[Action, Callable[[Actor, SupervisionItem, Said], None]] = {
    Action.SIGN: _sign,
    Action.JOIN: _sign,
    Action.FEED_BACK: _feed_back,
    Action.ASK: _ask,
    Action.GRANT: _grant,
    Action.REFUSE: _refuse,
    Action.REVIEW: _review,
    Action.RETURN: _return,
    Action.TRANSFER: _transfer,
}
"""What an action does to the item beside moving it."""
