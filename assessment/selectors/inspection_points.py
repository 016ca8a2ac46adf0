"""The points of a checklist as they are shown: with the clause, the rulebook's page, and how the ledger stands."""

import dataclasses

from assessment.inspection_states import Result, State
from assessment.models import CheckPoint, Inspection
from assessment.selectors.inspection_targets import Stand, rule_url, stands_of
from portal.marks import Mark

RESULT_MARKS = {
    Result.FIT.value: Mark("met", "✓", Result.FIT.label),
    Result.FAULT.value: Mark("overdue", "!", Result.FAULT.label),
    Result.UNSEEN.value: Mark("pending", "·", Result.UNSEEN.label),
    Result.NONE.value: Mark("waived", "—", Result.NONE.label),
}
UNANSWERED = Mark("open", "○", "未填")


@dataclasses.dataclass(frozen=True)
class PointNow:
    """A point with how the ledger stands on its rule: today, or as it stood when the inspection was closed."""

    point: CheckPoint
    standing: str = ""
    url: str = ""
    rule_url: str = ""
    overdue: bool = False

    @property
    def mark(self) -> Mark:
        """How its result looks."""
        return RESULT_MARKS.get(self.point.result, UNANSWERED)


def points_of(inspection: Inspection) -> list[PointNow]:
    """The points of an inspection in order; three queries."""
    points = list(inspection.points.select_related("rule__regulation", "answered_by").order_by("position"))
    rules = {point.rule_id for point in points if point.rule_id is not None}
    closed = inspection.state == State.CLOSED.value
    stands = {} if closed else stands_of(inspection.unit, rules, inspection.plan.year)
    return [_now(point, stands.get(point.rule_id or 0, Stand()), closed=closed) for point in points]


def _now(point: CheckPoint, stand: Stand, *, closed: bool) -> PointNow:
    if point.rule is None:
        return PointNow(point)
    if closed:
        return PointNow(
            point, point.standing, rule_url=rule_url(point.rule), overdue="逾期" in point.standing
        )
    return PointNow(point, stand.words, stand.url, rule_url(point.rule), stand.overdue > 0)
