"""Finding the talk on which somebody may act: out of scope, or never theirs to act on, it is not there."""

import uuid

from django.http import Http404

from duties.models import Talk
from duties.selectors.talks.reading import readable_talk_or_404
from duties.selectors.talks.rights import places
from duties.talk_states import TABLE, Action
from portal.access import Actor


def may_ever(actor: Actor, talk: Talk, *actions: Action) -> bool:
    """Whether the actor may do one of `actions` in any state of the talk."""
    stands = {(place, actor.role) for place in places(actor, talk)}
    return any(stands & move.who for (_, asked), move in TABLE.items() if asked in actions)


def actable_talk_or_404(actor: Actor, public_id: uuid.UUID, *actions: Action) -> Talk:
    """A talk in the actor's scope on which one of `actions` is theirs in some state; raises Http404 otherwise."""
    talk = readable_talk_or_404(actor, public_id)
    if not may_ever(actor, talk, *actions):
        raise Http404
    return talk
