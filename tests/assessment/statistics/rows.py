"""What rows of the access matrix about statistics act on."""

import datetime as dt
from decimal import Decimal
from typing import Any

from assessment.models import StatisticImport, StatisticIndicator, StatisticValue
from portal import clock
from portal.access import BUSINESS, READS_BELOW
from portal.models import Role, Unit
from tests.access_cast import Cast


def statistic_indicator(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An indicator of the place's office."""
    return {"public_id": _indicator(unit).public_id}


def _indicator(unit: Unit) -> StatisticIndicator:
    found, _ = StatisticIndicator.objects.get_or_create(
        owner=unit, code="field.area", defaults={"name": "演示指标", "measured_in": "万亩", "source": "演示"}
    )
    return found


def statistic(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The value of the place's unit for an indicator of the office where the cast sits."""
    indicator = _indicator(cast.units["own"])
    StatisticValue.objects.create(
        indicator=indicator,
        unit=unit,
        period="2025",
        period_end=dt.date(2025, 12, 31),
        value=Decimal(1),
        entered_by=cast.without_post,
    )
    return {"public_id": indicator.public_id, "unit_id": unit.public_id, "period": "2025"}


def statistics_import(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A sheet that the place's office has sent in."""
    kept = StatisticImport.objects.create(
        unit=unit, period="2025", file_name="演示.xlsx", sha256="0" * 64, made_by=cast.accounts[Role.OFFICE],
        made_at=clock.now(),
    )  # fmt: skip
    return {"public_id": kept.public_id}


CONCERNED = {
    role: frozenset({"own", "above", "below"} if role in READS_BELOW else {"own", "above"})
    for role in BUSINESS
}

FACTORIES = {
    "statistic": statistic,
    "statistic_indicator": statistic_indicator,
    "statistics_import": statistics_import,
}
