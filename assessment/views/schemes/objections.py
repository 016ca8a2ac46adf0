"""Objections: the list, one objection, and the two answers."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessment.forms.schemes.scores import UpholdForm
from assessment.listings.schemes import ObjectionList
from assessment.models import Correction, Objection
from assessment.scheme_states import Action, Answer
from assessment.scoring.numbers import exact, rounded
from assessment.selectors.schemes.acting import hindrance, may_ever, open_acts
from assessment.selectors.schemes.reading import readable_objection_or_404
from assessment.services.schemes.objecting import objection_reject, objection_uphold
from assessment.views.schemes.finding import say
from duties.forms.talks.acts import ActForm
from portal import access
from portal.lists.pages import list_page
from portal.models import Role

ANSWERERS = (Role.OFFICE, Role.APPROVER)


@access.roles(*access.BUSINESS)
@require_GET
def objection_list(request: access.PortalRequest) -> HttpResponse:
    """The objections that one may see."""
    return list_page(request, ObjectionList(request.actor, request.GET), "assessment/schemes/objections.html")


@access.roles(*access.BUSINESS)
@require_GET
def objection(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One objection with its line, its answer and what became of the points."""
    return _page(request, readable_objection_or_404(request.actor, public_id))


def _page(
    request: access.PortalRequest,
    found: Objection,
    *,
    uphold: UpholdForm | None = None,
    reject: ActForm | None = None,
) -> HttpResponse:
    score, scheme = found.score, found.score.assessed.scheme
    open_now = found.state == Answer.OPEN.value
    acts = open_acts(request.actor, scheme) if open_now else frozenset()
    version = {"version": scheme.version}
    correction = Correction.objects.filter(objection=found).select_related("by").first()
    context = {
        "objection": found,
        "score": score,
        "scheme": scheme,
        "points": rounded(exact(score.points)) if score.points else None,
        "correction": correction,
        "before": rounded(exact(correction.before)) if correction and correction.before else None,
        "after": rounded(exact(correction.after)) if correction else None,
        "answers": Action.UPHOLD in acts,
        "waits": hindrance(request.actor, scheme, Action.UPHOLD) if Action.UPHOLD in acts else "",
        "uphold": uphold or UpholdForm(initial=version, auto_id="uphold-%s"),
        "reject": reject or ActForm(label="答复", initial=version, auto_id="reject-%s"),
        "failed": "uphold" if uphold else "reject" if reject else "",
    }
    return render(
        request, "assessment/schemes/objection.html", context, status=422 if context["failed"] else 200
    )


def _actable(request: access.PortalRequest, public_id: uuid.UUID) -> Objection:
    found = readable_objection_or_404(request.actor, public_id)
    if not may_ever(request.actor, found.score.assessed.scheme, Action.UPHOLD):
        raise Http404
    return found


@access.roles(*ANSWERERS)
@require_POST
def uphold(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Find the objection right; the line is scored anew."""
    found = _actable(request, public_id)
    form = UpholdForm(request.POST, auto_id="uphold-%s")
    if form.is_valid():
        try:
            objection_uphold(
                actor=request.actor,
                objection=found,
                version=form.seen,
                text=form.cleaned_data["text"],
                points=form.cleaned_data["points"],
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "异议成立,得分已更正,该单位已收到答复。")
            return redirect("objection", public_id)
    return _page(request, readable_objection_or_404(request.actor, public_id), uphold=form)


@access.roles(*ANSWERERS)
@require_POST
def reject(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Find the score right, with the reason."""
    found = _actable(request, public_id)
    form = ActForm(request.POST, label="答复", auto_id="reject-%s")
    if form.is_valid():
        try:
            objection_reject(
                actor=request.actor, objection=found, version=form.seen, text=form.cleaned_data["text"]
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已答复,得分不变。")
            return redirect("objection", public_id)
    return _page(request, readable_objection_or_404(request.actor, public_id), reject=form)
