"""Wording a section: the form with its facts beside, saving by itself while one types, versions, comparing, restoring."""

import difflib
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.forms.reports import SectionForm
from assessment.models import Report, ReportSection
from assessment.report_states import Action
from assessment.selectors.reports.reading import (
    actable_report_or_404,
    readable_report_or_404,
    reads_inside,
    revisions_of,
    section_or_404,
)
from assessment.selectors.reports.rights import open_acts
from assessment.services.reports.writing import StaleSectionError, section_restore, section_write
from assessment.views.reports.showing import shown_facts
from duties.naming import chinese_number
from portal import access
from portal.models import Role

WRITERS = (Role.CLERK, Role.OFFICE)
READERS = (Role.CLERK, Role.OFFICE, Role.OFFICIAL, Role.APPROVER, Role.MEMBER, Role.LEADER)


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def section_edit(request: access.PortalRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Word a section; saved, one goes on to the report."""
    report = actable_report_or_404(request.actor, public_id, Action.WRITE)
    section = section_or_404(report, code)
    if request.method == "GET":
        if Action.WRITE not in open_acts(request.actor, report):
            messages.warning(request, f"报告现为「{report.get_state_display()}」,不能修改。")
            return redirect("report", public_id)
        return _page(request, report, section, SectionForm(initial=_now(section)))
    form = SectionForm(request.POST)
    if form.is_valid():
        try:
            section_write(actor=request.actor, report=report, code=code, **form.cleaned_data)
        except StaleSectionError as error:
            return _stale(request, report, error)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "words", error.messages)
        else:
            messages.success(request, f"「{section.heading}」已保存。")
            return redirect("report", public_id)
    return _page(request, report, section, form, status=422)


def _now(section: ReportSection) -> dict[str, Any]:
    return {"words": section.words, "version": section.version}


def _stale(request: access.PortalRequest, report: Report, error: StaleSectionError) -> HttpResponse:
    """The form with what was typed, beside it what the other person saved; saved once more it stands on that."""
    section = error.section
    form = SectionForm({"words": request.POST.get("words", ""), "version": section.version})
    form.is_valid()
    form.add_error(None, error.messages)
    return _page(request, report, section, form, status=422, theirs=True)


def _page(
    request: access.PortalRequest,
    report: Report,
    section: ReportSection,
    form: SectionForm,
    status: int = 200,
    *,
    theirs: bool = False,
) -> HttpResponse:
    codes = list(report.sections.order_by("position").values_list("code", "heading"))
    place = [code for code, _ in codes].index(section.code)
    context = {
        "report": report,
        "section": section,
        "number": chinese_number(section.position + 1),
        "form": form,
        "facts": shown_facts(report, section),
        "theirs": theirs,
        "comments": [each for each in section.comments.all() if each.settled_at is None],
        "before": codes[place - 1] if place else None,
        "after": codes[place + 1] if place + 1 < len(codes) else None,
    }
    return render(request, "assessment/reports/section.html", context, status=status)


@access.roles(*WRITERS)
@require_POST
def section_autosave(request: access.PortalRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Save what is being typed; the answer is a line that says so, with the version that the form goes on from."""
    report = actable_report_or_404(request.actor, public_id, Action.WRITE)
    section = section_or_404(report, code)
    form = SectionForm(request.POST)
    said, version = "", None
    if form.is_valid():
        try:
            saved = section_write(
                actor=request.actor, report=report, code=code, auto=True, **form.cleaned_data
            )
            version = saved.version
        except ValidationError as error:
            said = " ".join(error.messages)
    else:
        said = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
    context = {"section": section, "said": said, "version": version}
    return render(request, "assessment/reports/autosaved.html", context)


@access.roles(*READERS)
@require_GET
def section_versions(request: access.PortalRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """All versions of a section: who, when, and what changed between two of them."""
    report = readable_report_or_404(request.actor, public_id)
    if not reads_inside(request.actor, report):
        raise Http404
    section = section_or_404(report, code)
    revisions = revisions_of(section)
    numbers = {each.number: each for each in revisions}
    new = numbers.get(_number(request, "new"), revisions[0])
    older = [each for each in revisions if each.number < new.number]
    old = numbers.get(_number(request, "old")) or (older[0] if older else new)
    context = {
        "report": report,
        "section": section,
        "revisions": revisions,
        "old": old,
        "new": new,
        "lines": list(compared(old.words, new.words)),
        "may_restore": Action.WRITE in open_acts(request.actor, report),
    }
    return render(request, "assessment/reports/versions.html", context)


def _number(request: access.PortalRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 7 else 0


SIGNS = {"+": "added", "-": "dropped", " ": "same"}


def compared(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of two versions, each with what became of it: added, dropped or same."""
    for line in difflib.ndiff(old.splitlines(), new.splitlines()):
        if line[:1] in SIGNS:
            yield SIGNS[line[0]], line[2:]


@access.roles(*WRITERS)
@require_POST
def section_restored(request: access.PortalRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Put an earlier version back, as a new one."""
    report = actable_report_or_404(request.actor, public_id, Action.WRITE)
    section_or_404(report, code)
    sent = {name: request.POST.get(name, "") for name in ("version", "number")}
    numbers = {
        name: int(value) if value.isdecimal() and len(value) < 7 else 0 for name, value in sent.items()
    }
    try:
        section_restore(actor=request.actor, report=report, code=code, **numbers)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "已恢复为所选版本的文字。")
    return redirect("report-section-versions", public_id, code)
