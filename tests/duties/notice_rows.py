"""What rows of the access matrix about supervision act on."""

import datetime as dt
from typing import Any

from duties.models import SupervisedUnit, SupervisionItem
from duties.supervision_states import State
from portal import clock
from portal.models import Document, Unit
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
        year=clock.today().year if document.number else None,
        serial=serial,
        made_by=cast.without_post,
        made_at=clock.now(),
    )
    SupervisedUnit.objects.create(item=item, unit=item.unit, part=SupervisedUnit.Part.LEAD)
    return {"public_id": item.public_id}


FACTORIES = {"notice_draft": notice_draft, "notice_issued": notice_issued}
