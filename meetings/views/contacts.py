"""Contact points and resident teams: lists, who must have one, entering, ending and handing over."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from duties.models import Link
from duties.services.links import link_add, link_change, link_drop, link_pass
from meetings.field_access import LINKERS, require_linking
from meetings.forms.contacts import CORRECT, DROP, PASS, UNIT_ITSELF, LinkChangeForm, LinkForm
from meetings.listings.contacts import CoverageList, LinkList
from meetings.selectors.contacts import (
    link_or_404,
    links_to,
    seats_of,
)
from meetings.selectors.link_targets import counted_for, offered, standing_readings
from meetings.views.households import take_faults
from portal import access
from portal.access import PortalRequest
from portal.lists.pages import list_page
from portal.models import Unit
from portal.selectors.vocabulary import vocabulary


@access.roles(*access.BUSINESS)
@require_GET
def link_list(request: PortalRequest) -> HttpResponse:
    """The links of one's scope, with holders and due visits."""
    post, listing = request.actor.post, LinkList(request.actor, request.GET)
    assert post is not None
    context = {
        "show": listing.show,
        "to_us": links_to(post.unit) if request.actor.role not in access.READS_BELOW else [],
        "may_link": request.actor.role in LINKERS,
    }
    return list_page(request, listing, "meetings/contacts/list.html", context)


@access.roles(*access.BUSINESS)
@require_GET
def link_coverage(request: PortalRequest) -> HttpResponse:
    """Who must have a link by which rule, and who has none since when."""
    return list_page(request, CoverageList(request.actor, request.GET), "meetings/contacts/coverage.html")


@access.roles(*LINKERS)
@require_http_methods(["GET", "POST"])
def link_new(request: PortalRequest) -> HttpResponse:
    """Enter a link of one's own unit, or with `?unit=` of one in the office's area."""
    unit, words = _unit_of_request(request), vocabulary()
    readings = standing_readings(unit)
    roles = list(dict.fromkeys([*(role for each in readings for role in each.roles), *seats_of(unit, words)]))
    asked = {name: request.GET[name] for name in ("kind", "role") if request.GET.get(name)}
    if any(each.kind == asked.get("kind") and each.bearer == "unit" for each in readings):
        asked.setdefault("role", UNIT_ITSELF)
    targets = offered(unit, readings)
    form = LinkForm(request.POST or None, unit=unit, words=words, roles=roles, offered=targets, initial=asked)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "chosen"}
        try:
            link = link_add(actor=request.actor, unit=unit, **values)
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, _told(link, [each.title for each in counted_for(link, readings)]))
            return redirect("links")
    context = {"form": form, "unit": unit}
    failed = request.method == "POST"
    return render(request, "meetings/contacts/new.html", context, status=422 if failed else 200)


def _told(link: Link, titles: list[str]) -> str:
    """What was entered, and for what it counts."""
    if titles:
        return f"已登记联系{link.target.name},计入“{'”“'.join(titles)}”。"
    return f"已登记联系{link.target.name};这一席位和对象不在口径要求之内,不计入台账,只作备查。"


@access.roles(*LINKERS)
@require_http_methods(["GET", "POST"])
def link_edit(request: PortalRequest, unit: uuid.UUID) -> HttpResponse:
    """End, pass on, correct or take back the link that `ref` names."""
    found = access.readable_unit_or_404(request.actor, unit)
    require_linking(request.actor, found)
    ref = (request.POST if request.method == "POST" else request.GET).get("ref", "")
    link, words = link_or_404(request.actor, found, ref), vocabulary()
    form = LinkChangeForm(request.POST or None, link=link, words=words, roles=seats_of(found, words))
    if request.method == "POST" and form.is_valid():
        try:
            told = _change(request, link, form)
        except ValidationError as error:
            take_faults(form, error)
        else:
            messages.success(request, told)
            return redirect("links")
    failed = request.method == "POST"
    context = {"form": form, "link": link, "unit": found}
    return render(request, "meetings/contacts/edit.html", context, status=422 if failed else 200)


def _change(request: PortalRequest, link: Link, form: LinkChangeForm) -> str:
    """Do what was chosen; gives what is told."""
    values, actor, name = form.cleaned_data, request.actor, link.target.name
    reason = values["reason"]
    if values["deed"] == DROP:
        link_drop(actor=actor, link=link, reason=reason)
        return f"已撤销误登的联系:{name}。"
    if values["deed"] == PASS:
        link_pass(actor=actor, link=link, role=values["role"], day=values["day"], reason=reason)
        return f"{name}自{values['day']:%Y-%m-%d}起改由其他席位联系。"
    if values["deed"] == CORRECT:
        link_change(
            actor=actor,
            link=link,
            started_on=values["started_on"],
            ended_on=values["ended_on"],
            reason=reason,
        )
        return f"已更正联系{name}的起止日期。"
    try:
        link_change(actor=actor, link=link, started_on=link.started_on, ended_on=values["day"], reason=reason)
    except ValidationError as error:
        raise ValidationError({"day": error.messages}) from error
    return f"已终止联系{name},自{values['day']:%Y-%m-%d}起不再计入。"


def _unit_of_request(request: PortalRequest) -> Unit:
    """The unit that the address names, or one's own; Http404 where its links are not the actor's to enter."""
    post, wanted = request.actor.post, request.GET.get("unit", "")
    assert post is not None
    if not wanted or wanted == str(post.unit.public_id):
        return post.unit
    try:
        found = access.readable_unit_or_404(request.actor, uuid.UUID(wanted))
    except ValueError:
        return post.unit
    require_linking(request.actor, found)
    return found
