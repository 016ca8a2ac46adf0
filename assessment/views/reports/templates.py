"""Templates of reports: how an office words the sections for its area."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from assessment.forms.reports import TemplateForm
from assessment.models import ReportTemplate
from assessment.reports.kinds import KINDS
from assessment.reports.sources import source_label
from assessment.reports.template import SectionTemplate, given, sections_of
from assessment.services.reports.wording import template_write
from portal import access
from portal.access import Actor
from portal.models import Role


@access.roles(Role.OFFICE)
@require_GET
def templates(request: access.PortalRequest) -> HttpResponse:
    """The kinds of reports, and which of them the office words anew."""
    assert request.actor.post is not None
    own = {each.kind: each for each in _own(request.actor)}
    rows = [(kind, own.get(code), given()[code]) for code, kind in KINDS.items()]
    return render(
        request, "assessment/reports/templates.html", {"rows": rows, "tab": "templates", "sees_below": True}
    )


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def template_edit(request: access.PortalRequest, kind: str) -> HttpResponse:
    """Word the sections of a kind; an empty heading leaves one out."""
    if kind not in KINDS:
        raise Http404
    own = next((each for each in _own(request.actor) if each.kind == kind), None)
    version = own.version if own else 0
    sections = offered(kind, own)
    if request.method == "POST":
        form = TemplateForm(sections, request.POST)
        if form.is_valid():
            try:
                template_write(
                    actor=request.actor,
                    kind=kind,
                    version=form.cleaned_data["version"],
                    sections=form.sections,
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"{KINDS[kind].name}模板已保存,今后起草的报告按此分部分。")
                return redirect("report-templates")
    else:
        form = TemplateForm(sections, initial={"version": version})
    context = {
        "kind": KINDS[kind],
        "form": form,
        "parts": [
            (part, [source_label(name) for name in each.sources])
            for part, each in zip(form.parts, sections, strict=True)
        ],
    }
    return render(request, "assessment/reports/template.html", context, status=422 if form.is_bound else 200)


def offered(kind: str, own: ReportTemplate | None) -> list[SectionTemplate]:
    """The sections as worded, and those that were left out with an empty heading, so that they can be taken up again."""
    worded = {each.code: each for each in sections_of(own.sections)} if own else {}
    return [
        worded.get(each.code)
        or (SectionTemplate(each.code, "", each.guide, each.words, each.sources) if own else each)
        for each in given()[kind]
    ]


def _own(actor: Actor) -> list[ReportTemplate]:
    assert actor.post is not None
    return list(ReportTemplate.objects.filter(unit=actor.post.unit).select_related("written_by"))
