"""The list of talks by group of states, with how long each waits, and the same as XLSX."""

import dataclasses
import io
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from duties.exports.talks import write_talks
from duties.models import Talk
from duties.selectors.talks.reading import GROUPS, MARKS, counts, in_group, readable_talks, with_tallies
from duties.talk_states import OVER, State
from portal import access, clock
from portal.marks import Mark
from portal.models import Role
from portal.services.changes import log_access
from portal.views.session import address_of

PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG = 15
"""A talk that has waited in one state for more days than this is shown as waiting long."""


@dataclasses.dataclass(frozen=True)
class Row:
    """A talk of the list: how it looks, who has to act, and how many days it has been so."""

    talk: Talk
    mark: Mark
    holder: str
    days: int

    @property
    def long(self) -> bool:
        """Whether somebody should ask why."""
        return State(self.talk.state) not in OVER and self.days > LONG


def rows_of(talks: Iterable[Talk]) -> list[Row]:
    """Talks as rows of the list."""
    now = clock.now()
    return [
        Row(talk, MARKS[State(talk.state)], State(talk.state).holder.label, (now - talk.state_since).days)
        for talk in talks
    ]


@access.roles(*access.BUSINESS)
@require_GET
def talk_list(request: access.PortalRequest) -> HttpResponse:
    """The talks that one may see, by group and name; what waits longest first."""
    seen = _narrowed(readable_talks(request.actor), request)
    group = request.GET.get("group", "")
    rows = _ordered(with_tallies(in_group(seen, group)), group)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(page),
        "group": group if group in GROUPS else "",
        "groups": counts(seen),
        "name": _name(request),
        "own": _own(request),
        "reads_below": request.actor.role in access.READS_BELOW,
        "may_propose": request.actor.role == Role.OFFICE,
    }
    return render(request, "duties/talks/list.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def talk_export(request: access.PortalRequest) -> HttpResponse:
    """The same list as XLSX, all of it; the export is in the access log."""
    group = request.GET.get("group", "")
    seen = _narrowed(readable_talks(request.actor), request)
    rows = _ordered(with_tallies(in_group(seen, group)), group).select_related("record", "proposed_by")
    stream = io.BytesIO()
    label = GROUPS[group][0] if group in GROUPS else "全部"
    write_talks(stream, rows, actor=request.actor, scope=f"{label} {_name(request)}".strip())
    log_access(
        actor=request.actor,
        action="talk_export",
        target_ref=f"{label} {_name(request)}".strip(),
        address=address_of(request),
    )
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    name = f"约谈 {label} {clock.today():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _name(request: access.PortalRequest) -> str:
    return request.GET.get("name", "").replace("\x00", "").strip()[:60]


def _own(request: access.PortalRequest) -> bool:
    """Whether only the talks of the reader's own unit are asked for."""
    return request.GET.get("own") == "1"


def _narrowed(talks: QuerySet[Talk], request: access.PortalRequest) -> QuerySet[Talk]:
    """Those whose unit that is talked to has the words that were typed in its name; those that one's own unit holds."""
    name = _name(request)
    talks = talks.filter(unit__name__contains=name) if name else talks
    return talks.filter(office=request.actor.post.unit) if _own(request) and request.actor.post else talks


def _ordered(talks: QuerySet[Any], group: str) -> QuerySet[Any]:
    """What is over the latest first; suggestions by how much is late; else what waits longest first."""
    if group == "suggested":
        return talks.order_by("-facts_n", "state_since", "pk")
    if group in {"closed", "ended"}:
        return talks.order_by("-ended_at", "-pk")
    if group in GROUPS:
        return talks.order_by("state_since", "pk")
    return talks.order_by("-proposed_at", "-pk")
