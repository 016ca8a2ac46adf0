"""What reports know of a record for whoever audits it: the report that it came from, its paper and its receipt."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q
from django.urls import reverse

from assessment.models import Report
from duties.record_sources import Facts, RecordSource
from portal import clock
from portal.models import Document

ORIGIN = "report"
"""How the origin of a report's paper begins; its public id follows."""


class ReportSource(RecordSource):
    """The reports that made records; the paper and who signed it, as known by then."""

    def signs(self, records: Collection[int], until: dt.datetime) -> set[int]:
        """No sign of formalism is looked for in reports; no query."""
        return set()

    def facts(self, record: int, until: dt.datetime) -> Mapping[str, Facts]:
        """The report, its number, its figures' moment and its receipt; one query."""
        report = _report(record)
        if report is None or report.sent_at is None or report.sent_at > until:
            return {}
        facts = [("报告", report.title), ("数据截至", report.as_of.isoformat())]
        if report.document is not None:
            facts.append(("发文字号", report.document.number))
        if report.signed_by is not None:
            facts.append(("签发人", report.signed_by.name))
        facts.append(("报送", f"{report.sent_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"))
        received = report.received_at
        if received is not None and received <= until:
            facts.append(("收文", f"{received.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"))
        return {"报告": facts}

    def page(self, record: int) -> str:
        """The page of the report; one query."""
        report = _report(record)
        return reverse("report", args=[report.public_id]) if report else ""


def report_page(document: Document) -> str:
    """The page of the report whose paper a document is or was; empty where there is none. No query."""
    origin, _, ref = document.origin.partition(":")
    return reverse("report", args=[ref]) if origin == ORIGIN and ref else ""


def _report(record: int) -> Report | None:
    """The report of a record, or of the one that took its place when the report was sent anew."""
    found = Report.objects.filter(Q(record=record) | Q(record__replaces=record))
    return found.select_related("document", "signed_by").first()
