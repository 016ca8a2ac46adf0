"""The first tour of a role: its steps, and what one says when it is offered."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from portal import access
from portal.models import Role
from portal.selectors.tours import tour_steps
from portal.services.tours import tour_answer


@access.roles(*Role)
@require_GET
def tour(request: access.PortalRequest) -> JsonResponse:
    """The steps of the tour of the present role."""
    return JsonResponse({"steps": tour_steps(request.actor)})


@access.roles(*Role)
@require_POST
def tour_answered(request: access.PortalRequest) -> HttpResponse:
    """Begin the tour or go without it; it is not offered again."""
    try:
        tour_answer(actor=request.actor, answer=request.POST.get("answer", ""))
    except ValidationError:
        return HttpResponseBadRequest()
    return HttpResponse() if request.headers.get("HX-Request") else redirect("home")
