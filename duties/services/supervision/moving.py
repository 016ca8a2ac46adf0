"""How an item goes from state to state: one line of the table, one row of what was done, one line of the change log."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError

from duties.models import SupervisionItem, SupervisionStep
from duties.services.supervision.telling import tell
from duties.supervision_states import TABLE, Action, State
from portal import clock
from portal.access import Actor
from portal.models import StoredFile, Unit
from portal.services.changes import log_change, state_of

SPEECH = frozenset({Action.PROGRESS, Action.JOIN, Action.INSTRUCT, Action.COMMENT})
"""What is said beside the way of an item: it makes no form stale that somebody else has open."""


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody adds to a step: words, files, a day, another unit."""

    text: str = ""
    files: Sequence[StoredFile] = ()
    day: dt.date | None = None
    unit: Unit | None = None


NOTHING = Said()


def item_locked(item: SupervisionItem) -> SupervisionItem:
    """The item as it now is, its row locked until the transaction ends."""
    rows = SupervisionItem.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "office", "notice__drafted_by", "fed_back_by", "reviewed_by").get(
        pk=item.pk
    )


def item_move(
    *, actor: Actor, item: SupervisionItem, action: Action, said: Said = NOTHING
) -> SupervisionStep:
    """Write that `action` was taken on a locked item whose fields are as they shall be; those concerned are told.

    Raises ValidationError where the state does not allow it.
    """
    move = TABLE.get((item.at, action))
    if move is None:
        raise ValidationError(not_now(item, action))
    before = state_of(SupervisionItem.objects.get(pk=item.pk))
    came_from = item.at
    if move.to is not None and move.to != came_from:
        item.state, item.state_since = move.to.value, clock.now()
    if action not in SPEECH:
        item.version += 1
    item.full_clean(exclude=["unit", "office", "notice", "made_by", "fed_back_by", "reviewed_by"])
    item.save()
    step = _write(actor, item, action, said, came_from, dt.date.fromisoformat(before["deadline"]))
    log_change(
        actor=actor,
        action=f"supervision_{action.value}",
        target=item,
        unit=item.unit,
        before=before,
        after=state_of(item),
        reason=said.text,
    )
    tell(actor=actor, item=item, step=step)
    return step


def _write(
    actor: Actor, item: SupervisionItem, action: Action, said: Said, came_from: State, deadline: dt.date
) -> SupervisionStep:
    moved = item.deadline != deadline
    step = SupervisionStep.objects.create(
        item=item,
        action=action.value,
        from_state=came_from.value,
        to_state=item.state,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=said.text,
        old_deadline=deadline if moved or action == Action.ASK else None,
        new_deadline=item.deadline if moved else item.asked_deadline if action == Action.ASK else None,
    )
    step.files.set(said.files)
    return step


def not_now(item: SupervisionItem, action: Action) -> str:
    """Why `action` cannot be taken: who did what last, and what the item is now."""
    last = item.steps.exclude(action__in=SPEECH).order_by("-at", "-pk").first()
    told = (
        f"{last.name}已于{last.at.astimezone(clock.SHANGHAI):%m月%d日%H:%M}办理「{last.get_action_display()}」,"
        if last
        else ""
    )
    return f"{told}督办件现为「{item.at.label}」,不能再{action.label};请核对最新情况。"
