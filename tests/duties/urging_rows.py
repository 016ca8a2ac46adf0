"""What rows of the access matrix about urging and statements act on."""

from typing import Any

from django.core.files.base import ContentFile

from duties.models import Rule, Statement, StatementStep, UrgedPerson, Urging, UrgingAct
from duties.statement_states import Act, Kind, State
from portal import clock
from portal.access import SYSTEM
from portal.models import Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast
from tests.duties.matrix_rows import rule_of_the_book

PERIOD = "2026Q3"


def _rule(cast: Cast, unit: Unit) -> Rule:
    return Rule.objects.get(code=rule_of_the_book(cast, unit)["rule"])


def urging_act(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An urging by the regiment's office of a cell of the unit."""
    now, office = clock.now(), cast.accounts[Role.OFFICE]
    act = UrgingAct.objects.create(office=cast.units["own"], text="请尽快办理。", sent_by=office, sent_at=now)
    urging = Urging.objects.create(
        act=act, rule=_rule(cast, unit), unit=unit, period=PERIOD, due_on=now.date(), sent_at=now
    )
    UrgedPerson.objects.create(
        urging=urging, account=cast.without_post, name="演示", seat="经办人", why=UrgedPerson.Why.CLERK
    )
    return {"public_id": act.public_id}


def urged_unit(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same with the unit that a letter may go to."""
    return urging_act(cast, unit) | {"unit": unit.public_id}


def statement(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An explanation of the unit that waits for its answer."""
    now, account = clock.now(), cast.without_post
    made = Statement.objects.create(
        kind=Kind.EXPLANATION,
        rule=_rule(cast, unit),
        unit=unit,
        period=PERIOD,
        made_by=account,
        made_at=now,
    )
    StatementStep.objects.create(
        statement=made, act=Act.MAKE, state=State.WAITING, text="演示理由。", by=account, at=now
    )
    return {"public_id": made.public_id}


def statement_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file that came with it."""
    found = statement(cast, unit)
    stored = file_store(
        actor=SYSTEM, name="证明.pdf", content=ContentFile(b"%PDF-1.4"), content_type="application/pdf"
    )
    StatementStep.objects.get(statement__public_id=found["public_id"]).files.add(stored)
    return found | {"file": stored.public_id}


FACTORIES = {
    "statement": statement,
    "statement_file": statement_file,
    "urged_unit": urged_unit,
    "urging_act": urging_act,
}
