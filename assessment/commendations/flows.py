"""Commendations and leads as matters: who stands how to them, what they need, whose they are."""

from typing import Any

from assessment import commendation_states, lead_states
from assessment.flows import Flow
from assessment.matter_states import Need, Place
from assessment.models import (
    AccountabilityLead,
    AccountabilityLeadStep,
    Commendation,
    CommendationStep,
)
from portal.access import Actor

PAPER = "表彰决定"
ORIGIN = "commendation"
"""What a decision that is drafted from a commendation says it is from: commendation:<its public id>."""


def places(actor: Actor, matter: Any) -> frozenset[Place]:
    """Whether the actor's post is at the unit whose office handles the matter."""
    own = actor.post is not None and actor.post.unit.pk == matter.office_id
    return frozenset({Place.OFFICE}) if own else frozenset()


def _no_facts(actor: Actor, matter: Any) -> str:
    return "" if matter.facts.exists() else "请至少列出一项事实。"


def _own(actor: Actor, matter: Any) -> str:
    own = actor.account is not None and actor.account.pk in (matter.submitted_by_id, matter.proposed_by_id)
    return "本件由您提出或报请,须由另一名审定人决定。" if own else ""


FAULTS = {Need.FACTS: _no_facts, Need.OTHER_PERSON: _own}
COMMENDATIONS = Flow(
    model=Commendation,
    steps=CommendationStep,
    state=commendation_states.State,
    table=commendation_states.TABLE,
    name="commendation",
    page="commendation",
    places=places,
    unit=lambda matter: matter.unit,
    related=("office", "unit", "paper"),
    words={
        commendation_states.Action.RETURN: "请写明退回的理由。",
        commendation_states.Action.AGREE: "请写明同意表彰的理由。",
        commendation_states.Action.DISMISS: "请写明不予表彰的理由。",
        commendation_states.Action.CANCEL: "请写明取消的理由。",
        commendation_states.Action.WITHDRAW: "请写明撤销的理由。",
    },
    faults=FAULTS,
)
LEADS = Flow(
    model=AccountabilityLead,
    steps=AccountabilityLeadStep,
    state=lead_states.State,
    table=lead_states.TABLE,
    name="accountabilitylead",
    page="lead",
    places=places,
    # The row of the log belongs to the office: the unit that it is about does not handle it.
    unit=lambda matter: matter.office,
    related=("office", "unit"),
    words={
        lead_states.Action.RETURN: "请写明退回的理由。",
        lead_states.Action.AGREE: "请写明同意移交的意见。",
        lead_states.Action.DISMISS: "请写明不移交的理由。",
        lead_states.Action.CANCEL: "请写明取消的理由。",
    },
    faults=FAULTS,
)
