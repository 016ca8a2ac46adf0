"""The lower units' reports put together: who has reported, and the sums of what they reported.

The figures are those that stand in the reports, each as of the day of its report; they are never mixed with the
ledger's own. A unit that has not reported is listed and adds nothing.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from assessment.models import Report, ReportSection
from assessment.reports.blocks import Figures, from_json
from assessment.selectors.reports.due import DueReport, directly_below, report_rows, with_reports
from portal.models import Unit

SUMMED = ("expected", "base", "actual", "on_time", "overdue", "made_up")
"""The figures that are added up, by their keys in a report."""


@dataclasses.dataclass(frozen=True)
class Lower:
    """A unit that is to report, and the figures of its report where it has gone out."""

    due: DueReport
    sums: Mapping[str, int] | None = None

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.due.row.unit


@dataclasses.dataclass(frozen=True)
class Merged:
    """The lower units in the order of their codes, and the sums over those that have reported."""

    lower: Sequence[Lower]
    sums: Mapping[str, int]

    @property
    def reported(self) -> list[Lower]:
        """Those whose reports have gone out."""
        return [each for each in self.lower if each.due.gone_out]

    @property
    def elsewhere(self) -> list[Lower]:
        """Those that reported elsewhere, so that there are no figures."""
        return [each for each in self.lower if each.due.elsewhere]

    @property
    def missing(self) -> list[Lower]:
        """Those that have not reported."""
        return [each for each in self.lower if not each.due.gone_out and not each.due.elsewhere]


def merged(superior: Unit, kind: str, period: str) -> Merged:
    """The reports of a kind and period that units directly below `superior` owe; three queries."""
    owed = report_rows().filter(directly_below(superior), reading__form=kind, period=period)
    due = with_reports(owed.order_by("unit__code"))
    sums = figures_of([each.report for each in due if each.report is not None and each.gone_out])
    lower = [Lower(each, sums.get(each.report.pk) if each.report and each.gone_out else None) for each in due]
    total = {name: sum(each.sums[name] for each in lower if each.sums is not None) for name in SUMMED}
    return Merged(lower, total)


def figures_of(reports: Sequence[Report]) -> dict[int, Mapping[str, int]]:
    """What the reports (by id) say of their whole area, where they say anything; one query."""
    found: dict[int, Mapping[str, int]] = {}
    for section in ReportSection.objects.filter(report__in=reports).order_by("report", "position"):
        blocks = {block.key: block for block in from_json(section.facts) if isinstance(block, Figures)}
        block = blocks.get("area") or blocks.get("own")
        if block is not None and section.report_id not in found:
            values = {item.key: item.value for item in block.items}
            found[section.report_id] = {name: int(values[name]) for name in SUMMED}
    return found
