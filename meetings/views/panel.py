"""What follows a form while it is filled in: the panel beside it, and the parts that depend on day and forms."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from meetings.access import CLERKS
from meetings.forms.kinds import form_of
from meetings.selectors.credits import outlook
from meetings.selectors.entries import alike, own_draft
from meetings.selectors.seats import usual_leaders
from meetings.services.checks import content_faults
from meetings.services.making import records_content
from meetings.views.forms import kind_of, unit_of
from portal import access, clock
from portal.selectors.vocabulary import vocabulary

SAID_AT_ONCE = ("occurred_on", "until", "starts_at", "leader", "for_period")
"""Fields whose faults the panel shows while the form is filled in; that others are still empty is no news."""
COMING = "这一天还没有到:可先列入计划,计划不计入台账;召开(开展)之后补全实际情况再提交,提交后计入。"


@access.roles(*CLERKS)
@require_POST
def entry_preview(request: access.PortalRequest) -> HttpResponse:
    """What the form, as far as it is filled in, would count for; nothing is written."""
    unit, words = unit_of(request), vocabulary()
    kind = kind_of(request, words)
    form = form_of(kind)(kind=kind, unit=unit, words=words, data=request.POST)
    form.full_clean()
    content, entry = form.entry_content, own_draft(request.actor, request.POST.get("entry", ""))
    day = content.occurred_on
    coming = form.plans and day is not None and day > clock.today()
    faults = content_faults(unit, content, planned=coming) | {
        name: [str(text) for text in form.errors[name]] for name in form.errors
    }
    shown = [COMING] if coming else []
    shown += [text for name in SAID_AT_ONCE for text in faults.get(name, [])]
    found, same = None, []
    if day is not None and not faults.keys() & {"occurred_on", "for_period"}:
        made = records_content(unit, content)
        found = outlook(made, words=words, replacing=entry.replaces if entry else None)
        same = alike(unit, content, entry)
    context = {
        "form": form,
        "outlook": found,
        "faults": shown,
        "content": content,
        "same": same,
        "coming": coming,
    }
    return render(request, "meetings/preview.html", context)


@access.roles(*CLERKS)
@require_POST
def entry_seats(request: access.PortalRequest) -> HttpResponse:
    """Who may lead and attend on the day filled in; with `?part=forms` only what follows the forms chosen."""
    unit, words = unit_of(request), vocabulary()
    kind = kind_of(request, words)
    form = form_of(kind)(
        kind=kind,
        unit=unit,
        words=words,
        data=request.POST,
        led_by=usual_leaders(unit, kind, request.POST.getlist("forms")),
        reloading=True,
    )
    only_forms = request.GET.get("part") == "forms"
    response = render(request, "meetings/seats.html", {"form": form, "only_forms": only_forms})
    response["HX-Trigger-After-Settle"] = "seats-reloaded"
    return response
