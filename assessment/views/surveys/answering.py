"""The public page on which a sheet is answered: a code, closed questions, thanks. It knows nobody and keeps nothing else."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessment.forms.surveys import CodeForm, SheetForm
from assessment.selectors.surveys import code_of
from assessment.services.surveys import SPENT, sheet_answer
from assessment.surveys.codes import grouped, normalised
from portal import access


# No cookie is set here, so that nothing on the phone remembers: whoever has the code may answer, from whatever page.
@csrf_exempt
@never_cache
@access.public
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with a good one show the questions; with all of them answered take the sheet in."""
    if request.method == "GET":
        return _page(request, form=CodeForm())
    typed = request.POST.get("code", "")[:40]
    row = code_of(typed)
    if row is None:
        form = CodeForm(request.POST)
        if form.is_valid():
            form.add_error("code", SPENT)
        return _page(request, form=form, status=422)
    survey = row.asked.survey
    sent = "sheet" in request.POST
    sheet = SheetForm(request.POST if sent else None, survey=survey)
    if sent and sheet.is_valid():
        try:
            sheet_answer(typed=typed, answers=sheet.answers)
        except ValidationError:
            return _page(request, form=CodeForm({"code": typed}), fault=SPENT, status=422)
        return _page(request, done=survey)
    return _page(
        request,
        sheet=sheet,
        asked=row.asked,
        code=grouped(normalised(typed)),
        status=422 if sheet.errors else 200,
    )


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    # An empty token keeps the frame of the page from asking for a cookie.
    return render(request, "assessment/surveys/answer.html", {"csrf_token": "", **context}, status=status)
