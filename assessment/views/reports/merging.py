"""The sums of the lower units' reports beside the ledger's own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessment.reports import kinds
from assessment.reports.kinds import KINDS
from assessment.reports.ledger_facts import fulfilment
from assessment.reports.lower_facts import rate_of, sent_words
from assessment.reports.sources import Asked
from assessment.selectors.reports.due import directly_below, report_rows
from assessment.selectors.reports.merged import SUMMED, merged
from portal import access, clock
from portal.wording import period_cn

UPWARD = [kind for kind in KINDS.values() if kind.upward]


@access.roles(*access.READS_BELOW)
@require_GET
def merged_reports(request: access.PortalRequest) -> HttpResponse:
    """The figures of the lower reports of a kind and period added up, and who is missing."""
    post = request.actor.post
    assert post is not None
    kind = KINDS.get(request.GET.get("kind", ""), UPWARD[0])
    offered = report_rows().filter(directly_below(post.unit), reading__form=kind.code)
    names = list(offered.order_by("-period").values_list("period", flat=True).distinct())
    wanted = request.GET.get("period", "")
    default = kinds.period_for(kind, clock.today()).name
    name = wanted if wanted in names else default if default in names else (names[0] if names else "")
    found = merged(post.unit, kind.code, name) if name else None
    lines = [
        (each, sent_words(each), [each.sums[key] for key in SUMMED] if each.sums else None,
         rate_of(each.sums) if each.sums else "")
        for each in (found.lower if found else ())
    ]  # fmt: skip
    context = {
        "tab": "merged",
        "sees_below": True,
        "kinds": UPWARD,
        "kind": kind,
        "periods": [(each, period_cn(each)) for each in names],
        "period": name,
        "found": found,
        "lines": lines,
        "total": [found.sums[key] for key in SUMMED] if found else [],
        "total_rate": rate_of(found.sums) if found else "",
        "own": _own(request, kind, name) if name else [],
    }
    return render(request, "assessment/reports/merged.html", context)


def _own(request: access.PortalRequest, kind: kinds.ReportKind, name: str) -> list[object]:
    """The ledger's own figures of the same period, as of today."""
    assert request.actor.post is not None
    asked = Asked(request.actor.post.unit, kind, kinds.period_named(kind, name), clock.today(), clock.now())
    return list(fulfilment(asked).blocks)
