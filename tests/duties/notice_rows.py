"""What rows of the access matrix about supervision act on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from duties.models import SupervisedUnit, SupervisionItem, SupervisionStep
from duties.supervision_states import Action, State
from portal import clock
from portal.access import SYSTEM
from portal.models import Document, Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast
from tests.portal.matrix_rows import draft, issued


def notice_draft(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An item whose notice the unit of the place has drafted, to the company below."""
    return _item(cast, draft(cast, unit))


def notice_issued(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An item of the top unit whose notice went to the unit of the place."""
    return _item(cast, issued(cast, unit))


def _item(cast: Cast, notice: dict[str, Any]) -> dict[str, Any]:
    document = Document.objects.get(**notice)
    serial = SupervisionItem.objects.filter(office=document.issuer).count() + 1 if document.number else None
    item = SupervisionItem.objects.create(
        office=document.issuer,
        unit=document.addressee,
        deadline=clock.today() + dt.timedelta(days=15),
        demands="尽快补办。",
        notice=document,
        state=State.ISSUED if document.number else State.DRAFTING,
        state_since=clock.now(),
        numbered_by=document.issuer if document.number else None,
        year=clock.today().year if document.number else None,
        serial=serial,
        made_by=cast.without_post,
        made_at=clock.now(),
    )
    SupervisedUnit.objects.create(item=item, unit=item.unit, part=SupervisedUnit.Part.LEAD)
    return {"public_id": item.public_id}


def notice_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An item with a file that came with a step."""
    found = notice_issued(cast, unit)
    item = SupervisionItem.objects.get(**found)
    step = SupervisionStep.objects.create(
        item=item, action=Action.PROGRESS, from_state=item.state, to_state=item.state, at=clock.now(), name="演示-经办"
    )  # fmt: skip
    stored = file_store(actor=SYSTEM, name="纪要.pdf", content=b"%PDF-1.4", content_type="application/pdf")
    step.files.add(stored)
    return found | {"file": stored.public_id}


def _doing(action: Action, **values: Any) -> Callable[[Cast, Unit], dict[str, Any]]:
    """An item in the state in which `action` is taken, with the address of doing it."""

    def make(cast: Cast, unit: Unit) -> dict[str, Any]:
        found = notice_issued(cast, unit)
        SupervisionItem.objects.filter(**found).update(**values)
        return found | {"action": action.value}

    return make


def office_item(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An item of the unit of the place that the company below has fed back."""
    found = notice_draft(cast, unit)
    item = SupervisionItem.objects.get(**found)
    values = {"state": State.FED_BACK, "numbered_by": item.office, "year": 2026, "serial": 1}
    SupervisionItem.objects.filter(pk=item.pk).update(**values)
    return found | {"action": Action.REVIEW.value}


OWN, BELOW = frozenset({"own"}), frozenset({"below"})
LEAD = {Role.CLERK: OWN, Role.OFFICIAL: OWN}
SPEAKERS = LEAD | {Role.MEMBER: OWN, Role.OFFICE: BELOW, Role.LEADER: BELOW}
LEADER = {Role.LEADER: BELOW}
OFFICE = {Role.OFFICE: OWN}
TEXT = {"text": "情况如下。", "version": "0"}
FACTORIES = {
    "notice_draft": notice_draft,
    "notice_issued": notice_issued,
    "notice_file": notice_file,
    "item_to_sign": _doing(Action.SIGN),
    "item_to_feed_back": _doing(Action.FEED_BACK, state=State.SIGNED),
    "item_to_speak_on": _doing(Action.COMMENT),
    "item_to_instruct": _doing(Action.INSTRUCT),
    "item_to_review": office_item,
}
