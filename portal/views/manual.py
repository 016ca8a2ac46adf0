"""Pages of the manual: contents and searching, chapters, and the whole as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import access
from portal.listings.jobs import ASKERS
from portal.manual.book import book
from portal.manual.screen import chapter_html, foreword_html
from portal.services.manual import manual_ask

LONGEST = 40


@access.signed_in
@require_GET
def contents(request: access.PortalRequest) -> HttpResponse:
    """The contents; with `q`, where those words stand."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    return render(
        request,
        "portal/manual/contents.html",
        {
            "book": book(),
            "foreword": foreword_html(),
            "asked": asked,
            "found": book().find(asked),
            "may_print": request.actor.role in ASKERS,
        },
    )


@access.signed_in
@require_GET
def chapter(request: access.PortalRequest, chapter: str) -> HttpResponse:
    """One chapter with the way on and back."""
    shown = book().chapter(chapter)
    if shown is None:
        raise Http404
    before, after = book().neighbours(shown)
    context = {
        "book": book(),
        "chapter": shown,
        "text": chapter_html(shown),
        "before": before,
        "after": after,
    }
    return render(request, "portal/manual/chapter.html", context)


@access.roles(*ASKERS)
@require_POST
def printing(request: access.PortalRequest) -> HttpResponse:
    """Ask for the whole manual as PDF; leads to the job."""
    return redirect("job", manual_ask(actor=request.actor).public_id)
