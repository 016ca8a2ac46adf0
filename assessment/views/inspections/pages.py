"""The page of one inspection, its short moves, what is said of a finding, its files, and the page to be printed."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessment.flows import open_acts
from assessment.inspection_states import FINDING_ACTS, Action, FindingState, State
from assessment.inspections.flows import INSPECTIONS
from assessment.listings.inspections import FindingList, InspectionList
from assessment.models import Finding, Inspection
from assessment.selectors.inspection_points import points_of
from assessment.selectors.inspections import (
    MARKS,
    FindingNow,
    finding_file_or_404,
    findings_of_inspection,
    readable_inspection_or_404,
)
from assessment.services.inspections import closing, onsite
from assessment.views.matters import (
    Deed,
    Offered,
    actable_or_404,
    deed_view,
    form_for,
    offered,
    opened,
    put_faults,
)
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.selectors.documents import readable_documents
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.views.session import address_of

OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
TEAM = (Role.OFFICE, Role.CLERK, Role.OFFICIAL, Role.MEMBER)
DEEDS = (
    Deed(Action.START, "inspection-start", onsite.inspection_start, TEAM, "说明(选填)",
         "督查已开始,督查清单已按规则库生成。", hint="清单列出该单位今天承担的各项职责和自拟问题。", main=True),
    Deed(Action.CLOSE, "inspection-close", closing.inspection_close, OFFICE, "督查情况", "督查已办结,已计入本单位的督查职责。",
         day="督查日期", hint="概括看了什么、总体情况如何,只写单位履行职责的事实。没有填结果的清单项记为「本次未查」。", main=True),
    Deed(Action.REOPEN, "inspection-reopen", closing.inspection_reopen, APPROVER, "退回的理由", "已退回现场,履职记录已撤回。",
         hint="台账不再计入这次督查,重新办结后再计入。"),
    Deed(Action.CANCEL, "inspection-cancel", closing.inspection_cancel, OFFICE, "取消的理由", "督查已取消,理由已记录。"),
)  # fmt: skip
FINDING_DEEDS = {
    Action.SETTLE: Deed(Action.SETTLE, "finding-settle", onsite.finding_settle, OFFICE, "整改情况", "已确认整改。",
                        hint="当场或短期内已整改到位的,在这里确认;其余请转督办。"),
    Action.WITHDRAW: Deed(Action.WITHDRAW, "finding-withdraw", onsite.finding_withdraw, OFFICE, "撤回的理由", "问题已撤回,理由已记录。"),
}  # fmt: skip


@access.roles(*access.BUSINESS)
@require_GET
def inspection_list(request: access.PortalRequest) -> HttpResponse:
    """The inspections that one may see."""
    return list_page(
        request, InspectionList(request.actor, request.GET), "assessment/inspections/list.html", {}
    )


@access.roles(*access.BUSINESS)
@require_GET
def finding_list(request: access.PortalRequest) -> HttpResponse:
    """The findings of inspections that one may see."""
    return list_page(
        request, FindingList(request.actor, request.GET), "assessment/inspections/findings.html", {}
    )


@access.roles(*access.BUSINESS)
@require_GET
def inspection_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """An inspection: when and by whom, what was seen, what was found and where it stands, and what one may do."""
    return inspection_page(request, readable_inspection_or_404(request.actor, public_id))


def inspection_page(
    request: access.PortalRequest,
    inspection: Inspection,
    *,
    status: int = 200,
    failed: Any = None,
    at: str = "",
) -> HttpResponse:
    """The page; with `failed` the form of the move called `at` stands open with what is wrong with it."""
    actor, acts = request.actor, open_acts(INSPECTIONS, request.actor, inspection)
    found = findings_of_inspection(inspection)
    office = (
        actor.role == Role.OFFICE and actor.post is not None and actor.post.unit.pk == inspection.office_id
    )
    open_ones = [each for each in found if each.state == FindingState.OPEN]
    papers = readable_documents(actor).filter(origin=f"inspection:{inspection.public_id}")
    context: dict[str, Any] = {
        "inspection": inspection,
        "mark": MARKS[State(inspection.state)],
        "state": State(inspection.state),
        "members": list(inspection.team.members.all()) if inspection.team else [],
        "points": points_of(inspection) if inspection.state != State.PLANNED.value else [],
        "findings": [(each, _finding_deeds(each, inspection, acts, failed, at)) for each in found],
        "open_ones": open_ones if office else [],
        "closed": inspection.state == State.CLOSED.value,
        "may_draft": office and inspection.state == State.CLOSED.value,
        "papers": list(papers.exclude(state="void").order_by("pk")),
        "on_site": Action.FIND in acts,
        "deeds": opened(offered(INSPECTIONS, DEEDS, actor, inspection), failed, at),
        "steps": list(inspection.steps.select_related("finding").order_by("at", "pk")),
        "may_talk": office,
    }
    return render(request, "assessment/inspections/inspection.html", context, status=status)


def _finding_deeds(
    now: FindingNow, inspection: Inspection, acts: frozenset[Any], failed: Any, at: str
) -> list[Offered]:
    shown = []
    for action, deed in FINDING_DEEDS.items():
        if action in acts and action in FINDING_ACTS[now.state]:
            name = f"{action}-{now.finding.number}"
            form = form_for(deed, inspection)
            form.auto_id = f"{name}-%s"
            url = reverse(deed.url_name, args=[inspection.public_id, now.finding.public_id])
            shown.append(Offered(deed, url, form, name))
    return opened(shown, failed, at)


def _finding_view(action: Action) -> Any:
    """The view of one thing that the office says of a finding."""
    deed = FINDING_DEEDS[action]

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID, finding: uuid.UUID) -> HttpResponse:
        inspection = actable_or_404(INSPECTIONS, readable_inspection_or_404, request.actor, public_id, action)
        found = Finding.objects.filter(inspection=inspection, public_id=finding).first()
        if found is None:
            raise Http404
        found.inspection = inspection
        form = form_for(deed, inspection, request.POST)
        form.auto_id = f"{action}-{found.number}-%s"
        if form.is_valid():
            try:
                deed.service(
                    actor=request.actor, finding=found, version=form.seen, text=form.cleaned_data["text"]
                )
            except ValidationError as error:
                put_faults(form, error)
            else:
                messages.success(request, deed.done)
                return redirect("inspection", public_id)
        for problem in form.non_field_errors():
            messages.error(request, str(problem))
        fresh = readable_inspection_or_404(request.actor, public_id)
        return inspection_page(request, fresh, status=422, failed=form, at=f"{action}-{found.number}")

    act.__doc__ = f"{action.label}."
    return act


@access.roles(*access.BUSINESS)
@require_GET
def finding_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file of a finding; the download is in the access log."""
    found = finding_file_or_404(request.actor, public_id, file)
    response = file_response(found, inline="show" in request.GET)
    log_access(
        actor=request.actor,
        action="finding_file",
        target_ref=f"{public_id} {found.sha256}",
        address=address_of(request),
    )
    return response


@access.roles(*access.BUSINESS)
@require_GET
def sheet(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The whole inspection as a page to be printed: checklist, findings, lines to sign on."""
    inspection = readable_inspection_or_404(request.actor, public_id)
    context = {
        "inspection": inspection,
        "members": list(inspection.team.members.all()) if inspection.team else [],
        "points": points_of(inspection),
        "findings": findings_of_inspection(inspection),
        "state": State(inspection.state),
    }
    return render(request, "assessment/inspections/sheet.html", context)


start, close, reopen, cancel = (
    deed_view(INSPECTIONS, deed, readable_inspection_or_404, inspection_page, "inspection") for deed in DEEDS
)
settle, withdraw = _finding_view(Action.SETTLE), _finding_view(Action.WITHDRAW)
