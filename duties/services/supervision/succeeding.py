"""Items of units that are no more: what was merged passes to the unit that took over, the rest is put to the office.

It goes by what holds today, so that a merger entered ahead takes effect on its day, whoever entered it and however.
"""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from duties.models import SupervisedUnit, SupervisionItem
from duties.services.supervision.acting import lead_change
from duties.services.supervision.moving import Said, item_locked, item_move
from duties.services.supervision.telling import KIND
from duties.supervision_states import TABLE, UNDER_WAY, Action
from portal.access import SYSTEM
from portal.models import Existence, Role
from portal.selectors.accounts import accounts_at
from portal.selectors.succession import successor_of
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send


@transaction.atomic
def supervision_pass_on() -> int:
    """Hand the open items of units that have ended to their one successor; gives how many.

    Where there is none or there are several, the office is told to hand the item over itself.
    """
    passed = 0
    for found in _orphaned("unit"):
        item = item_locked(found)
        successor = successor_of(item.unit)
        if successor is None or successor.pk == item.office_id:
            _tell_office(item)
            continue
        old = item.unit.name
        lead_change(item, successor.pk)
        item.unit = successor
        said = Said(f"{old}已撤并,由{successor.name}承接。", unit=successor)
        item_move(actor=SYSTEM, item=item, action=_action(item), said=said)
        passed += 1
    for found in _orphaned("office"):
        successor = successor_of(found.office)
        if successor is not None:
            item = item_locked(found)
            said = Said(f"{item.office.name}已撤并,由{successor.name}接续督办。", unit=successor)
            item.office = successor
            item_move(actor=SYSTEM, item=item, action=Action.SUCCEED, said=said)
    _partners_pass_on()
    return passed


def _action(item: SupervisionItem) -> Action:
    """Handing over while the unit has not fed back, so that the new one signs; else it is only noted."""
    return Action.TRANSFER if (item.at, Action.TRANSFER) in TABLE else Action.SUCCEED


def _orphaned(field: str) -> Iterable[SupervisionItem]:
    """Items under way whose unit in `field` does not exist today."""
    standing = Existence.objects.present().values("unit")
    rows = SupervisionItem.objects.filter(state__in=UNDER_WAY).exclude(**{f"{field}__in": standing})
    return list(rows.select_related("unit", "office", "notice").order_by("pk"))


def _tell_office(item: SupervisionItem) -> None:
    message_send(
        accounts=accounts_at(item.office, Role.OFFICE),
        key=f"supervision-{item.public_id}-orphan-{item.unit_id}",
        kind=KIND,
        title=f"承办单位已撤销,请移交承办:{item.notice.title}",
        text=f"{item.number} {item.unit.name}已不存在,且没有唯一的承接单位;请在督办件上办理「移交承办」,或由审定人撤销。",
        url=reverse("supervision-item", args=[item.public_id]),
    )


def _partners_pass_on() -> None:
    """Let the successor of a unit that helps take its place, where there is one that has no part in the item yet."""
    standing = Existence.objects.present().values("unit")
    rows = SupervisedUnit.objects.filter(part=SupervisedUnit.Part.PARTNER, item__state__in=UNDER_WAY)
    for row in rows.exclude(unit__in=standing).select_related("unit", "item").order_by("pk"):
        successor = successor_of(row.unit)
        if successor is None or SupervisedUnit.objects.filter(item=row.item_id, unit=successor).exists():
            continue
        before = state_of(row)
        row.unit, row.signed_by, row.signed_at = successor, None, None
        row.save(update_fields=["unit", "signed_by", "signed_at"])
        log_change(
            actor=SYSTEM, action="supervision_partner", target=row.item, unit=successor, before=before,
            after=state_of(row),
        )  # fmt: skip
