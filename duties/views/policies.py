"""Alert policies: the one in force with its history, versions beside each other, and changing it after a preview."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duties.forms.policies import PolicyForm, subjects_of
from duties.models import Addressee, AlertPolicy, Regulation
from duties.policy_words import differences, said
from duties.selectors.policies import (
    draft_of,
    overview,
    present_version,
    rule_titles,
    version_or_404,
    versions_of,
)
from duties.selectors.policy_preview import would_have_sent
from duties.selectors.scope import reads_rules_anew
from duties.services.policies import check_change, policy_change
from portal import access, clock
from portal.models import Role


@access.roles(*access.BUSINESS)
@require_safe
def policies(request: access.PortalRequest) -> HttpResponse:
    """The policy of each regulation as it stands, with all its versions."""
    found = [(each, said(each.present, each.titles)) for each in overview(request.actor)]
    return render(request, "duties/policies/list.html", {"policies": found})


@access.roles(*access.BUSINESS)
@require_safe
def policy(request: access.PortalRequest, regulation: str, number: int) -> HttpResponse:
    """One version, also one that is past or to come."""
    found = version_or_404(_regulation_or_404(regulation), number)
    context = {
        "policy": found,
        "steps": said(found, rule_titles(found.regulation)),
        "present": present_version(versions_of(found.regulation)),
        "today": clock.today(),
    }
    return render(request, "duties/policies/version.html", context)


@access.roles(*access.BUSINESS)
@require_safe
def compare(request: access.PortalRequest, regulation: str) -> HttpResponse:
    """Two versions beside each other; without a choice the last against the one before it."""
    found = _regulation_or_404(regulation)
    versions = versions_of(found)
    by_number = {str(each.number): each for each in versions}
    new = by_number.get(request.GET.get("new", str(versions[0].number)))
    old = by_number.get(request.GET.get("old", str(max(versions[0].number - 1, 1))))
    if old is None or new is None:
        raise Http404
    changes = differences(old, new, rule_titles(found))
    context = {
        "regulation": found,
        "versions": versions,
        "old": old,
        "new": new,
        "changes": changes,
    }
    return render(request, "duties/policies/compare.html", context)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def edit(request: access.PortalRequest, regulation: str) -> HttpResponse:
    """The form with the last version; sent, what it would have sent in the last year; sent again to adopt it."""
    found = _regulation_or_404(regulation)
    if not reads_rules_anew(request.actor, found):
        raise PermissionDenied
    last = versions_of(found)[0]
    titles = rule_titles(found)
    sent = request.POST if request.method == "POST" else None
    form = PolicyForm(sent, before=draft_of(last), version=last.number, subjects=subjects_of(titles))
    if sent is None or not _allowed(form, last):
        return _page(request, last, form)
    if sent.get("act") == "adopt":
        if form.change.cleaned_data["previewed"] != form.mark():
            form.change.add_error(None, "内容在预览后有改动,请核对下面新的预览结果后再采纳。")
        elif _adopted(request, form, found):
            return redirect("policies")
    return _page(request, last, form, previewed=True)


def _regulation_or_404(code: str) -> Regulation:
    """The regulation, if it has a policy."""
    found = Regulation.objects.filter(code=code, policies__isnull=False).first()
    if found is None:
        raise Http404
    return found


def _allowed(form: PolicyForm, last: AlertPolicy) -> bool:
    """Whether the form says what a policy may say; what it may not is put at the fields."""
    if not form.is_valid():
        return False
    try:
        check_change(form.draft(), draft_of(last), form.change.cleaned_data["since"])
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def _adopted(request: access.PortalRequest, form: PolicyForm, regulation: Regulation) -> bool:
    data = form.change.cleaned_data
    try:
        adopted = policy_change(
            actor=request.actor,
            regulation=regulation,
            draft=form.draft(),
            since=data["since"],
            reason=data["reason"],
            based_on=data["version"],
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, f"已采纳,预警规则第 {adopted.number} 版自 {adopted.since:%Y-%m-%d} 起施行。")
    return True


def _page(
    request: access.PortalRequest, last: AlertPolicy, form: PolicyForm, *, previewed: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "last": last,
        "form": form,
        "previewed": previewed,
        "upcoming": last.since > clock.today(),
    }
    if previewed:
        context |= {
            "mark": form.mark(),
            "new": would_have_sent(last.regulation, form.draft()),
            "old": would_have_sent(last.regulation, draft_of(last)),
            "addressees": Addressee.labels,
        }
    status = 422 if form.has_errors else 200
    return render(request, "duties/policies/edit.html", context, status=status)
