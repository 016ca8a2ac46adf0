"""The figures on top of the board: what is owed, done, on time, due soon, overdue and under supervision."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from duties.ledger.status import Rate
from duties.models import SupervisionItem, SupervisionStep
from duties.selectors.board.sums import Part, Tally, UnitSums, total
from duties.selectors.moment import told_until
from duties.supervision_states import OVER, UNDER_WAY
from portal.access import within
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class Figures:
    """Sums of the whole area, of one force each (rules.md, "Areas and rates")."""

    must: Tally
    in_principle: Tally
    unquantified: Tally
    units: int
    units_overdue: int
    supervised: int

    @property
    def rate(self) -> Rate:
        """完成率 and 按时率, over what is due or done of `must`."""
        return self.must.rate


def figures_of(parts: Iterable[Part], sums: UnitSums, unit: Unit, day: dt.date, *, below: bool) -> Figures:
    """The figures of the area; one query, for the supervision items."""
    by_force: dict[str, list[Tally]] = {}
    for part in parts:
        by_force.setdefault(part.force, []).append(part.tally)
    until = told_until()
    items = SupervisionItem.objects.filter(Q(state__in=UNDER_WAY) if until is None else _under_way_at(until))
    items = items.filter(within("unit", unit, day)) if below else items.filter(unit=unit)
    return Figures(
        must=total(by_force.get("must", [])),
        in_principle=total(by_force.get("in_principle", [])),
        unquantified=total(by_force.get("unquantified", [])),
        units=sums.units,
        units_overdue=sums.overdue,
        supervised=items.count(),
    )


def _under_way_at(until: dt.datetime) -> Q:
    """The condition on items that their notice was issued by `until` and they were not over then."""
    ended = SupervisionStep.objects.filter(item=OuterRef("pk"), to_state__in=OVER, at__lte=until)
    return Q(notice__issued_at__lte=until) & ~Q(Exists(ended))


def percent(share: float | None) -> str:
    """A rate in words: 84.1%, or — where its base is empty; what is not all is never rounded up to 100%."""
    if share is None:
        return "—"
    text = f"{share:.1%}"
    return "99.9%" if text == "100.0%" and share < 1 else text
