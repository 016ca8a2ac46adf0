"""A supervision item of the division on the regiment, whose notice is issued."""

import datetime as dt

from duties.models import SupervisionItem
from portal import clock
from portal.documents.shortcode import new_code
from portal.models import Document, NumberRegister
from tests.duties.office_world import OfficeWorld
from tests.portal.desk import make_paper


def make_item(world: OfficeWorld, *, deadline: dt.date) -> SupervisionItem:
    """The item, signed for; written straight into the tables."""
    division, regiment = world.units["师"], world.units["团"]
    paper, drafter = make_paper(kind="督办通知单"), world.actors["office"].account
    register = NumberRegister.objects.create(issuer=division, kind=paper.kind, year=2026)
    notice = Document.objects.create(
        kind=paper.kind, title=paper.title, issuer=division, addressee=regiment, source=paper.to_json(),
        drafted_by=drafter, drafted_at=clock.now(), register=register, serial=1, number="演示督〔2026〕1号",
        state=Document.State.ISSUED, short_code=new_code(), issued_at=clock.now(),
    )  # fmt: skip
    return SupervisionItem.objects.create(
        office=division, unit=regiment, state="signed", state_since=clock.now(), year=2026, serial=1,
        deadline=deadline, demands="尽快补办。", notice=notice, made_by=drafter, made_at=clock.now(),
    )  # fmt: skip
