"""Two offices answer, and two officials state, at the same time: one wins, the other is told."""

import threading
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections

from duties.models import Statement, Urging, Waiver
from duties.services.statements import statement_follow, statement_make
from duties.statement_states import Act, Kind
from tests.duties.office_world import NOW
from tests.duties.urging_world import make_urging_world, urged


def at_once(*works: Callable[[], object]) -> list[str]:
    """What came of the works, each in a connection and transaction of its own, begun together; sorted."""
    begin, came = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            work()
            came.append("done")
        except ValidationError as error:
            came.append(error.messages[0][:4])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_told() -> None:
    with time_machine.travel(NOW, tick=False):
        world = make_urging_world()
        cell, official = world.cell(), world.actors["official"]

        def state() -> Statement:
            return statement_make(actor=official, cell=cell, kind=Kind.WAIVER, text="演示。")

        assert at_once(state, state) == ["done", "该事项已"]
        asked = Statement.objects.get()

        def answer(who: str, act: Act) -> Callable[[], object]:
            return lambda: statement_follow(
                actor=world.actors[who], statement=asked, act=act, text="演示。", seen=1
            )

        came = at_once(answer("office", Act.GRANT), answer("colleague", Act.REFUSE))
        assert "done" in came
        assert len(set(came)) == 2
        asked.refresh_from_db()
        assert Waiver.objects.count() == (asked.state == "granted")
        other = world.cell(period="2026Q2")
        came = at_once(*(lambda who=who: urged(world, who, cells=[other]) for who in ("office", "colleague")))
        assert came == ["3天内已", "done"]
        assert Urging.objects.count() == 1
