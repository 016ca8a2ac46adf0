"""Pages of surveys for those who hold and read them: list, drawing up, printing codes, results."""

import io
import uuid
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.forms.surveys import PrintForm, SurveyForm
from assessment.listings.surveys import SurveyList, survey_mark
from assessment.models import Survey
from assessment.selectors.surveys import (
    READERS,
    WRITERS,
    outcome_of,
    own_survey_or_404,
    readable_asked,
    survey_or_404,
)
from assessment.services.surveys import MOST_CODES, codes_print, survey_save
from assessment.surveys.options import OPTIONS
from assessment.surveys.paper import render_slips
from assessment.surveys.results import LEAST
from assessment.surveys.tables import heads, rows
from assessment.views.seen import seen_version
from portal import access
from portal.lists.pages import list_page
from portal.selectors.installation import installation_of
from portal.services.changes import log_access
from portal.tables import XLSX, write_xlsx


@access.roles(*READERS)
@require_safe
def survey_list(request: access.PortalRequest) -> HttpResponse:
    """The surveys that concern the reader."""
    context = {"may_write": request.actor.role in WRITERS}
    return list_page(request, SurveyList(request.actor, request.GET), "assessment/surveys/list.html", context)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def survey_new(request: access.PortalRequest) -> HttpResponse:
    """The form of a new survey."""
    return _form(request, None)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def survey_edit(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form of one of the office's own surveys."""
    return _form(request, own_survey_or_404(request.actor, public_id))


def _form(request: access.PortalRequest, survey: Survey | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = SurveyForm(sent, actor=request.actor, survey=survey)
    if form.is_valid():
        try:
            saved = survey_save(
                actor=request.actor, survey=survey, version=seen_version(request), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已保存“{saved.title}”。")
            return redirect("survey", saved.public_id)
    context = {"form": form, "survey": survey}
    return render(request, "assessment/surveys/form.html", context, status=422 if form.is_bound else 200)


@access.roles(*READERS)
@require_safe
def survey_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One survey: its questions, how many have answered by unit, results once it is over."""
    survey = survey_or_404(request.actor, public_id)
    actor = request.actor
    context = {
        "survey": survey,
        "mark": survey_mark(survey),
        "outcome": outcome_of(survey, readable_asked(actor, survey)),
        "options": OPTIONS,
        "least": LEAST,
        "most": MOST_CODES,
        "is_own": actor.role in WRITERS and actor.post is not None and actor.post.unit.pk == survey.office_id,
    }
    return render(request, "assessment/surveys/survey.html", context)


@access.roles(*READERS)
@require_safe
def survey_export(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """The table of the page as a workbook."""
    survey = survey_or_404(request.actor, public_id)
    outcome = outcome_of(survey, readable_asked(request.actor, survey))
    stream = io.BytesIO()
    write_xlsx(stream, "认可度调查", heads(survey), rows(survey, outcome), about=survey.title)
    stream.seek(0)
    log_access(actor=request.actor, action="survey_export", target_ref=str(survey.public_id))
    return FileResponse(stream, as_attachment=True, filename=f"{survey.title}.xlsx", content_type=XLSX)


@access.roles(*WRITERS)
@require_POST
def survey_codes(request: access.PortalRequest, public_id: uuid.UUID, unit_id: uuid.UUID) -> HttpResponseBase:
    """Print slips with new codes for one unit; the paper is made once and kept nowhere."""
    survey = own_survey_or_404(request.actor, public_id)
    asked = survey.units.filter(unit__public_id=unit_id).select_related("unit", "survey__office").first()
    if asked is None:
        raise Http404
    form = PrintForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["number"].as_data()[0].messages[0])
        codes = codes_print(actor=request.actor, asked=asked, number=form.cleaned_data["number"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("survey", public_id)
    address = urljoin(f"{settings.SITE_URL}/", reverse("survey-answer").lstrip("/"))
    paper = render_slips(asked, codes, address, demo=installation_of(request).demo)
    return FileResponse(
        io.BytesIO(paper),
        as_attachment=True,
        filename=f"答卷码-{asked.unit.name}.pdf",
        content_type="application/pdf",
    )
