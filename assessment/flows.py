"""How a kind of matter is declared once: its rows and steps, its table of states, who stands how to it; and what that lets one do."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.db import models

from assessment.matter_states import Need, Place
from portal.access import Actor
from portal.models import Unit
from portal.states import Worded, allowed_by

Fault = Callable[[Actor, Any], str]
"""What is said where a need is not met by actor and matter; empty where it is."""


@dataclasses.dataclass(frozen=True)
class Flow:
    """One kind of matter: its rows and steps, its table of states, what its log and messages are called, its page.

    `places` says how an actor stands to a matter; `words` what is said where words are missing; `unit` whose matter it is
    in the log.
    """

    model: type[models.Model]
    steps: type[models.Model]
    state: type[Worded]
    table: Mapping[tuple[Any, Any], Any]
    name: str
    page: str
    places: Callable[[Actor, Any], frozenset[Place]]
    unit: Callable[[Any], Unit]
    related: tuple[str, ...] = ("office",)
    words: Mapping[Any, str] = dataclasses.field(default_factory=dict)
    faults: Mapping[Need, Fault] = dataclasses.field(default_factory=dict)


def open_acts(flow: Flow, actor: Actor, matter: Any) -> frozenset[Any]:
    """What the actor may do with the matter now, by the table."""
    if actor.role is None:
        return frozenset()
    return allowed_by(flow.table, flow.state(matter.state), flow.places(actor, matter), actor.role)


def may_ever(flow: Flow, actor: Actor, matter: Any, *actions: Any) -> bool:
    """Whether the actor may do one of `actions` in any state of the matter."""
    stands = {(place, str(actor.role)) for place in flow.places(actor, matter)}
    return any(stands & move.who for (_, asked), move in flow.table.items() if asked in actions)
