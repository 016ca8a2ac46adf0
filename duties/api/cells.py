"""Cells of the ledger as bodies name them: by codes, as the files of the import do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers

from duties.periods import is_period
from duties.selectors.cell_key import Cell
from duties.selectors.rules import rules_called
from portal import access
from portal.access import Actor
from portal.api.serializers import Body, Shape, UnitShape

CODE = 40
NOT_THERE = "没有这一单位、口径或周期,或不在查看范围内。"


class CellBody(Body):
    """One obligation by its natural key."""

    unit = serializers.CharField(max_length=CODE, help_text="单位代码。")
    regulation = serializers.CharField(max_length=CODE)
    rule = serializers.CharField(max_length=CODE)
    role = serializers.CharField(max_length=CODE, default="", allow_blank=True)
    period = serializers.CharField(max_length=12)

    example = {
        "unit": UnitShape.example["code"],
        "regulation": "xpcc-2023",
        "rule": "a8.2.standing_committee",
        "role": "",
        "period": "2026Q3",
    }


class CellShape(Shape):
    """One obligation by its natural key."""

    unit = UnitShape()
    regulation = serializers.CharField(source="rule.regulation.code")
    rule = serializers.CharField(source="rule.code")
    role = serializers.CharField()
    period = serializers.CharField()

    example = {
        "unit": UnitShape.example,
        "regulation": "xpcc-2023",
        "rule": "a8.2.standing_committee",
        "role": "",
        "period": "2026Q3",
    }


def cells_asked(actor: Actor, asked: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The cells that are named. Raises ValidationError for each that is none or lies out of the actor's scope; two queries."""
    codes = {each["unit"] for each in asked}
    units = {unit.code: unit for unit in access.readable_units(actor).filter(code__in=codes)}
    rules = rules_called({each["rule"] for each in asked})
    cells, faults = [], {}
    for number, each in enumerate(asked):
        unit, rule = units.get(each["unit"]), rules.get((each["regulation"], each["rule"]))
        if unit is None or rule is None or not is_period(each["period"]):
            faults[f"cells.{number}"] = [NOT_THERE]
        else:
            cells.append(Cell(unit, rule, each["role"], each["period"]))
    if faults:
        raise ValidationError(faults)
    return cells
