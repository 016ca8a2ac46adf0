"""Two people at once: one decision stands, one proposal is made, one signature is kept."""

import threading
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from duties.models import Talk, TalkStep
from duties.selectors.talks.proposing import overdue_lines
from duties.services.talks.deciding import talk_agree, talk_dismiss, talk_propose
from duties.services.talks.suggesting import talks_suggest
from duties.talk_states import State
from tests.duties.talks.test_suggesting import Q1, flag
from tests.duties.talks.world import NOW, make_talk_world, propose


def at_once(*works: Callable[[], object]) -> list[str]:
    """Do all at the same moment; gives what was refused."""
    start, refused = threading.Barrier(len(works)), []

    def work(one: Callable[[], object]) -> None:
        try:
            start.wait()
            one()
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.django_db(transaction=True)
def test_at_once() -> None:
    with time_machine.travel(NOW, tick=False):
        world = make_talk_world()
        actors, unit = world.actors, world.units["团"]

        def proposing(who: str) -> Callable[[], object]:
            return lambda: talk_propose(
                actor=actors[who], unit=unit, lines=overdue_lines(unit)[:1], items=[], opinion="建议约谈。",
                token=uuid.uuid4(),
            )  # fmt: skip

        refused = at_once(proposing("office"), proposing("colleague"))
        assert (Talk.objects.count(), len(refused)) == (1, 1)
        assert "已有尚未进行的约谈" in refused[0]

        talk, approver = Talk.objects.get(), actors["approver"]
        deciding = {"actor": approver, "talk": talk, "version": talk.version, "text": "理由。"}
        refused = at_once(lambda: talk_agree(**deciding), lambda: talk_dismiss(**deciding))
        assert (len(refused), TalkStep.objects.filter(action__in=["agree", "dismiss"]).count()) == (1, 1)
        assert "现为" in refused[0]

        Talk.objects.all().update(state=State.CANCELLED, ended_at=NOW, end_reason="演示。")
        flag(world, Q1, unit="邻")
        assert at_once(talks_suggest, talks_suggest) == []
        assert Talk.objects.filter(state="suggested").count() == 1
        assert propose(world, "above").state == State.SUBMITTED
