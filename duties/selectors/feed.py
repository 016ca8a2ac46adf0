"""What calendar feeds say of duties: the due day of each that is still to be done."""

import datetime as dt
from collections.abc import Iterator

from duties.ledger.status import Status
from duties.models import Obligation
from duties.selectors.alerts import cell_url
from duties.selectors.ledger import Line, obligations_of_account, obligations_of_unit
from duties.selectors.provisions import provision_names
from portal.access import Actor
from portal.feeds import CalendarEntry
from portal.models import Role, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn

OWN_UNIT = frozenset({Role.CLERK, Role.MEMBER})


def due_days(actor: Actor, unit: Unit | None) -> Iterator[CalendarEntry]:
    """What the actor answers for, a clerk or member the unit's; given a unit that the actor reads, what that owes."""
    lines = [line for line in _lines(actor, unit) if line.outstanding and line.obligation.due_on]
    names, words = provision_names({line.obligation.rule for line in lines}), vocabulary()
    for line in lines:
        row = line.obligation
        role = words.name(Word.Group.ROLE, row.role) if row.role else ""
        late = "【逾期】" if line.status == Status.OVERDUE else ""
        yield CalendarEntry(
            ref=_ref(row),
            day=row.due_on,
            title=f"{late}{row.reading.title}({period_cn(row.period)})到期",
            text=f"{row.unit.name}{role} · {names[row.rule_id]} · 已完成{row.counted}/{row.required}",
            url=cell_url(row),
            alarm_on=max(row.due_on - dt.timedelta(days=row.reading.remind_days), row.first_on),
        )


def _lines(actor: Actor, unit: Unit | None) -> list[Line]:
    if unit is not None:
        return obligations_of_unit(unit)
    if actor.post is None or actor.account is None:
        return []
    if actor.role == Role.OFFICIAL:
        return obligations_of_account(actor.account)
    return obligations_of_unit(actor.post.unit) if actor.role in OWN_UNIT else []


def _ref(row: Obligation) -> str:
    """The natural key: the same however often the ledger is built anew."""
    return "-".join(
        [row.unit.public_id.hex, row.rule.regulation.code, row.rule.code, row.role or "unit", row.period]
    )
