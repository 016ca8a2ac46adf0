"""Whether a report counts already by another way: an entry by hand, or the page of reports; never by both."""

from django.core.exceptions import ValidationError

from assessment.models import Report
from assessment.report_states import GONE_OUT
from assessment.reports.kinds import KINDS, PLENUM, name_of
from duties.models import Record, RecordState
from duties.services.record_content import Content
from portal.wording import period_cn

COUNTING = (RecordState.SUBMITTED, RecordState.CONFIRMED)


def counted_elsewhere(report: Report) -> Record | None:
    """A record that counts for the same unit, kind and period and is not this report's; several plenary meetings may be."""
    if report.kind == PLENUM.code:
        return None
    found = Record.objects.filter(
        unit=report.unit_id,
        kind="report",
        forms__contains=[report.kind],
        for_period=report.period,
        state__in=COUNTING,
        withdrawn_at__isnull=True,
    )
    return found.exclude(pk=report.record_id or 0).order_by("occurred_on").first()


def check_record(content: Content) -> None:
    """Refuse a record by hand of a report that is sent; raises ValidationError at `for_period`. One query."""
    forms = [form for form in content.forms if form in KINDS and form != PLENUM.code]
    if not forms or not content.for_period:
        return
    found = (
        Report.objects.filter(
            unit=content.unit,
            kind__in=forms,
            period=content.for_period,
            state__in=[state.value for state in GONE_OUT],
        )
        .order_by("pk")
        .first()
    )
    if found is not None:
        raise ValidationError(
            {
                "for_period": f"{period_cn(found.period)}{name_of(found.kind)}已在「报告」中报送并计入,不必再登记;"
                "需要更正的,请在报告页面撤回后重新报送。"
            }
        )
