"""Objects of the duties for the access matrix; of the loaded regulation where there is one."""

import datetime as dt
from typing import Any

from duties.models import Provision, Regulation, Rule, RulebookVersion
from portal import clock
from portal.models import Unit
from tests.access_cast import PLACES, Cast

EVERYWHERE = frozenset(PLACES)
IN_FORCE = dt.date(2023, 2, 25)


def _regulation() -> Regulation:
    regulation, _ = Regulation.objects.get_or_create(
        code="matrix", defaults={"title": "演示", "effective_on": IN_FORCE, "vocabulary": {}}
    )
    return regulation


def cell(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A cell of a unit; where nothing is owed, who may read the unit is told so."""
    rule = Rule.objects.filter(code="a8.2.leading_group").first()
    if rule is None:
        rule, _ = Rule.objects.get_or_create(
            regulation=_regulation(), code="m1", defaults={"article": 8, "item": "二", "position": 0}
        )
    return {"unit": unit.public_id, "rule": rule.code, "period": "2026Q3"}


def article(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An article of the regulation in force."""
    if not RulebookVersion.objects.exists():
        regulation = _regulation()
        RulebookVersion.objects.create(
            regulation=regulation, number=1, version_from=IN_FORCE, loaded_at=clock.now(), digest="0" * 64
        )
        Provision.objects.create(
            regulation=regulation, article=8, chapter=2, chapter_title="责任", text="每季度召开会议。"
        )
    return {"number": 8}


FACTORIES = {"article": article, "cell": cell}
