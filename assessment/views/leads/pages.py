"""Accountability leads: for those who handle them alone; each reading is in the access log."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.commendations.flows import LEADS
from assessment.commendations.papers import lead_sheet
from assessment.flows import open_acts
from assessment.forms.commendations import HandForm, LeadForm
from assessment.lead_states import Action, State
from assessment.listings.commendations import LeadList
from assessment.models import AccountabilityLead
from assessment.selectors.commendations import HANDLERS, LEAD_MARKS, readable_lead_or_404
from assessment.selectors.matter_facts import failings
from assessment.services.commendations import leads
from assessment.views.commendations.pages import asked_unit, choose_unit
from assessment.views.matters import Deed, Offered, actable_or_404, deed_view, offered, opened, put_faults
from portal import access
from portal.lists.pages import list_page
from portal.models import Role
from portal.services.changes import log_access
from portal.views.session import address_of

OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
DEEDS = (
    Deed(Action.SUBMIT, "lead-submit", leads.lead_submit, OFFICE, "说明(选填)", "已报请审定。", main=True),
    Deed(Action.AGREE, "lead-agree", leads.lead_agree, APPROVER, "同意移交的意见", "已同意移交。",
         hint="以您的姓名记录在案;这里只决定是否移交,不作结论。", main=True),
    Deed(Action.DISMISS, "lead-dismiss", leads.lead_dismiss, APPROVER, "不移交的理由", "已决定不移交。"),
    Deed(Action.RETURN, "lead-return", leads.lead_return, APPROVER, "退回的理由", "已退回办公室补充。"),
    Deed(Action.CANCEL, "lead-cancel", leads.lead_cancel, OFFICE, "取消的理由", "已取消,理由已记录。"),
)  # fmt: skip
HAND = Deed(Action.HAND, "lead-hand", leads.lead_hand, OFFICE, "说明(选填)", "移交回执已登记。", day="移交日期", main=True,
            hint="承接机关签收后登记;登记后不再改动。")  # fmt: skip


@access.roles(*HANDLERS)
@require_GET
def lead_list(request: access.PortalRequest) -> HttpResponse:
    """The leads that one handles."""
    context = {"may_propose": request.actor.role == Role.OFFICE}
    return list_page(request, LeadList(request.actor, request.GET), "assessment/leads/list.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def lead_new(request: access.PortalRequest) -> HttpResponse:
    """Without a unit in the address, choose one; with it, tick its facts and name the competent body."""
    asked = request.GET.get("unit", "")
    if not asked:
        return choose_unit(request, "列出问责线索", "lead-new", "leads")
    unit = asked_unit(request, asked)
    lines = failings(unit)
    form = LeadForm(lines, request.POST or None, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = leads.lead_propose(
                actor=request.actor,
                unit=unit,
                receiver=data["receiver"],
                note=data["note"],
                facts=form.listed,
                token=data["token"] or uuid.uuid4(),
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            messages.success(request, "线索已列出,报请审定后移交。")
            return redirect("lead", made.public_id)
    context = {"form": form, "unit": unit, "lines": lines}
    return render(request, "assessment/leads/new.html", context, status=422 if form.errors else 200)


@access.roles(*HANDLERS)
@require_GET
@never_cache
def lead_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A lead: the facts, the decision, the receipt; the reading is in the access log."""
    lead = readable_lead_or_404(request.actor, public_id)
    log_access(
        actor=request.actor, action="lead_read", target_ref=str(lead.public_id), address=address_of(request)
    )
    return lead_page(request, lead)


def lead_page(
    request: access.PortalRequest,
    lead: AccountabilityLead,
    *,
    status: int = 200,
    failed: Any = None,
    at: str = "",
) -> HttpResponse:
    """The page; with `failed` the form of the move called `at` stands open with what is wrong with it."""
    state = State(lead.state)
    deeds = opened([*_hand(request, lead), *offered(LEADS, DEEDS, request.actor, lead)], failed, at)
    context = {
        "matter": lead,
        "mark": LEAD_MARKS[state],
        "state": state,
        "facts": list(lead.facts.all()),
        "deeds": deeds,
        "has_sheet": state in {State.AGREED, State.HANDED},
        "steps": list(lead.steps.all()),
    }
    return render(request, "assessment/leads/lead.html", context, status=status)


def _hand(request: access.PortalRequest, lead: AccountabilityLead) -> list[Offered]:
    """The form of the receipt, where the lead may be handed over now."""
    if Action.HAND not in open_acts(LEADS, request.actor, lead):
        return []
    (shown,) = offered(LEADS, [HAND], request.actor, lead)
    return [dataclasses.replace(shown, form=HandForm(auto_id="hand-%s", initial={"version": lead.version}))]


@access.roles(Role.OFFICE)
@require_POST
def hand(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down the receipt."""
    lead = actable_or_404(LEADS, readable_lead_or_404, request.actor, public_id, Action.HAND)
    form = HandForm(request.POST, auto_id="hand-%s", initial={"version": lead.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            leads.lead_hand(
                actor=request.actor,
                lead=lead,
                version=form.seen,
                day=data["day"],
                receipt=data["receipt"],
                received_by=data["received_by"],
                text=data["text"],
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            messages.success(request, HAND.done)
            return redirect("lead", public_id)
    for problem in form.non_field_errors():
        messages.error(request, str(problem))
    fresh = readable_lead_or_404(request.actor, public_id)
    return lead_page(request, fresh, status=422, failed=form, at=str(Action.HAND))


@access.roles(*HANDLERS)
@require_GET
@never_cache
def sheet(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """移交单 as PDF; who took it away is in the access log."""
    lead = readable_lead_or_404(request.actor, public_id)
    log_access(
        actor=request.actor, action="lead_sheet", target_ref=str(lead.public_id), address=address_of(request)
    )
    response = HttpResponse(lead_sheet(lead, request.actor), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, "问责线索移交单.pdf") or "inline"
    return response


submit, agree, dismiss, send_back, cancel = (
    deed_view(LEADS, deed, readable_lead_or_404, lead_page, "lead") for deed in DEEDS
)
