"""The short moves that the page of a matter offers: for each its words, form, and the service that makes it."""

import dataclasses
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assessment.flows import Flow, may_ever, open_acts
from assessment.forms.matters import ActForm
from portal import access
from portal.models import Role


@dataclasses.dataclass(frozen=True)
class Deed:
    """How a move is offered: who, what its words are called, what is said when it is done."""

    action: Any
    url_name: str
    service: Callable[..., Any]
    roles: tuple[Role, ...]
    asks: str
    done: str
    day: str = ""
    hint: str = ""
    main: bool = False


@dataclasses.dataclass(frozen=True)
class Offered:
    """A deed as the page shows it: where its form goes, and whether it stands open."""

    deed: Deed
    url: str
    form: Form
    id: str
    open: bool = False


Find = Callable[[access.Actor, uuid.UUID], Any]
Page = Callable[..., HttpResponse]


def form_for(deed: Deed, matter: Any, *args: Any) -> ActForm:
    """The form of a deed, empty or with what was sent."""
    initial = {"version": matter.version}
    return ActForm(*args, asks=deed.asks, day=deed.day, auto_id=f"{deed.action}-%s", initial=initial)


def offered(flow: Flow, deeds: Sequence[Deed], actor: access.Actor, matter: Any) -> list[Offered]:
    """What of `deeds` the actor may do with the matter now, as the page offers it."""
    acts = open_acts(flow, actor, matter)
    return [
        Offered(
            deed, reverse(deed.url_name, args=[matter.public_id]), form_for(deed, matter), str(deed.action)
        )
        for deed in deeds
        if deed.action in acts
    ]


def opened(shown: Sequence[Offered], failed: Form | None, at: str) -> list[Offered]:
    """The deeds, the one that failed open with its form."""
    if failed is None:
        return list(shown)
    return [dataclasses.replace(each, form=failed, open=True) if each.id == at else each for each in shown]


def actable_or_404(flow: Flow, find: Find, actor: access.Actor, public_id: uuid.UUID, *actions: Any) -> Any:
    """A matter in the actor's scope on which one of `actions` is theirs in some state; raises Http404 otherwise."""
    matter = find(actor, public_id)
    if not may_ever(flow, actor, matter, *actions):
        raise Http404
    return matter


def deed_view(flow: Flow, deed: Deed, find: Find, page: Page, keyword: str) -> Any:
    """The view of one move: it is made, or the page comes back with the form open and what is wrong with it."""

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
        matter = actable_or_404(flow, find, request.actor, public_id, deed.action)
        form = form_for(deed, matter, request.POST)
        if form.is_valid():
            given = {"day": form.cleaned_data["day"]} if deed.day else {}
            try:
                deed.service(
                    actor=request.actor,
                    version=form.seen,
                    text=form.cleaned_data["text"],
                    **{keyword: matter},
                    **given,
                )
            except ValidationError as error:
                put_faults(form, error)
            else:
                messages.success(request, deed.done)
                return redirect(flow.page, matter.public_id)
        fresh = find(request.actor, public_id)
        if deed.action not in open_acts(flow, request.actor, fresh):
            for problem in form.non_field_errors():
                messages.error(request, str(problem))
        return page(request, fresh, status=422, failed=form, at=str(deed.action))

    act.__doc__ = f"{deed.action.label}."
    return act


def put_faults(form: Form, error: ValidationError) -> None:
    """Put what is wrong at the fields that the form has, else at its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields else None, faults)
