"""The record: who held the seats on the day, what cannot have been so, changes before the first signature."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from duties.models import TalkPerson
from duties.selectors.talks.people import owners_of, seats_on
from duties.services.talks.records import Promised, talk_amend, talk_hold, talk_sign
from duties.talk_states import State
from portal.models import Change, Tenure
from tests.duties.talks.world import AT, OfficeWorld, held, noticed_before, record, seat, tenures

pytestmark = pytest.mark.django_db


def refusal(world: OfficeWorld, **values: object) -> dict[str, list[str]]:
    """What is said at the fields of a record that cannot be."""
    talk = noticed_before(world)
    with pytest.raises(ValidationError) as refused:
        talk_hold(
            actor=world.actors["office"], talk=talk, version=talk.version, record=record(world, **values)
        )
    assert not TalkPerson.objects.exists()
    return refused.value.message_dict


def test_who_took_part_is_kept_with_seat_and_person(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    people = talk.people.order_by("pk").values_list("side", "unit__code", "role", "person__code")
    assert list(people) == [
        ("talking", "师", "party_secretary", "division_secretary"),
        ("talked", "团", "party_secretary", "party_secretary"),
        ("talked", "团", "administrative_head", "administrative_head"),
    ]
    assert talk.state == State.HELD


def test_the_holder_of_the_day_is_talked_to(world: OfficeWorld, later: None) -> None:
    Tenure.objects.filter(unit=world.units["团"], role="party_secretary").update(ended_on=AT.date())
    new = seat(world.units["团"], "party_secretary", "new_secretary", AT.date())
    assert [each.person.code for each in seats_on(world.units["团"], AT.date())[0].holders] == [
        "new_secretary"
    ]
    talk = noticed_before(world)
    talk = talk_hold(
        actor=world.actors["office"], talk=talk, version=talk.version, record=record(world, talked=[new])
    )
    assert talk.people.get(side="talked").person.code == "new_secretary"


def test_who_left_before_is_refused(world: OfficeWorld, later: None) -> None:
    Tenure.objects.filter(unit=world.units["团"], role="party_secretary").update(ended_on=AT.date())
    assert "不在任" in refusal(world)["talked"][0]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"held_on": dt.date(2026, 11, 28)}, "held_on", "不能晚于今天"),
        ({"held_on": dt.date(2026, 11, 23)}, "held_on", "不能早于印发通知的2026年11月24日"),
        ({"starts_at": dt.time(15), "ends_at": dt.time(14)}, "ends_at", "结束时间应晚于开始时间"),
        ({"starts_at": dt.time(17)}, "starts_at", "谈话还没有开始"),
        ({"place": " "}, "place", "请填写"),
        ({"points": ""}, "points", "请填写"),
        ({"talking": []}, "talking", "请选择"),
        ({"talked": []}, "talked", "请选择"),
        ({"promises": []}, "promises", "至少写明一项"),
    ],
)
def test_what_cannot_have_been_so(
    world: OfficeWorld, later: None, values: dict[str, object], field: str, said: str
) -> None:
    assert said in refusal(world, **values)[field][0]


def test_a_promise_is_for_a_day_after_the_talk(world: OfficeWorld, later: None) -> None:
    promised = Promised("立即整改", world.units["团"], "", AT.date())
    assert "应晚于谈话日期" in refusal(world, promises=[promised])["promises"][0]


def test_it_is_changed_until_the_first_signature(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    talk = talk_amend(
        actor=world.actors["office"],
        talk=talk,
        version=talk.version,
        record=record(world, points="改过的要点。", talked=tenures(world.units["团"], "party_secretary")),
    )
    assert (talk.record.points, talk.people.filter(side="talked").count(), talk.promises.count()) == (
        "改过的要点。", 1, 2,
    )  # fmt: skip
    assert Change.objects.filter(action="talk_record").count() == 2
    talk = talk_sign(actor=world.actors["secretary"], talk=talk, version=talk.version)
    with pytest.raises(ValidationError, match="已有人对谈话记录签字"):
        talk_amend(actor=world.actors["office"], talk=talk, version=talk.version, record=record(world))


def test_the_unit_and_its_seats_may_promise(world: OfficeWorld, later: None) -> None:
    unit = held(world).unit
    owners = owners_of(unit, seats_on(unit, AT.date()))
    assert [(unit.code, role) for unit, role, _ in owners] == [
        ("团", ""), ("团", "party_secretary"), ("团", "administrative_head"),
    ]  # fmt: skip
