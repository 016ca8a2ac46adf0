"""Drafting in the browser: begin a scheme, its words, its units and classes, a dry run, the circular."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessment.forms.schemes.drafts import (
    BeginForm,
    CircularForm,
    SchemeForm,
    TrialForm,
    UnitsForm,
    first_words,
)
from assessment.models import Scheme
from assessment.scheme_states import Action
from assessment.selectors.schemes.acting import open_acts
from assessment.selectors.schemes.units import assessable_kind, units_of
from assessment.services.schemes.circulars import scheme_circular
from assessment.services.schemes.drafting import grades_of, scheme_create, scheme_edit, units_set
from assessment.services.schemes.scoring import score_ask, trial_ask
from assessment.views.schemes.finding import actable_scheme_or_404, say
from assessment.views.seen import seen_version
from portal import access, clock
from portal.models import Document, Role
from portal.selectors.documents import STATES, Act
from portal.selectors.vocabulary import vocabulary

FIRST_YEAR = 2023


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def scheme_new(request: access.PortalRequest) -> HttpResponse:
    """Begin the scheme of a year: blank, from an earlier year's, or from the sample."""
    assert request.actor.post is not None
    office = request.actor.post.unit
    earlier = list(Scheme.objects.filter(office=office, approved_at__isnull=False).order_by("-year")[:3])
    first = {
        "year": clock.today().year,
        "begin": str(earlier[0].public_id) if earlier else "sample",
        "token": uuid.uuid4(),
    }
    form = BeginForm(request.POST if request.method == "POST" else None, earlier=earlier, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            scheme = scheme_create(
                actor=request.actor,
                year=form.cleaned_data["year"],
                begin=form.cleaned_data["begin"],
                token=form.cleaned_data["token"],
                copied=form.copied,
            )
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已建立方案草稿,请核对指标、权重和被考核单位。")
            return redirect("scheme", scheme.public_id)
    kind = assessable_kind(office)
    context = {"form": form, "kind": vocabulary().name("units", kind) if kind else ""}
    return render(request, "assessment/schemes/new.html", context, status=422 if form.errors else 200)


def _draft(request: access.PortalRequest, public_id: uuid.UUID, action: Action) -> tuple[Scheme, bool]:
    """The assessment, and whether the action is open to the actor; says so where it is not."""
    scheme = actable_scheme_or_404(request.actor, public_id, action)
    if action in open_acts(request.actor, scheme):
        return scheme, True
    messages.warning(request, f"考核现为「{scheme.get_state_display()}」,不能{action.label}。")
    return scheme, False


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def scheme_words(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the words of a draft: title, procedure, terms, grades."""
    scheme, may = _draft(request, public_id, Action.EDIT)
    if not may:
        return redirect("scheme", public_id)
    names = ("title", "procedure", "report_until", "cutoff_on", "objection_days", "version")
    first = {name: getattr(scheme, name) for name in names}
    form = SchemeForm(
        request.POST if request.method == "POST" else None, grades=grades_of(scheme), initial=first
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in (*names[:-1], "grades")}
        try:
            scheme_edit(actor=request.actor, scheme=scheme, version=form.seen, **given)
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已保存。")
            return redirect("scheme", public_id)
    context = {"scheme": scheme, "form": form}
    return render(request, "assessment/schemes/words.html", context, status=422 if form.errors else 200)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def scheme_units(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say which units are assessed and in which class each is compared."""
    scheme, may = _draft(request, public_id, Action.EDIT)
    if not may:
        return redirect("scheme", public_id)
    units = list(units_of(scheme.office, scheme.kind, scheme.year))
    form = UnitsForm(
        request.POST if request.method == "POST" else None,
        units=units,
        chosen=list(scheme.units.all()),
        initial={"version": scheme.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            units_set(actor=request.actor, scheme=scheme, version=form.seen, groups=form.chosen)
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已保存被考核单位和分类。")
            return redirect("scheme", public_id)
    context = {"scheme": scheme, "form": form}
    return render(request, "assessment/schemes/units.html", context, status=422 if form.errors else 200)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def trial(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Try a draft on a year's facts by a job, and see what the last dry run came to."""
    scheme = actable_scheme_or_404(request.actor, public_id, Action.TRY)
    years = list(range(clock.today().year, FIRST_YEAR - 1, -1))
    first = {
        "year": min(scheme.year - 1, clock.today().year),
        "version": scheme.version,
        "token": uuid.uuid4(),
    }
    form = TrialForm(request.POST if request.method == "POST" else None, years=years, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            job = trial_ask(
                actor=request.actor,
                scheme=scheme,
                version=form.seen,
                year=form.cleaned_data["year"],
                token=form.cleaned_data["token"],
            )
        except ValidationError as error:
            say(form, error)
        else:
            return redirect("job", job.public_id)
    kept = scheme.trial
    context = {
        "scheme": scheme,
        "form": form,
        "may": Action.TRY in open_acts(request.actor, scheme),
        "at": dt.datetime.fromisoformat(kept["at"]) if kept else None,
    }
    return render(request, "assessment/schemes/trial.html", context, status=422 if form.errors else 200)


@access.roles(Role.OFFICE)
@require_POST
def score(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have all lines scored from the facts by a job."""
    scheme = actable_scheme_or_404(request.actor, public_id, Action.SCORE)
    token = request.POST.get("token", "")
    try:
        job = score_ask(
            actor=request.actor,
            scheme=scheme,
            version=seen_version(request),
            token=uuid.UUID(token),
        )
    except ValueError:
        messages.error(request, "表单已失效,请刷新页面后重新办理。")
    except ValidationError as error:
        for problem in error.messages:
            messages.error(request, problem)
    else:
        return redirect("job", job.public_id)
    return redirect("scheme", public_id)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def circular(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draft the circular of the results, or word a draft or returned one anew."""
    scheme = actable_scheme_or_404(request.actor, public_id, Action.CIRCULAR)
    editable = scheme.circular is None or scheme.circular.state in {*STATES[Act.EDIT], Document.State.VOID}
    if Action.CIRCULAR not in open_acts(request.actor, scheme) or not editable:
        messages.warning(request, f"考核现为「{scheme.get_state_display()}」,通报不能拟写或修改。")
        return redirect("scheme", public_id)
    kind = vocabulary().name("units", scheme.kind)
    form = CircularForm(
        request.POST if request.method == "POST" else None, initial=first_words(scheme, f"各被考核{kind}")
    )
    if request.method == "POST" and form.is_valid():
        try:
            scheme_circular(actor=request.actor, scheme=scheme, version=form.seen, words=form.words)
        except ValidationError as error:
            say(form, error)
        else:
            messages.success(request, "已拟稿,请核稿后送审定人签发。")
            return redirect("scheme", public_id)
    context = {"scheme": scheme, "form": form}
    return render(request, "assessment/schemes/circular.html", context, status=422 if form.errors else 200)
