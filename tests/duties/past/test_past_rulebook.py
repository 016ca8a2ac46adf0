"""规则库 at a moment: the version in force on the day, as far as it was known, its readings, answers and fulfilment."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from duties.ledger.roll import ensure_fresh
from duties.models import Question, Rule
from portal import clock
from portal.models import Account, Role
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.test_known_versions import LOADED, load

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2024, 9, 1, 9, tzinfo=clock.SHANGHAI)
BEFORE, AFTER = "2024-03-01T08:59", "2024-03-01T09:00"
CASES = [
    ({}, 2),
    ({"as_of": "2024-08-20"}, 2),
    ({"as_of": "2024-02-01"}, 1),
    ({"as_of": "2024-08-20", "known_at": BEFORE}, 1),
    ({"as_of": "2024-08-20", "known_at": AFTER}, 2),
]


@pytest.fixture
def cast() -> Cast:
    load("first", LOADED - dt.timedelta(days=100))
    load("second", LOADED)
    with time_machine.travel(NOW, tick=False):
        ensure_fresh()
        return make_cast()


def page(client: Client, path: str, moment: dict[str, str]) -> str:
    answer = client.get(path, moment)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(("moment", "version"), CASES)
def test_the_version_is_the_one_in_force_then_as_known_then(
    cast: Cast, moment: dict[str, str], version: int
) -> None:
    with time_machine.travel(NOW, tick=False):
        book = page(signed_in(cast.accounts[Role.OFFICE]), "/rulebook/", moment)
    assert f"第 {version} 版" in book
    assert ("#y2.duty" in book) == (version == 2)
    assert ("当日履职" in book) == bool(moment)


def test_readings_that_were_not_known_are_not_in_the_history(cast: Cast) -> None:
    path = "/rulebook/2/"
    with time_machine.travel(NOW, tick=False):
        client = signed_in(cast.accounts[Role.OFFICE])
        assert (
            "第 2 版" not in page(client, path, {"as_of": "2024-08-20", "known_at": BEFORE}).split("<main")[1]
        )
        assert "第 2 版" in page(client, path, {"as_of": "2024-08-20", "known_at": AFTER})


def test_answers_are_those_of_then(cast: Cast) -> None:
    rule = Rule.objects.filter(code="y3.week").get()
    answered = dt.datetime(2024, 6, 1, 10, tzinfo=clock.SHANGHAI)
    account = Account.objects.first()
    assert account is not None
    Question.objects.create(
        rule=rule, unit=cast.units["own"], text="演示:怎样算?", asked_by=account, asked_at=answered,
        state=Question.State.ANSWERED, answer="演示:这样算。", answered_by=account, answered_at=answered,
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        client = signed_in(cast.accounts[Role.OFFICE])
        assert "演示:这样算" in page(client, "/rulebook/3/", {})
        assert "演示:这样算" in page(client, "/rulebook/3/", {"as_of": "2024-06-01"})
        assert "演示:这样算" not in page(client, "/rulebook/3/", {"as_of": "2024-05-31"})
        assert "演示:这样算" not in page(
            client, "/rulebook/3/", {"as_of": "2024-08-01", "known_at": "2024-06-01T09:59"}
        )


def test_what_is_loaded_first_is_known_from_ever(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        client = signed_in(cast.accounts[Role.OFFICE])
        assert "第 1 版" in page(
            client, "/rulebook/", {"as_of": "2023-06-01", "known_at": "2023-06-01T10:00"}
        )
