"""Reading a rule anew: the form, what it would have made of last year, adopting it; versions beside each other."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from duties.forms.readings import ReadingForm, first_values
from duties.models import Reading, Regulation, Rule
from duties.selectors.provisions import provision_names
from duties.selectors.readings import compare, facets_of, version_numbered
from duties.selectors.scope import reads_rules_anew
from duties.selectors.versions import last_version, versions_of
from duties.selectors.what_if import WhatIf, what_if, with_units
from duties.services.readings import checked, reading_in, reading_revise
from portal import access, clock
from portal.models import Role
from portal.selectors.vocabulary import vocabulary

PAGE = 30


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def revise(request: access.PortalRequest, regulation: str, rule: str) -> HttpResponse:
    """The form with the reading as it is; sent, what it would have made of last year; sent again to adopt it."""
    reading = _reading_asked(request, regulation, rule)
    if request.method != "POST":
        initial = first_values(reading) | {"version": reading.version.number}
        return _page(request, reading, ReadingForm(reading=reading, initial=initial))
    form = ReadingForm(request.POST, reading=reading)
    if not _allowed(form, reading):
        return _page(request, reading, form)
    if request.POST.get("act") == "adopt":
        if form.cleaned_data["previewed"] != form.mark():
            form.add_error(None, "内容在预演后有改动,请核对下面新的预演结果后再采纳。")
        elif _adopted(request, form, reading):
            address = reverse("rulebook-article", args=[reading.rule.article])
            query = urlencode({"regulation": regulation})
            return redirect(f"{address}?{query}")
        elif form.errors.keys() - {"reason", NON_FIELD_ERRORS}:
            return _page(request, reading, form)
    return _page(request, reading, form, what_if(reading, form.change()), previewed=True)


@access.roles(*access.BUSINESS)
@require_safe
def versions(request: access.PortalRequest, regulation: str) -> HttpResponse:
    """Two versions of the rulebook side by side; without a choice the last against the one before it."""
    found = Regulation.objects.filter(code=regulation).first()
    all_versions = versions_of(found) if found else []
    if not all_versions:
        raise Http404
    last = all_versions[0].number
    new = version_numbered(all_versions, request.GET.get("new", ""), last)
    old = version_numbered(all_versions, request.GET.get("old", ""), max(last - 1, 1))
    if old is None or new is None:
        raise Http404
    changes = compare(old, new, vocabulary())
    context = {
        "regulation": found,
        "versions": all_versions,
        "old": old,
        "new": new,
        "changes": changes,
        "provisions": provision_names(change.rule for change in changes),
        "today": clock.today(),
    }
    return render(request, "duties/readings/versions.html", context)


def _reading_asked(request: access.PortalRequest, regulation: str, code: str) -> Reading:
    """The reading of the rule in the version adopted last; 404 where there is none, 403 for another office."""
    rule = Rule.objects.select_related("regulation").filter(regulation__code=regulation, code=code).first()
    if rule is not None and not reads_rules_anew(request.actor, rule.regulation):
        raise PermissionDenied
    if rule is None:
        raise Http404
    try:
        return reading_in(last_version(rule.regulation), rule)
    except ValidationError:
        raise Http404 from None


def _allowed(form: ReadingForm, reading: Reading) -> bool:
    """Whether the form says what a rulebook may say; what it may not is put at the fields."""
    if not form.is_valid():
        return False
    try:
        checked(
            rule=reading.rule,
            change=form.change(),
            since=form.cleaned_data["since"],
            last=last_version(reading.rule.regulation),
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def _adopted(request: access.PortalRequest, form: ReadingForm, reading: Reading) -> bool:
    data = form.cleaned_data
    try:
        version = reading_revise(
            actor=request.actor,
            rule=reading.rule,
            change=form.change(),
            since=data["since"],
            reason=data["reason"],
            based_on=data["version"],
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(
        request, f"已采纳,规则库现为第 {version.number} 版,新口径自 {version.version_from:%Y-%m-%d} 起适用。"
    )
    return True


def _page(
    request: access.PortalRequest,
    reading: Reading,
    form: ReadingForm,
    found: WhatIf | None = None,
    *,
    previewed: bool = False,
) -> HttpResponse:
    facets = facets_of(reading, vocabulary())
    context: dict[str, Any] = {
        "reading": reading,
        "rule": reading.rule,
        "form": form,
        "provision": provision_names([reading.rule])[reading.rule_id],
        "facets": [(label, text) for label, text in facets.items() if text and label != "原文"],
        "previewed": previewed,
        "mark": form.mark() if previewed else "",
        "found": found,
        "upcoming": reading.version.version_from > clock.today(),
        "retroactive": previewed and form.cleaned_data["since"] <= clock.today(),
    }
    if found is not None:
        page = Paginator(found.changed, PAGE).get_page(request.POST.get("page"))
        context |= {"page": page, "changed": with_units(list(page))}
    return render(request, "duties/readings/revise.html", context, status=422 if form.errors else 200)
