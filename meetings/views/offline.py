"""The copies that a device of a clerk keeps for work without network: blank forms of the own unit, and the outbox."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meetings.access import CLERKS
from meetings.kinds import MEETING
from meetings.selectors.kinds import kinds_offered
from meetings.views.forms import offline_form
from portal import access
from portal.models import Word
from portal.selectors.vocabulary import vocabulary
from portal.services.device import owner_of, static_version
from portal.views.background import background


@access.roles(*CLERKS)
@require_GET
@never_cache
@background
def copies(request: access.PortalRequest) -> JsonResponse:
    """What the device is to fetch: the owner of the copies, their version, and each page with the address it stands for."""
    pages = {f"{reverse('entry-new')}?kind={word.code}": word.code for word in _kinds(request)}
    told = {
        "owner": owner_of(request.actor),
        "version": static_version(),
        "pages": {address: reverse("offline-form", args=[kind]) for address, kind in pages.items()}
        | {reverse("outbox"): reverse("offline-outbox")},
    }
    return JsonResponse(told)


@access.roles(*CLERKS)
@require_GET
@never_cache
@background
def form_copy(request: access.PortalRequest, kind: str) -> HttpResponse:
    """The blank form of `kind` for the clerk's own unit, as the form's own page shows it, to be kept by the device."""
    words = vocabulary()
    if kind != MEETING and kind not in words.words.get(Word.Group.KIND, {}):
        raise Http404
    return offline_form(request, kind, words)


@access.signed_in
@require_GET
@never_cache
def outbox(request: access.PortalRequest) -> HttpResponse:
    """What this device has not sent yet; the page is filled in by the browser, the portal knows nothing of it.

    It is there for every post: who logs no longer may still have something unsent.
    """
    kinds = _kinds(request) if request.actor.role in CLERKS else []
    return render(request, "meetings/offline/outbox.html", {"kinds": kinds})


@access.roles(*CLERKS)
@require_GET
@never_cache
@background
def outbox_copy(request: access.PortalRequest) -> HttpResponse:
    """The page of the outbox, to be kept by the device; without network it stands for every other page too."""
    return render(request, "meetings/offline/outbox.html", {"offline": True, "kinds": _kinds(request)})


def _kinds(request: access.PortalRequest) -> list[Word]:
    """The kinds of entry that there are for the clerk's unit, those that it owes first."""
    assert request.actor.post is not None
    owed, others = kinds_offered(request.actor.post.unit, vocabulary())
    return [*owed, *others]
