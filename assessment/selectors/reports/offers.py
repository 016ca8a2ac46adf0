"""The reports that a unit owes and has not begun, and those that wait for whoever reads: 我的职责, desk, new report."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Q

from assessment.models import Report
from assessment.report_states import State
from assessment.selectors.reports.due import DueReport, report_rows, with_reports
from assessment.selectors.reports.rights import open_acts
from duties.ledger.status import FULFILLED, Status
from portal import clock
from portal.access import Actor
from portal.models import Role

BACK = dt.timedelta(days=730)
"""A report whose due day lies longer back is not offered any more."""
SHOWN = 8
"""So many reports are named where they wait; the list has the others."""
WRITERS = frozenset({Role.CLERK, Role.OFFICE})
WAITING = {
    Role.CLERK: (State.DRAFTING, State.REVIEWING, State.SIGNED, State.RETURNED),
    Role.OFFICE: (State.DRAFTING, State.REVIEWING, State.SIGNED, State.RETURNED),
    Role.OFFICIAL: (State.REVIEWING, State.SIGNING),
    Role.APPROVER: (State.REVIEWING, State.SIGNING),
}
"""In which states a report of one's own unit waits for a role."""


@dataclasses.dataclass(frozen=True)
class Offer:
    """A report that can be drafted now; `token` makes a double click harmless."""

    due: DueReport
    token: uuid.UUID


def offers_of(actor: Actor) -> list[Offer]:
    """What the actor's unit owes and has not begun, what is due first at the top; two queries. Only for who writes."""
    if actor.post is None or actor.role not in WRITERS:
        return []
    today = clock.today()
    begun = Report.objects.filter(
        unit=OuterRef("unit"), kind=OuterRef("reading__form"), period=OuterRef("period")
    ).exclude(state=State.CANCELLED.value)
    owed = report_rows().filter(~Exists(begun), unit=actor.post.unit, due_on__gte=today - BACK)
    settled = Q(status__in=[*FULFILLED, Status.WAIVED])
    open_ones = owed.exclude(settled).filter(period_start__lte=today)
    return [Offer(due, uuid.uuid4()) for due in with_reports(open_ones.order_by("due_on", "pk"))]


def pressing(offers: list[Offer]) -> list[Offer]:
    """Those that are overdue or due soon."""
    return [each for each in offers if each.due.line.presses]


def waiting_for(actor: Actor) -> tuple[list[Report], int]:
    """The reports in which the actor has to act, those that wait longest first, and how many there are.

    Who wrote a report is not asked to sign it. Two queries, and one for each that waits for a signature.
    """
    post = actor.post
    if post is None or actor.role is None:
        return [], 0
    wanted = Q(unit=post.unit, state__in=[state.value for state in WAITING.get(actor.role, ())])
    if actor.role == Role.OFFICE:
        wanted |= Q(to=post.unit, state=State.SENT.value)
    found = Report.objects.filter(wanted).select_related("unit", "to").order_by("state_since", "pk")
    shown = [each for each in found[: SHOWN + 1] if _acts(actor, each)]
    return shown[:SHOWN], len(shown) if len(shown) <= SHOWN else found.count()


def _acts(actor: Actor, report: Report) -> bool:
    """Whether something is left for the actor beside looking on."""
    return report.state != State.SIGNING.value or bool(
        open_acts(actor, report) - {"reword", "cancel", "comment"}
    )
