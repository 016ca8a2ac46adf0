"""One unit's sheet: its lines with the facts behind them; what the office enters, the unit reports and objects to."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.forms.schemes.scores import OwnForm, RateForm, first_entry
from assessment.models import Assessed, Score
from assessment.scheme_states import Action, State
from assessment.scoring.kinds import BY_HAND, Kind
from assessment.selectors.schemes.acting import hindrance, open_acts
from assessment.selectors.schemes.reading import (
    MARKS,
    readable_assessed_or_404,
    sees_inside,
    sees_scores,
    sheet_file_or_404,
)
from assessment.selectors.schemes.sheets import sheet_of
from assessment.selectors.schemes.trees import in_order
from assessment.services.schemes.objecting import objection_raise
from assessment.services.schemes.rating import report_own, score_excuse, score_rate, score_restore
from assessment.views.schemes.finding import say, score_or_404
from duties.forms.talks.acts import ActForm
from portal import access
from portal.models import Role
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.sent_files import take_files
from portal.views.session import address_of


@access.roles(*access.BUSINESS)
@require_GET
def sheet(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The sheet of a unit: points with what they rest on, once it may see them; before that what it said of itself."""
    assessed = readable_assessed_or_404(request.actor, public_id)
    scheme = assessed.scheme
    acts = open_acts(request.actor, scheme, assessed.unit)
    context = {
        "assessed": assessed,
        "scheme": scheme,
        "mark": MARKS[State(scheme.state)],
        "shown": sees_scores(request.actor, assessed),
        "inside": sees_inside(request.actor, scheme),
        "lines": sheet_of(request.actor, assessed),
        "acts": acts,
        "late": hindrance(request.actor, scheme, Action.OBJECT) if Action.OBJECT in acts else "",
    }
    return render(request, "assessment/schemes/sheet.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def sheet_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file of the sheet; the download is in the access log."""
    assessed = readable_assessed_or_404(request.actor, public_id)
    found = sheet_file_or_404(request.actor, assessed, file)
    response = file_response(found, inline="show" in request.GET)
    log_access(
        actor=request.actor,
        action="assessment_file",
        target_ref=f"{public_id} {found.sha256}",
        address=address_of(request),
    )
    return response


@access.roles(Role.CLERK, Role.OFFICIAL)
@require_http_methods(["GET", "POST"])
def own_report(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a unit says of itself: on the whole and line by line; it never changes a score."""
    assessed = readable_assessed_or_404(request.actor, public_id)
    if Action.REPORT not in open_acts(request.actor, assessed.scheme, assessed.unit):
        messages.warning(request, f"考核现为「{assessed.scheme.get_state_display()}」,不能自评。")
        return redirect("assessed", public_id)
    form = OwnForm(
        request.POST if request.method == "POST" else None,
        scores=_ordered(assessed),
        initial={"report": assessed.report},
    )
    if request.method == "POST" and form.is_valid():
        try:
            report_own(
                actor=request.actor,
                assessed=assessed,
                text=form.cleaned_data["report"],
                points=form.given("points"),
                texts=form.given("text"),
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "自评已保存,评分之前可以修改。")
            return redirect("assessed", public_id)
    context = {"assessed": assessed, "scheme": assessed.scheme, "form": form}
    return render(request, "assessment/schemes/own.html", context, status=422 if form.errors else 200)


def _ordered(assessed: Assessed) -> list[Score]:
    """The scores of a sheet in the order of the scheme."""
    scores = {score.indicator_id: score for score in assessed.scores.select_related("indicator")}
    places = in_order(assessed.scheme.indicators.all())
    return [scores[place.indicator.pk] for place in places if place.indicator.pk in scores]


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def rate(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter what a line comes to, with its basis and evidence."""
    score = score_or_404(request.actor, public_id, Action.RATE)
    if Kind(score.indicator.kind) not in BY_HAND:
        raise Http404
    scheme = score.assessed.scheme
    if Action.RATE not in open_acts(request.actor, scheme):
        messages.warning(request, f"考核现为「{scheme.get_state_display()}」,不能评定。")
        return redirect("assessed", score.assessed.public_id)
    first = {**first_entry(score), "version": scheme.version}
    form = RateForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        score=score,
        initial=first,
    )
    if request.method == "POST":
        form.full_clean()
        form.stored = take_files(request, form)
        if form.is_valid():
            try:
                score_rate(
                    actor=request.actor,
                    score=score,
                    version=form.seen,
                    entry=form.entry,
                    basis=form.cleaned_data["text"],
                    files=form.stored,
                )
            except ValidationError as error:
                say(form, error)
            else:
                messages.success(request, f"已评定“{score.indicator.name}”。")
                return redirect("assessed", score.assessed.public_id)
    context = {
        "score": score,
        "scheme": scheme,
        "form": form,
        "entries": [form[name] for name in form.entry_names],
        "kept": tuple((file, ticket(file, request.actor)) for file in form.stored),
    }
    return render(request, "assessment/schemes/rate.html", context, status=422 if form.errors else 200)


@access.roles(Role.OFFICE)
@require_POST
def excuse(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a line as not applicable to the unit, with why; or, where it was taken so, let it apply again."""
    score = score_or_404(request.actor, public_id, Action.RATE)
    form = ActForm(request.POST)
    form.full_clean()
    deed = score_restore if score.excused else score_excuse
    try:
        deed(
            actor=request.actor,
            score=score,
            version=form.seen,
            basis=form.cleaned_data.get("text", ""),
        )
    except ValidationError as error:
        for problem in error.messages:
            messages.error(request, problem)
    else:
        messages.success(request, "已恢复适用。" if score.excused else "已作为不适用,退出分母。")
    return redirect("assessed", score.assessed.public_id)


@access.roles(Role.OFFICIAL)
@require_http_methods(["GET", "POST"])
def score_object(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Object to one line of one's own unit, with reason and evidence."""
    score = score_or_404(request.actor, public_id, Action.OBJECT, own=True)
    assessed = score.assessed
    if Action.OBJECT not in open_acts(request.actor, assessed.scheme, assessed.unit):
        messages.warning(request, f"考核现为「{assessed.scheme.get_state_display()}」,不能提出异议。")
        return redirect("assessed", assessed.public_id)
    form = ActForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        label="异议内容",
        files="佐证材料(选填)",
        initial={"version": assessed.scheme.version},
    )
    if request.method == "POST":
        form.full_clean()
        form.stored = take_files(request, form)
        if form.is_valid():
            try:
                objection_raise(
                    actor=request.actor,
                    score=score,
                    version=form.seen,
                    text=form.cleaned_data["text"],
                    files=form.stored,
                )
            except ValidationError as error:
                say(form, error)
            else:
                messages.success(request, "异议已提出,将由没有参加评分的人答复。")
                return redirect("assessed", assessed.public_id)
    context = {
        "score": score,
        "scheme": assessed.scheme,
        "assessed": assessed,
        "form": form,
        "kept": tuple((file, ticket(file, request.actor)) for file in form.stored),
    }
    return render(request, "assessment/schemes/object.html", context, status=422 if form.errors else 200)
