"""Finding that on which somebody acts: out of scope, or never theirs to act on, it is not there."""

import uuid

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404

from assessment.models import Indicator, Scheme, Score
from assessment.scheme_states import Action
from assessment.selectors.schemes.acting import may_ever
from assessment.selectors.schemes.reading import readable_assessed, readable_scheme_or_404
from portal.access import Actor
from portal.models import Unit


def actable_scheme_or_404(actor: Actor, public_id: uuid.UUID, *actions: Action) -> Scheme:
    """An assessment in the actor's scope on which one of `actions` is theirs in some state; raises Http404 otherwise."""
    scheme = readable_scheme_or_404(actor, public_id)
    if not any(may_ever(actor, scheme, action) for action in actions):
        raise Http404
    return scheme


def score_or_404(actor: Actor, public_id: uuid.UUID, action: Action, *, own: bool = False) -> Score:
    """A line on which `action` is the actor's in some state (`own`: as who is assessed); raises Http404 otherwise."""
    found = (
        Score.objects.select_related("indicator", "assessed__unit", "assessed__scheme__office")
        .filter(public_id=public_id, assessed__in=readable_assessed(actor).order_by().values("pk"))
        .first()
    )
    unit: Unit | None = found.assessed.unit if found and own else None
    if found is None or not may_ever(actor, found.assessed.scheme, action, unit):
        raise Http404
    return found


def indicator_or_404(scheme: Scheme, public_id: uuid.UUID | str) -> Indicator:
    """An indicator of a scheme; raises Http404 where there is none."""
    try:
        found = scheme.indicators.select_related("parent").filter(public_id=public_id).first()
    except ValidationError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def say(form: Form, error: ValidationError) -> None:
    """Put what is wrong at the fields that the form has, else at its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields else None, faults)
