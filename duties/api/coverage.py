"""联系覆盖 for other programs: the table of an area, as the page has it."""

import dataclasses
from typing import Any, ClassVar

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from duties.api.ledger import unit_asked
from duties.api.moments import MomentQuery, reading_asked
from duties.api.shapes import CODE
from duties.periods import period_of
from duties.selectors.board.choice import chosen_period
from duties.selectors.board.table import Row
from duties.selectors.coverage import Coverage, Sort, coverage
from duties.selectors.moment import reading_day
from portal import access
from portal.api.serializers import Shape, UnitShape
from portal.api.views import ApiView, operation, shown
from portal.models import ApiArea
from portal.selectors.vocabulary import vocabulary


class CoverageQuery(MomentQuery):
    """Of which area and period."""

    unit = serializers.CharField(
        default="", allow_blank=True, max_length=CODE, help_text="单位代码:含其辖区;默认岗位所在单位。"
    )
    period = serializers.CharField(
        default="", allow_blank=True, max_length=12, help_text="周期,如 2026Q3、2026;默认本年。"
    )


@dataclasses.dataclass(frozen=True)
class Figure:
    """What a line has in one column."""

    sort: str
    title: str
    done: int
    required: int


class CoverageFigureShape(Shape):
    """What a line has in one column."""

    sort = serializers.ChoiceField(choices=[(sort.value, sort.label) for sort in Sort])
    title = serializers.CharField()
    done = serializers.IntegerField(help_text="已有、已到。")
    required = serializers.IntegerField(help_text="应有、应到。")  # type: ignore[assignment]


class CoverageRowShape(Shape):
    """A line: a unit with its area, a unit alone (`own`), or all units of a kind right below (`group`)."""

    unit = UnitShape()
    label = serializers.CharField()  # type: ignore[assignment]
    own = serializers.BooleanField()
    group = serializers.CharField()
    figures = CoverageFigureShape(many=True)


class CoverageShape(Shape):
    """The table of an area; `total` is the line of the whole area."""

    period = serializers.CharField()
    rows = CoverageRowShape(many=True)
    total = CoverageRowShape()

    _line: ClassVar[Any] = {
        "unit": UnitShape.example,
        "label": "演示27团",
        "own": False,
        "group": "",
        "figures": [{"sort": "households", "title": "走访家庭", "done": 120, "required": 160}],
    }
    example: ClassVar[Any] = {
        "period": "2026",
        "rows": [_line],
        "total": {**_line, "label": "合计", "own": True},
    }


class CoverageTable(ApiView):
    """The coverage of an area."""

    area = ApiArea.LEDGER

    @operation(
        "coverage_read", summary="联系覆盖", roles=access.BUSINESS, gives=CoverageShape, query=CoverageQuery
    )
    def get(self, request: Request) -> Response:
        """联系点和工作队、到联系点、走遍单位、走遍家庭:各已有、已到多少,应有、应到多少;按直接下级分列,与页面同源。"""
        with reading_asked(self.query):
            name, today = self.query["period"], reading_day()
            period = chosen_period(name, today) if name else period_of("year", today)
            if period is None:
                raise Http404
            unit = unit_asked(self, self.query["unit"], period.last_day)
            made = coverage(self.actor, unit, period, vocabulary())
            lines = [_line(made, row) for row in made.rows]
            return shown(
                CoverageShape, {"period": period.name, "rows": lines, "total": _line(made, made.total)}
            )


def _line(made: Coverage, row: Row) -> dict[str, Any]:
    sorts = [band.sort for band in made.bands for _ in band.heads]
    figures = [
        Figure(sort.value, head.title, cell.tally.counted, cell.tally.required)
        for sort, head, cell in zip(sorts, made.heads, row.cells, strict=True)
        if cell.owed
    ]
    return {"unit": row.unit, "label": row.label, "own": row.own, "group": row.group, "figures": figures}
