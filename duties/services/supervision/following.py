"""The item follows its notice: drafted, passed on, sent back, issued (then it gets its number), made void."""

from django.core.exceptions import ValidationError

from duties.models import SupervisionItem
from duties.services.supervision.moving import Said, item_locked, item_move
from duties.supervision_states import OVER, Action, State
from portal import clock
from portal.access import Actor
from portal.models import Document, NumberRegister, Unit

REGISTER = "督办件"
"""The register of the numbers of items, beside those of the notices."""


def notice_follow(actor: Actor, document: Document, reason: str) -> None:
    """Bring the item of a notice to where the notice now is, within the transaction that moved the notice.

    Raises ValidationError where the item is over, so that the notice stays as it is.
    """
    found = SupervisionItem.objects.filter(notice=document).first()
    if found is None:
        return
    item = item_locked(found)
    target, action = _target(item, document)
    if item.at == target:
        return
    if item.at in OVER:
        raise ValidationError(f"督办件已是「{item.at.label}」,通知单不能再变动。")
    if action == Action.ISSUE:
        item.numbered_by = item.office
        item.year, item.serial = number_take(item.office, clock.today().year)
    item_move(actor=actor, item=item, action=action, said=Said(reason))


def _target(item: SupervisionItem, document: Document) -> tuple[State, Action]:
    states = Document.State
    if document.state == states.VOID:
        if item.serial is None:
            return State.CANCELLED, Action.CANCEL
        return State.WITHDRAWN, Action.WITHDRAW
    if document.state == states.ISSUED:
        return State.ISSUED, Action.ISSUE
    if document.state in (states.DRAFT, states.RETURNED):
        return State.DRAFTING, Action.REWORD
    return State.APPROVING, Action.SUBMIT


def number_take(office: Unit, year: int) -> tuple[int, int]:
    """The year and the next number of the office's register, locked until the transaction ends: no gap, no double."""
    register, _ = NumberRegister.objects.get_or_create(issuer=office, kind=REGISTER, year=year)
    register = NumberRegister.objects.select_for_update().get(pk=register.pk)
    register.last += 1
    register.save(update_fields=["last"])
    return year, register.last
