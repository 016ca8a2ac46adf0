"""Objects of the duties for the access matrix."""

import datetime as dt
from typing import Any

from duties.models import Regulation, Rule
from portal.models import Unit
from tests.access_cast import Cast


def cell(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A cell of a unit, where nothing is owed: who may read the unit is told so."""
    regulation, _ = Regulation.objects.get_or_create(
        code="matrix", defaults={"title": "演示", "effective_on": dt.date(2023, 2, 25), "vocabulary": {}}
    )
    rule, _ = Rule.objects.get_or_create(
        regulation=regulation, code="m1", defaults={"article": 8, "item": "二", "position": 0}
    )
    return {"unit": unit.public_id, "rule": rule.code, "period": "2026Q3"}


FACTORIES = {"cell": cell}
