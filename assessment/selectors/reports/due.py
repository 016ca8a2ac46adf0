"""The reports that units owe, as the ledger has them: by when, how they stand, and the report that is under way."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessment.models import Report
from assessment.report_states import GONE_OUT, State
from assessment.reports.kinds import KINDS, RECORD_KIND, ReportKind
from duties.models import Obligation
from duties.models.ledger import ObligationQuerySet
from duties.selectors.ledger import Line, ledger, lines
from portal.models import Area, Unit


@dataclasses.dataclass(frozen=True)
class DueReport:
    """A report that a unit owes, and the report in the portal where there is one that is not cancelled."""

    line: Line
    report: Report | None

    @property
    def row(self) -> Obligation:
        """The obligation."""
        return self.line.obligation

    @property
    def kind(self) -> ReportKind:
        """Which kind of report it is."""
        return KINDS[self.row.reading.form]

    @property
    def gone_out(self) -> bool:
        """Whether the report in the portal is with the superior."""
        return self.report is not None and State(self.report.state) in GONE_OUT

    @property
    def elsewhere(self) -> bool:
        """Whether it counts by a record that was entered by hand: the report was made elsewhere."""
        return self.row.counted > 0 and not self.gone_out


def report_rows() -> ObligationQuerySet:
    """The obligations to report, of all units."""
    return ledger().filter(reading__kind=RECORD_KIND, reading__form__in=list(KINDS))


def directly_below(unit: Unit) -> Q:
    """The condition on `ledger()` that the bearer stands directly under `unit` (by the placements of the row's day E)."""
    placed = Area.objects.filter(
        ancestor=unit, depth=1, unit=OuterRef("unit"), during__contains=OuterRef("read_on")
    )
    return Q(Exists(placed))


def with_reports(rows: Iterable[Obligation]) -> list[DueReport]:
    """Obligations to report with the reports that are under way; one query."""
    found = lines(rows)
    reports = reports_at([line.obligation for line in found])
    return [DueReport(line, reports.get(_key(line.obligation))) for line in found]


Key = tuple[int, str, str]


def _key(row: Obligation) -> Key:
    return row.unit_id, row.reading.form, row.period


def reports_at(rows: Sequence[Obligation]) -> Mapping[Key, Report]:
    """The reports under way for some obligations, by unit, kind and period; the latest where there are several."""
    if not rows:
        return {}
    found = Report.objects.filter(
        unit__in={row.unit_id for row in rows},
        kind__in={row.reading.form for row in rows},
        period__in={row.period for row in rows},
    ).exclude(state=State.CANCELLED.value)
    ordered: list[Any] = list(found.select_related("unit", "document").order_by("drafted_at", "pk"))
    return {(report.unit_id, report.kind, report.period): report for report in ordered}


def due_line(unit: Unit, kind: str, period: str) -> Line | None:
    """The obligation that a report of a unit on a period fulfils; None where none is owed. One query."""
    found = report_rows().filter(unit=unit, reading__form=kind, period=period)
    return next(iter(lines(found[:1])), None)
