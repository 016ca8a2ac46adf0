"""How every matter of this app goes from state to state: row locked, table asked, written with a step and a row of the log.

A subject declares itself once as a `Flow`; its services lock (`matter_locked`), set the columns of their own, and move.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from assessment.flows import Flow, may_ever, open_acts
from assessment.matter_states import Need
from portal import clock
from portal.access import Actor
from portal.models import Account
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

TEXT_LENGTH = 2000


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody says with a move: words, a day."""

    text: str = ""
    day: dt.date | None = None


NOTHING = Said()


def matter_locked(
    flow: Flow, actor: Actor, matter: Any, action: Any, version: int | None, said: Said = NOTHING
) -> Any:
    """The matter as it now is, its row locked; call it inside a transaction.

    Raises PermissionDenied for who may never do this, ValidationError where the matter was changed since `version` was
    seen (None: whatever was seen), where its state does not allow the action, or where something it takes is missing.
    """
    rows = flow.model._default_manager.select_for_update(of=("self",)).select_related(*flow.related)
    fresh: Any = rows.get(pk=matter.pk)
    if not may_ever(flow, actor, fresh, action):
        raise PermissionDenied
    if (version is not None and fresh.version != version) or action not in open_acts(flow, actor, fresh):
        raise ValidationError(changed(flow, fresh))
    check_needs(flow, actor, fresh, action, said)
    return fresh


def changed(flow: Flow, matter: Any) -> str:
    """What is told to whoever comes second: who did what, and what the matter is now."""
    last = matter.steps.order_by("-at", "-pk").first()
    at = f"{last.at.astimezone(clock.SHANGHAI):%H:%M}" if last else ""
    deed = f"{last.name}已于{at}办理「{last.label}」," if last else ""
    return f"{deed}现为「{flow.state(matter.state).label}」;您看到的内容已不是最新,请核对后再办理。"


def check_needs(flow: Flow, actor: Actor, matter: Any, action: Any, said: Said) -> None:
    """Raise ValidationError, at the field where there is one, for what the table asks for and is not there."""
    needs = flow.table[flow.state(matter.state), action].needs
    faults: dict[str, str] = {}
    if Need.TEXT in needs and not said.text.strip():
        faults["text"] = flow.words.get(action, "请填写此项。")
    elif len(said.text) > TEXT_LENGTH:
        faults["text"] = f"最多 {TEXT_LENGTH} 字;请删减后再提交。"
    if Need.DAY in needs and said.day is None:
        faults["day"] = "请填写日期。"
    elif Need.DAY in needs and said.day is not None and said.day > clock.today():
        faults["day"] = "日期不能晚于今天。"
    if faults:
        raise ValidationError(faults)
    for need, fault in flow.faults.items():
        if need in needs and (message := fault(actor, matter)):
            raise ValidationError(message)


def matter_move(flow: Flow, actor: Actor, matter: Any, action: Any, said: Said = NOTHING, **step: Any) -> Any:
    """Write the locked matter in the state to which the table leads, a step and a row of the log; gives the step.

    What the action changed in the matter's own columns has been set before; `step` are more columns of the step.
    """
    before = state_of(flow.model._default_manager.get(pk=matter.pk))
    move = flow.table[flow.state(matter.state), action]
    old = matter.state
    if move.to is not None:
        matter.state, matter.state_since = move.to.value, clock.now()
    matter.version += 1
    matter.full_clean(exclude=["public_id"])
    matter.save()
    made = step_add(flow, actor, matter, action, said, old=old, **step)
    log_change(
        actor=actor,
        action=f"{flow.name}_{action}",
        target=matter,
        unit=flow.unit(matter),
        before=before,
        after=state_of(matter),
        reason=said.text.strip(),
    )
    return made


def matter_begin(flow: Flow, actor: Actor, matter: Any, action: Any, said: Said = NOTHING) -> None:
    """Save a new matter with its first step and its row of the log."""
    matter.state_since = clock.now()
    matter.full_clean(exclude=["public_id"])
    matter.save(force_insert=True)
    step_add(flow, actor, matter, action, said, old="")
    log_change(
        actor=actor,
        action=f"{flow.name}_{action}",
        target=matter,
        unit=flow.unit(matter),
        after=state_of(matter),
    )


def step_add(
    flow: Flow, actor: Actor, matter: Any, action: Any, said: Said = NOTHING, *, old: str, **more: Any
) -> Any:
    """Keep what was done as a step."""
    return flow.steps._default_manager.create(
        matter=matter,
        action=action.value,
        from_state=old,
        to_state=matter.state,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=said.text.strip(),
        **more,
    )


def tell(flow: Flow, matter: Any, accounts: Iterable[Account], title: str, text: str = "") -> None:
    """Put one line about the matter as it now is into inboxes; the same move tells each account once."""
    message_send(
        accounts=accounts,
        key=f"{flow.name}:{matter.public_id}:{matter.version}",
        kind=flow.name,
        title=title,
        text=text,
        url=reverse(flow.page, args=[matter.public_id]),
    )
