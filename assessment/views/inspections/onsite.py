"""On site, on a phone: the checklist with big answers, and one finding after another; it answers a device's outbox too.

What is written without network waits on the device and comes by the same addresses later (docs/offline.md, X-Outbox).
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assessment.flows import open_acts
from assessment.forms.inspections import FindingForm, answers_sent, first_finding
from assessment.inspection_states import Action, Result
from assessment.inspections.flows import INSPECTIONS
from assessment.models import Inspection
from assessment.selectors.inspection_points import PointNow, points_of
from assessment.selectors.inspections import findings_of_inspection, readable_inspection_or_404
from assessment.services.inspections.onsite import checklist_answer, finding_add
from assessment.views.inspections.pages import TEAM
from assessment.views.matters import actable_or_404, put_faults
from portal import access
from portal.services.device import owner_of
from portal.services.tickets import ticket
from portal.views.sent_files import take_files

HEADER = "X-Outbox"


@access.roles(*TEAM)
@require_GET
@never_cache
def on_site(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The checklist and the form of a finding."""
    inspection = _found(request, public_id)
    if Action.FIND not in open_acts(INSPECTIONS, request.actor, inspection):
        messages.warning(request, f"督查现为「{inspection.get_state_display()}」,不能登记现场情况。")
        return redirect("inspection", inspection.public_id)
    asked = request.GET.get("rule", "")
    rule = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    return _page(request, inspection, FindingForm(inspection, initial=first_finding(rule)))


@access.roles(*TEAM)
@require_POST
def answer(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write the results of the checklist."""
    inspection = _found(request, public_id)
    if (foreign := _foreign(request)) is not None:
        return foreign
    points = list(inspection.points.all())
    answers, faults = answers_sent(request.POST, points)
    if not faults:
        try:
            checklist_answer(actor=request.actor, inspection=inspection, answers=answers)
        except ValidationError as error:
            faults = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    if HEADER in request.headers:
        if faults:
            return JsonResponse({"faults": faults, "version": None, "present": ""}, status=422)
        return JsonResponse({"done": _back(inspection), "said": ["督查清单已保存。"], "repeated": False})
    if faults:
        for text in faults.pop("__all__", []):
            messages.error(request, text)
        form = FindingForm(inspection, initial=first_finding())
        return _page(request, inspection, form, status=422, sent=answers, faults=faults)
    messages.success(request, "督查清单已保存。")
    return redirect("inspection-on-site", inspection.public_id)


@access.roles(*TEAM)
@require_POST
def find(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down a finding with its evidence."""
    inspection = _found(request, public_id)
    if (foreign := _foreign(request)) is not None:
        return foreign
    form = FindingForm(inspection, request.POST, request.FILES)
    form.full_clean()
    files = take_files(request, form)
    if form.is_valid():
        try:
            finding = finding_add(
                actor=request.actor,
                inspection=inspection,
                found=form.found(files),
                token=form.cleaned_data["token"],
            )
        except ValidationError as error:
            put_faults(form, error)
        else:
            said = f"第 {finding.number} 个问题已登记。"
            if HEADER in request.headers:
                return JsonResponse({"done": _back(inspection), "said": [said], "repeated": False})
            messages.success(request, said)
            return redirect("inspection-on-site", inspection.public_id)
    if HEADER in request.headers:
        faults = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        return JsonResponse({"faults": faults, "version": None, "present": ""}, status=422)
    return _page(
        request, inspection, form, status=422, kept=[(file, ticket(file, request.actor)) for file in files]
    )


def _found(request: access.PortalRequest, public_id: uuid.UUID) -> Inspection:
    inspection: Inspection = actable_or_404(
        INSPECTIONS, readable_inspection_or_404, request.actor, public_id, Action.FIND
    )
    return inspection


def _foreign(request: access.PortalRequest) -> HttpResponse | None:
    """The answer to what was written for another account or post; None for anything else."""
    owner = request.headers.get(HEADER)
    if owner is None or owner == owner_of(request.actor):
        return None
    return JsonResponse({"reason": "这份登记属于其他账号或岗位。"}, status=409)


def _back(inspection: Inspection) -> str:
    return reverse("inspection", args=[inspection.public_id])


def _page(
    request: access.PortalRequest,
    inspection: Inspection,
    form: FindingForm,
    *,
    status: int = 200,
    kept: Any = (),
    sent: dict[int, tuple[str, str]] | None = None,
    faults: dict[str, list[str]] | None = None,
) -> HttpResponse:
    points = points_of(inspection)
    counted = [each for each in points if each.point.rule is None or each.standing.startswith("本年应履职")]
    rest = [each for each in points if each not in counted]
    context = {
        "inspection": inspection,
        "groups": [
            (name, _rows(rows, sent or {}, faults or {}))
            for name, rows in (("计数的职责和自拟问题", counted), ("连续性职责", rest))
            if rows
        ],
        "results": [(each.value, each.label) for each in Result],
        "answered": sum(bool(each.point.result) for each in points),
        "total": len(points),
        "findings": findings_of_inspection(inspection),
        "form": form,
        "kept": kept,
    }
    return render(request, "assessment/inspections/on_site.html", context, status=status)


def _rows(
    points: list[PointNow], sent: dict[int, tuple[str, str]], faults: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Each point with what stands in its fields, and what is wrong with them."""
    rows = []
    for each in points:
        place = each.point.position
        result, remark = sent.get(place, (each.point.result, each.point.remark))
        wrong = [text for name in (f"result-{place}", f"remark-{place}") for text in faults.get(name, [])]
        rows.append({"now": each, "result": result, "remark": remark, "faults": wrong})
    return rows
