"""督办台账: the board of ages and the list of items, on screen, on paper and as XLSX."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from duties.exports.supervision_sheet import sources_of, supervision_sheet
from duties.selectors.supervision import board
from duties.selectors.supervision.ages import age_of
from duties.selectors.supervision.items import standing_of
from duties.selectors.supervision.steps import latest_words
from duties.supervision_sources import source_labels
from duties.supervision_states import State
from portal import access, clock
from portal.services.changes import log_access
from portal.views.session import address_of

PAGE = 30
STATE_WORDS = {state.value: state.label for state in State} | {board.ALL: "全部"}
MOST_ROWS = 5000
"""So many rows one sheet takes; what is beyond is said on its first page."""


@access.roles(*access.BUSINESS)
@require_GET
def supervision_list(request: access.PortalRequest) -> HttpResponse:
    """The items that one may see: who has the ball, how long, how much time is left."""
    wanted = board.asked(request.GET.dict())
    page = Paginator(board.narrowed(request.actor, wanted), PAGE).get_page(request.GET.get("page"))
    standing = standing_of(page)
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    context = {
        "page": page,
        "rows": [(age_of(item), standing[item.pk], sources_of(standing[item.pk])) for item in page],
        "wanted": wanted,
        "lots": list(board.lots(request.actor).items()),
        "waiting": board.waiting_count(request.actor),
        "states": STATE_WORDS.items(),
        "sorts": board.SORTS.items(),
        "sources": [(board.OBLIGATION, "履职台账"), *source_labels()],
        "units": board.offered_units(request.actor),
        "query": urlencode(kept),
    }
    return render(request, "duties/supervision/list.html", context)


@access.roles(*access.READS_BELOW)
@require_GET
def supervision_export(request: access.PortalRequest) -> HttpResponse:
    """The items of the list as XLSX; the export is in the access log."""
    wanted = board.asked(request.GET.dict())
    rows = board.narrowed(request.actor, wanted)
    items = list(rows[:MOST_ROWS])
    content = supervision_sheet(
        [age_of(item) for item in items],
        standing_of(items),
        latest_words(items),
        _facts(request, wanted, len(items), rows.count()),
    )
    log_access(
        actor=request.actor, action="supervision_export", target_ref=urlencode(request.GET.dict())[:200],
        address=address_of(request),
    )  # fmt: skip
    response = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f"督办台账 {clock.today():%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _facts(
    request: access.PortalRequest, wanted: board.Wanted, shown: int, total: int
) -> list[tuple[str, str]]:
    post = request.actor.post
    state = STATE_WORDS.get(wanted.state, "在办")
    return [
        ("范围", post.unit.name if post else ""),
        ("状态", state),
        ("件数", f"{shown}" if shown == total else f"{total},本表为前{shown}件"),
        ("导出人", f"{request.actor.name} {post.label if post else ''}"),
        ("导出时间", f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
    ]
