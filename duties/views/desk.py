"""工作台: what office, approver, leader and auditor see first."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duties.forms.moment import MomentForm
from duties.selectors.desk import desk
from duties.views.live import live
from portal import access, registry
from portal.access import PortalRequest
from portal.models import Role

WAYS: Mapping[Role, Sequence[tuple[str, str]]] = {
    Role.OFFICE: (
        ("逾期清单", "overdue"),
        ("督办台账", "supervision"),
        ("督办漏斗", "funnel"),
        ("到期日历", "due-calendar"),
        ("联系覆盖", "coverage"),
        ("简报", "briefs"),
    ),
    Role.APPROVER: (
        ("公文", "documents"),
        ("督办台账", "supervision"),
        ("约谈", "talks"),
        ("督办漏斗", "funnel"),
    ),
    Role.LEADER: (
        ("简报", "briefs"),
        ("督办漏斗", "funnel"),
        ("到期日历", "due-calendar"),
        ("联系覆盖", "coverage"),
        ("约谈", "talks"),
    ),
    Role.AUDITOR: (
        ("审计核查", "audit"),
        ("导出台账", "export-new"),
        ("审计包", "package-new"),
        ("督办台账", "supervision"),
        ("督办漏斗", "funnel"),
        ("规则库", "rulebook"),
    ),
}
"""The ways that each role takes most: the word and the name of the address."""


@access.roles(*access.READS_BELOW)
@require_safe
@live
def page(request: PortalRequest) -> HttpResponse:
    """What waits for the reader, how the area stands, who lags, what falls due next; for an auditor the way to a moment."""
    role = request.actor.role
    assert role is not None
    context = {
        "desk": desk(request.actor),
        "parts": registry.parts("desk", request, request.actor),
        "ways": [(word, reverse(name)) for word, name in WAYS[role]],
        "moment_form": MomentForm() if role == Role.AUDITOR else None,
    }
    return render(request, "duties/dash/desk.html", context)
