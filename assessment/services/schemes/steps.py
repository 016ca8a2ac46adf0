"""How every move of an assessment is made: the row locked, the table asked, the row written with a step and a row of the log."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessment.models import Scheme, SchemeStep
from assessment.scheme_states import TABLE, Action, Need, State
from assessment.selectors.schemes.acting import hindrance, may_ever, open_acts
from portal import clock
from portal.access import Actor
from portal.models import Account, Appointment, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "assessment"
TEXT_LENGTH = 1000

WORDS = {
    Action.RETURN: "请写明退回的理由。",
    Action.RATE: "请写明评定依据。",
    Action.SEND_BACK: "请写明退回的理由。",
    Action.RECALL: "请写明作废的理由。",
    Action.OBJECT: "请写明异议内容。",
    Action.UPHOLD: "请写明答复。",
    Action.REJECT: "请写明答复。",
    Action.CANCEL: "请写明取消的理由。",
}


def scheme_locked(
    actor: Actor,
    scheme: Scheme,
    action: Action,
    version: int | None,
    text: str = "",
    *,
    unit: Unit | None = None,
) -> Scheme:
    """The assessment as it now is, its row locked; call it inside a transaction. `unit` is the assessed one it concerns.

    Raises PermissionDenied for who may never do this, ValidationError where it was changed since `version` was seen
    (None: whatever was seen), where its state does not allow the action, or where something that it takes is missing.
    """
    rows = Scheme.objects.select_for_update(of=("self",)).select_related("office", "circular", "record")
    fresh = rows.get(pk=scheme.pk)
    if not may_ever(actor, fresh, action, unit):
        raise PermissionDenied
    if (version is not None and fresh.version != version) or action not in open_acts(actor, fresh, unit):
        raise ValidationError(_changed(fresh))
    needs = TABLE[State(fresh.state), action].needs
    if Need.TEXT in needs and not text.strip():
        raise ValidationError({"text": WORDS[action]})
    if len(text) > TEXT_LENGTH:
        raise ValidationError({"text": f"最多 {TEXT_LENGTH} 字;请删减后再提交。"})
    if words := hindrance(actor, fresh, action):
        raise ValidationError(words)
    return fresh


def _changed(scheme: Scheme) -> str:
    last = scheme.steps.order_by("-at", "-pk").first()
    deed = (
        f"{last.name}已于{last.at.astimezone(clock.SHANGHAI):%H:%M}办理「{last.get_action_display()}」,"
        if last
        else ""
    )
    return f"{deed}现为「{State(scheme.state).label}」;您看到的内容已不是最新,请核对后再办理。"


def scheme_move(
    actor: Actor, scheme: Scheme, action: Action, text: str = "", *, unit: Unit | None = None
) -> None:
    """Write the locked assessment in the state to which the table leads, a step and a row of the log.

    What the action changed in its own columns has been set before.
    """
    before, old = state_of(Scheme.objects.get(pk=scheme.pk)), scheme.state
    move = TABLE[State(scheme.state), action]
    if move.to is not None and move.to.value != scheme.state:
        scheme.state, scheme.state_since = move.to.value, clock.now()
    scheme.version += 1
    scheme.full_clean(exclude=["public_id", "office", "circular", "record"])
    scheme.save()
    step_add(actor, scheme, action, text, old=old, unit=unit)
    log_change(
        actor=actor,
        action=f"scheme_{action}",
        target=scheme,
        unit=unit or scheme.office,
        before=before,
        after=state_of(scheme),
        reason=text.strip(),
    )


def step_add(
    actor: Actor, scheme: Scheme, action: Action, text: str = "", *, old: str, unit: Unit | None = None
) -> None:
    """Keep what was done as a step."""
    SchemeStep.objects.create(
        scheme=scheme,
        unit=unit,
        action=action.value,
        from_state=old,
        to_state=scheme.state,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=text.strip(),
    )


def tell(scheme: Scheme, accounts: Iterable[Account], title: str, text: str = "", url: str = "") -> None:
    """Put one line about the assessment as it now is into inboxes; the same move tells each account once."""
    message_send(
        accounts=accounts,
        key=f"assessment:{scheme.public_id}:{scheme.version}",
        kind=MESSAGE_KIND,
        title=title,
        text=text,
        url=url or reverse("scheme", args=[scheme.public_id]),
    )


def desk_of(scheme: Scheme, *roles: Role) -> list[Account]:
    """The accounts of `roles` at who assesses."""
    return list(accounts_at(scheme.office, *roles))


def assessed_desks(scheme: Scheme) -> list[Account]:
    """The clerks and officials of all assessed units; one query."""
    return accounts_of(scheme.units.order_by().values_list("unit", flat=True))


def accounts_of(units: Any) -> list[Account]:
    """The active accounts that are clerks or officials of `units` (ids, or a query of them) today; one query."""
    held = Appointment.objects.present().filter(unit__in=units, role__in=[Role.CLERK, Role.OFFICIAL])
    return list(Account.objects.filter(pk__in=held.values("account"), is_active=True))
