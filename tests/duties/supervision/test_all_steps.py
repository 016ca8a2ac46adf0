"""Every state × action × person through the service: what the table allows is done, anything else leaves the item as it was."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.models import SupervisionItem
from duties.models.supervision import UNNUMBERED
from duties.supervision_access import open_actions, place_of
from duties.supervision_states import BY_NOTICE, TABLE, Action, Need, Place, State, allowed
from portal.services.changes import state_of
from tests.duties.office_world import OfficeWorld
from tests.duties.supervision_world import DEADLINE, act, drafted, issued, said

pytestmark = pytest.mark.django_db

PLACES = {
    "office": Place.OFFICE,
    "approver": Place.OFFICE,
    "leader": Place.OFFICE,
    "auditor": Place.OFFICE,
    "clerk": Place.LEAD,
    "official": Place.LEAD,
    "member": Place.LEAD,
    "partner": Place.PARTNER,
    "above": Place.SUPERIOR,
    "leader_above": Place.SUPERIOR,
    "neighbour": Place.ELSEWHERE,
}
TAKEN = frozenset(Action) - BY_NOTICE


def item_in(world: OfficeWorld, state: State) -> SupervisionItem:
    """An item with a partner, put into `state`; someone else has fed it back and reviewed it."""
    make = drafted if state in UNNUMBERED else issued
    item = make(world, partners=[world.units["连"]])
    other = world.actors["neighbour"].account
    fed_back = other if state in (State.FED_BACK, State.REVIEWED) else None
    SupervisionItem.objects.filter(pk=item.pk).update(state=state, fed_back_by=fed_back, reviewed_by=fed_back)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize("state", State)
def test_every_action_by_everybody(world: OfficeWorld, state: State) -> None:
    item, wrong = item_in(world, state), []
    before = state_of(item)
    for who, place in PLACES.items():
        actor = world.actors[who]
        assert actor.post is not None
        can = allowed(state, place, actor.post.role)
        assert place_of(actor, item) == place
        assert open_actions(actor, item) - BY_NOTICE == can - BY_NOTICE
        for action in TAKEN:
            done = _try(world, item, who, action)
            if done != (action in can):
                wrong.append(f"{who}: {action} {done}")
            item.refresh_from_db()
            assert state_of(item) == before
    assert wrong == []


def _try(world: OfficeWorld, item: SupervisionItem, who: str, action: Action) -> bool:
    """Whether the service does it; what it did is taken back."""
    with transaction.atomic():
        came_from = State(item.state)
        try:
            act(world, item, who, action, said(world, action, unit=world.units["邻"]))
        except (PermissionDenied, ValidationError):
            done = False
        else:
            done = item.state == (TABLE[came_from, action].to or came_from)
        transaction.set_rollback(True)
    return done


@pytest.mark.parametrize(
    ("need", "action", "field"),
    [
        (Need.TEXT, Action.PROGRESS, "text"),
        (Need.FILES, Action.FEED_BACK, "evidence"),
        (Need.LATER_DAY, Action.ASK, "day"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    world: OfficeWorld, need: Need, action: Action, field: str
) -> None:
    item = item_in(world, State.SIGNED)
    assert need in TABLE[State.SIGNED, action].needs
    words = said(world, action)
    blank = {"text": {"text": " "}, "evidence": {"files": []}, "day": {"day": DEADLINE}}[field]
    with pytest.raises(ValidationError) as refused:
        act(world, item, "clerk", action, type(words)(**(vars(words) | blank)))
    assert list(refused.value.message_dict) == [field]
