"""What the duties put into the inbox: the obligations that press on a person, and for the office what is held up."""

import itertools

from django.core.paginator import Paginator
from django.http import HttpRequest

from duties.selectors.alerts import (
    AlertLine,
    Lateness,
    alert_lines,
    lateness_counts,
    pressing_in,
    pressing_on,
    unread_alerts,
    waiting,
)
from duties.selectors.digests import office_counts
from duties.selectors.ledger import Line, ledger
from duties.selectors.provisions import provision_names
from duties.views.links import entry_url, may_enter
from portal import registry
from portal.access import Actor
from portal.models import Role
from portal.selectors.installation import installation_of

PAGE = 30


def join() -> None:
    """Add the parts to the inbox, and the open alerts to the number on the bell."""
    registry.add_unread(unread_alerts)
    registry.add_part("messages", office_part, order=10)
    registry.add_part("messages", alerts_part, order=20)


def alerts_part(request: HttpRequest, actor: Actor) -> registry.Part | None:
    """The obligations that press on the account, in groups of lateness; nothing for an account without any."""
    if actor.account is None:
        return None
    rows = pressing_on(actor.account)
    counts = lateness_counts(rows)
    total = sum(counts.values())
    if not total:
        return None
    page = Paginator(range(total), PAGE).get_page(request.GET.get("due"))
    lines = alert_lines(rows[page.start_index() - 1 : page.end_index()])
    names = provision_names({line.obligation.rule for line in lines})
    named = [(line, names[line.obligation.rule_id], _entry(actor, line)) for line in lines]
    soon = counts.get(Lateness.DUE_SOON, 0)
    context = {
        "groups": [
            (lateness, counts[lateness], list(together))
            for lateness, together in itertools.groupby(named, key=lambda row: row[0].lateness)
        ],
        "page": page,
        "overdue": total - soon,
        "due_soon": soon,
    }
    return registry.Part("duties/inbox/alerts.html", context, count=total, label="待办提醒")


def _entry(actor: Actor, line: AlertLine) -> str:
    """The form in which the actor can log what is asked, or nothing for whoever may not."""
    row = line.obligation
    return entry_url(row) if may_enter(actor, Line(row, line.status)) else ""


def office_part(request: HttpRequest, actor: Actor) -> registry.Part | None:
    """For the office: what presses in its area, when that was last checked, and mails that are held up."""
    if actor.account is None or actor.post is None or actor.post.role != Role.OFFICE:
        return None
    now = ledger()
    context = {
        "unit": actor.post.unit,
        "pressing": pressing_in(actor.post.unit, now),
        "waiting": waiting(installation_of(request).last_flagged_at),
        "units": office_counts(actor.account, now),
    }
    return registry.Part("duties/inbox/office.html", context)
