"""Reports are found by title, unit, number and words, by who may read them."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from assessment.models import Report
from assessment.report_states import State
from assessment.reports.kinds import name_of
from assessment.selectors.reports.reading import readable_reports
from portal import access, clock
from portal.access import Actor
from portal.search.sources import Found, Source, addresses, only, own_key


def search_source() -> Source:
    """The source of reports."""
    return Source(
        "report", "报告", 52, report_rows, reports_seen, access.BUSINESS,
        follows={"assessment.report": own_key}, recent=True,
    )  # fmt: skip


def report_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Reports by their titles; found by the words of their sections."""
    address = addresses("report")
    rows = only(Report.objects.order_by("pk"), refs).select_related("unit", "document")
    for each in rows.prefetch_related("sections").iterator(chunk_size=200):
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=each.title,
            names=(each.document.number,) if each.document else (),
            note=f"{each.unit.name} · {name_of(each.kind)} · {State(each.state).label}",
            text=" ".join(section.words for section in each.sections.all()),
            day=each.drafted_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def reports_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_reports(actor).order_by().values("pk"))
