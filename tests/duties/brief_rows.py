"""What rows of the access matrix about briefs act on."""

from typing import Any

from duties.briefs.facts import Facts, Lot, Order, Point, Silent, Since, Standing
from duties.models import Brief
from portal import access, clock
from portal.models import Unit
from portal.services.files import file_store
from tests.access_cast import Cast


def brief(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A brief about the unit of the place."""
    now = clock.now()
    facts = Facts(
        unit=unit.name, unit_id=str(unit.public_id), period="2026Q3", day=now.date().isoformat(),
        read_at=now.isoformat(), since=Since("一周前", now.date().isoformat(), now.isoformat()),
        now=Standing(2, 1), then=Standing(), late=Lot(), settled=Lot(),
        trend=[Point("2026Q3", 2, 1, 1)], order=Order(), silent=Silent(), decisions=[],
    )  # fmt: skip
    stored = file_store(actor=access.SYSTEM, name="简报.pdf", content=b"%PDF", content_type="application/pdf")
    serial = Brief.objects.count() + 1
    made = Brief.objects.create(
        unit=unit, year=now.year, serial=serial, period="2026Q3", day=now.date(), read_at=now,
        facts=facts.to_json(), file=stored, made_as="系统",
    )  # fmt: skip
    return {"public_id": made.public_id}


FACTORIES = {"brief": brief}
