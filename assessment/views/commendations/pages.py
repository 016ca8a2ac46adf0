"""Commendations: list, proposal with its facts, the page of one, its short moves."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.commendation_states import Action, State, Subject
from assessment.commendations.flows import COMMENDATIONS, ORIGIN
from assessment.commendations.papers import commended
from assessment.flows import open_acts
from assessment.forms.commendations import CommendForm, first_commendation
from assessment.listings.commendations import CommendationList
from assessment.models import Commendation
from assessment.selectors.commendations import (
    MARKS,
    readable_commendation_or_404,
    seats_held,
    subjects_of,
    units_offered,
)
from assessment.selectors.matter_facts import chosen, merits
from assessment.services.commendations import commending
from assessment.views.matters import Deed, actable_or_404, deed_view, offered, opened, put_faults
from assessment.views.seen import seen_version
from portal import access, clock
from portal.lists.pages import list_page
from portal.models import Role, Tenure, Unit
from portal.selectors.documents import readable_documents

OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
MOST_UNITS = 50
DEEDS = (
    Deed(Action.SUBMIT, "commendation-submit", commending.commendation_submit, OFFICE, "说明(选填)", "已报请审定人决定。", main=True),
    Deed(Action.AGREE, "commendation-agree", commending.commendation_agree, APPROVER, "同意表彰的理由",
         "已同意表彰,办公室已收到消息。", hint="以您的姓名记录在案。", main=True),
    Deed(Action.DISMISS, "commendation-dismiss", commending.commendation_dismiss, APPROVER, "不予表彰的理由", "已决定不予表彰。"),
    Deed(Action.RETURN, "commendation-return", commending.commendation_return, APPROVER, "退回的理由", "已退回办公室补充。"),
    Deed(Action.WITHDRAW, "commendation-withdraw", commending.commendation_withdraw, APPROVER, "撤销的理由",
         "表彰已撤销,表彰决定同时作废。", hint="表彰决定同时作废,记录留存备查。"),
    Deed(Action.CANCEL, "commendation-cancel", commending.commendation_cancel, OFFICE, "取消的理由", "已取消,理由已记录。"),
)  # fmt: skip


@access.roles(*access.BUSINESS)
@require_GET
def commendation_list(request: access.PortalRequest) -> HttpResponse:
    """The commendations that one may see."""
    context = {"may_propose": request.actor.role == Role.OFFICE}
    listing = CommendationList(request.actor, request.GET)
    return list_page(request, listing, "assessment/commendations/list.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def commendation_new(request: access.PortalRequest) -> HttpResponse:
    """Without a unit in the address, choose one; with it, the facts of the unit or of a seat of it."""
    asked = request.GET.get("unit", "")
    if not asked:
        return choose_unit(request, "提出表彰建议", "commendation-new", "commendations")
    unit = asked_unit(request, asked)
    tenure, seats = _tenure(request, unit)
    lines = merits(unit, clock.today().year, tenure.role if tenure else "", tenure.person if tenure else None)
    form = CommendForm(lines, request.POST or None, initial=first_commendation(tenure, lines))
    if request.method == "POST" and form.is_valid():
        subjects = subjects_of(unit)
        proposal = commending.Proposal(
            unit=unit,
            subject=Subject.PERSON if tenure else subjects[0],
            year=clock.today().year,
            manner=form.cleaned_data["manner"],
            reason=form.cleaned_data["reason"],
            facts=form.listed,
            tenure=tenure,
        )
        try:
            made = commending.commendation_propose(
                actor=request.actor, proposal=proposal, token=form.cleaned_data["token"] or uuid.uuid4()
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            messages.success(request, "已提出。核对事实后,报请审定人决定。")
            return redirect("commendation", made.public_id)
    context = {"form": form, "unit": unit, "tenure": tenure, "seats": seats, "lines": lines}
    return render(request, "assessment/commendations/new.html", context, status=422 if form.errors else 200)


def choose_unit(request: access.PortalRequest, heading: str, here: str, back: str) -> HttpResponse:
    """Choose the unit that a proposal is about."""
    name = request.GET.get("name", "").replace("\x00", "").strip()[:60]
    found = units_offered(request.actor, name, MOST_UNITS + 1)
    context = {
        "heading": heading,
        "here": here,
        "back": back,
        "name": name,
        "units": found[:MOST_UNITS],
        "more": len(found) > MOST_UNITS,
    }
    return render(request, "assessment/choose_unit.html", context)


def asked_unit(request: access.PortalRequest, asked: str) -> Unit:
    """The unit that the address names, in the actor's area; raises Http404 otherwise."""
    try:
        return access.readable_unit_or_404(request.actor, uuid.UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _tenure(request: access.PortalRequest, unit: Unit) -> tuple[Tenure | None, Any]:
    """The seat that the address names, and all that are held."""
    seats = seats_held(unit)
    asked = request.GET.get("seat", "")
    found = next((tenure for tenure, _ in seats if str(tenure.pk) == asked), None)
    return found, seats


@access.roles(*access.BUSINESS)
@require_GET
def commendation_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A commendation: who, on which facts, what was decided, the paper."""
    return commendation_page(request, readable_commendation_or_404(request.actor, public_id))


def commendation_page(
    request: access.PortalRequest,
    matter: Commendation,
    *,
    status: int = 200,
    failed: Any = None,
    at: str = "",
) -> HttpResponse:
    """The page; with `failed` the form of the move called `at` stands open with what is wrong with it."""
    actor, state = request.actor, State(matter.state)
    acts = open_acts(COMMENDATIONS, actor, matter)
    inside = actor.role in {Role.OFFICE, Role.APPROVER}
    papers = readable_documents(actor).filter(origin=f"{ORIGIN}:{matter.public_id}")
    own_office = (
        actor.role == Role.OFFICE and actor.post is not None and actor.post.unit.pk == matter.office_id
    )
    context = {
        "matter": matter,
        "who": commended(matter),
        "mark": MARKS[state],
        "state": state,
        "facts": list(matter.facts.all()),
        "inside": inside,
        "may_relist": Action.RELIST in acts,
        "may_draft": own_office and state == State.AGREED,
        "papers": list(papers.order_by("pk")),
        "deeds": opened(offered(COMMENDATIONS, DEEDS, actor, matter), failed, at),
        "steps": list(matter.steps.all()) if inside else [],
    }
    return render(request, "assessment/commendations/commendation.html", context, status=status)


@access.roles(Role.OFFICE)
@require_POST
def relist(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """List the facts anew as they stand today: those that were listed before, as far as they are still there."""
    matter = actable_or_404(
        COMMENDATIONS, readable_commendation_or_404, request.actor, public_id, Action.RELIST
    )
    keys = list(matter.facts.values_list("key", flat=True))
    lines = chosen(merits(matter.unit, matter.year, matter.role, matter.person), keys)
    try:
        commending.commendation_relist(
            actor=request.actor,
            commendation=matter,
            version=seen_version(request),
            facts=lines,
        )
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, "事实已按今天的数据更新。")
    return redirect("commendation", public_id)


submit, agree, dismiss, send_back, withdraw, cancel = (
    deed_view(COMMENDATIONS, deed, readable_commendation_or_404, commendation_page, "commendation")
    for deed in DEEDS
)
