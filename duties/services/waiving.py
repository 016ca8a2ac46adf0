"""Waiving by the office of its own accord, and taking any waiver back (duties.services.waivers writes the row)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import Waiver
from duties.selectors.cell_key import Cell
from duties.selectors.statements import answers_for, open_statement, standing_waiver
from duties.services.statements import statement_follow
from duties.services.waivers import waiver_drop, waiver_grant
from duties.statement_states import Act, Kind
from portal.access import Actor
from portal.models import Unit


@transaction.atomic
def cell_waive(*, actor: Actor, cell: Cell, reason: str) -> Waiver:
    """Waive a cell without an application.

    Raises PermissionDenied for anyone but the office that answers for the unit; ValidationError without a reason,
    where an application waits for its answer, and where nothing is owed, the period is locked, or it is waived already.
    """
    _require_office(actor, cell.unit)
    if open_statement(cell.key, Kind.WAIVER) is not None:
        raise ValidationError("该事项有待答复的豁免申请,请在申请上答复。")
    return waiver_grant(
        actor=actor, rule=cell.rule, unit=cell.unit, role=cell.role, period=cell.period, reason=reason
    )


@transaction.atomic
def cell_unwaive(*, actor: Actor, cell: Cell, reason: str) -> None:
    """Take the waiver of a cell back; where it was granted on an application, that is told there too.

    Raises PermissionDenied as `cell_waive`; ValidationError without a reason, or where there is no waiver any more.
    """
    _require_office(actor, cell.unit)
    waiver = standing_waiver(cell.key)
    if waiver is None:
        raise ValidationError("该豁免已被取消;请刷新页面。")
    statement = getattr(waiver, "statement", None)
    if statement is not None:
        statement_follow(actor=actor, statement=statement, act=Act.REVOKE, text=reason)
    else:
        waiver_drop(actor=actor, waiver=waiver, reason=reason)


def _require_office(actor: Actor, unit: Unit) -> None:
    if not answers_for(actor, unit):
        raise PermissionDenied
