"""Whether a first tour is still to be offered, and its steps as the browser takes them."""

from typing import Any

from django.urls import reverse

from portal.access import Actor
from portal.help.tours import tour_of
from portal.models import TourAnswer


def is_tour_due(actor: Actor) -> bool:
    """Whether the tour of the actor's present role was never offered to this account; one query."""
    if actor.account is None or not tour_of(actor.role):
        return False
    return not TourAnswer.objects.filter(account=actor.account, role=actor.role).exists()


def tour_steps(actor: Actor) -> list[dict[str, Any]]:
    """The steps of the actor's tour: address of the page (empty: any), selectors, title, text."""
    return [
        {
            "url": reverse(step.page) if step.page else "",
            "at": step.at,
            "title": step.title,
            "text": step.text,
        }
        for step in tour_of(actor.role)
    ]
