"""What rows of the access matrix about talks act on, and the rows themselves."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from duties.models import Rule, Talk, TalkFact, TalkPerson, TalkPromise, TalkRecord, TalkStep
from duties.talk_states import State
from portal import access, clock
from portal.models import Account, Document, Person, Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast
from tests.portal.matrix_rows import issued

SIGNERS = frozenset({Role.OFFICIAL, Role.MEMBER, Role.LEADER, Role.OFFICE, Role.APPROVER})


def _talk(cast: Cast, office: Unit, unit: Unit, state: State, **values: Any) -> Talk:
    now = clock.now()
    talk = Talk.objects.create(
        office=office,
        unit=unit,
        basis="superior",
        state=state.value,
        state_since=now,
        proposed_at=now,
        **values,
    )
    rule = Rule.objects.filter(code="a8.2.leading_group").first()
    if rule is not None:
        TalkFact.objects.create(
            talk=talk, source="hand", unit=unit, rule=rule, period="2026Q3", title="领导小组会议", required=1,
            due_on=dt.date(2026, 9, 30), added_at=now,
        )  # fmt: skip
    TalkStep.objects.create(talk=talk, action="suggest", to_state="suggested", at=now, name="系统")
    return talk


def _other(cast: Cast, unit: Unit, first: str) -> Unit:
    """Another unit than that of the place: `first`, or one that nobody of the cast reads."""
    return cast.units["sibling"] if unit == cast.units[first] else cast.units[first]


def talk_suggested(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A suggestion about the company below, with the office of the unit of the place."""
    return {"public_id": _talk(cast, unit, _other(cast, unit, "below"), State.SUGGESTED).public_id}


def talk_submitted(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, submitted."""
    return {"public_id": _talk(cast, unit, _other(cast, unit, "below"), State.SUBMITTED).public_id}


def talk_agreed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, agreed to."""
    return {
        "public_id": _talk(cast, unit, _other(cast, unit, "below"), State.AGREED, **_decision(cast)).public_id
    }


def talk_to_hold(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same, announced."""
    more = _decision(cast) | {"noticed_at": clock.now()}
    return {"public_id": _talk(cast, unit, _other(cast, unit, "below"), State.NOTICED, **more).public_id}


def talk_noticed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A talk of the top unit with the unit of the place, announced by a notice."""
    return {"public_id": _announced(cast, unit, State.NOTICED).public_id}


def talk_held(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same with its record, which everybody of the cast is to sign."""
    talk = _recorded(cast, unit, State.HELD)
    return {"public_id": talk.public_id}


def talk_followed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The same with promises that are followed."""
    return {"public_id": _recorded(cast, unit, State.RECTIFYING).public_id}


def talk_followed_by(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A talk that the unit of the place has held with the company below, whose promises are followed."""
    more = _decision(cast) | {"noticed_at": clock.now()}
    talk = _talk(cast, unit, _other(cast, unit, "below"), State.RECTIFYING, **more)
    _write(cast, talk)
    return {"public_id": talk.public_id}


def promise_owed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A promise of the unit of the place."""
    talk = _recorded(cast, unit, State.RECTIFYING)
    return {"public_id": talk.public_id, "promise": talk.promises.get().public_id}


def promise_followed(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A promise that the office of the unit of the place follows."""
    found = talk_followed_by(cast, unit)
    return found | {"promise": TalkPromise.objects.get(talk__public_id=found["public_id"]).public_id}


def talk_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of a talk with the unit of the place."""
    talk = _recorded(cast, unit, State.RECTIFYING)
    stored = file_store(actor=access.SYSTEM, name="纪要.pdf", content=b"%PDF", content_type="application/pdf")
    step = TalkStep.objects.create(
        talk=talk, action="progress", to_state="rectifying", at=clock.now(), name="演示"
    )
    step.files.add(stored)
    return {"public_id": talk.public_id, "file": stored.public_id}


def _decision(cast: Cast) -> dict[str, Any]:
    return {"decided_by": cast.without_post, "decided_at": clock.now(), "decision": "同意。"}


def _announced(cast: Cast, unit: Unit, state: State) -> Talk:

    notice = Document.objects.get(**issued(cast, unit))
    more = _decision(cast) | {"noticed_at": clock.now(), "notice": notice}
    return _talk(cast, _other(cast, unit, "above"), unit, state, **more)


def _recorded(cast: Cast, unit: Unit, state: State) -> Talk:
    talk = _announced(cast, unit, state)
    _write(cast, talk)
    return talk


def _write(cast: Cast, talk: Talk) -> None:
    person, _ = Person.objects.get_or_create(code="M-seated", defaults={"name": "演示-在座"})
    Account.objects.filter(username__startswith="m-").update(person=person)
    TalkRecord.objects.create(
        talk=talk, held_on=clock.today(), place="会议室", points="要点。", recorded_by=cast.without_post,
        recorded_at=clock.now(),
    )  # fmt: skip
    TalkPerson.objects.create(talk=talk, side="talked", unit=talk.unit, role="party_secretary", person=person)
    TalkPromise.objects.create(
        talk=talk, position=0, text="补开会议", unit=talk.unit, due_on=clock.today() + dt.timedelta(days=30)
    )


FACTORIES = {
    "promise_followed": promise_followed,
    "promise_owed": promise_owed,
    "talk_agreed": talk_agreed,
    "talk_file": talk_file,
    "talk_followed": talk_followed,
    "talk_followed_by": talk_followed_by,
    "talk_held": talk_held,
    "talk_noticed": talk_noticed,
    "talk_submitted": talk_submitted,
    "talk_suggested": talk_suggested,
    "talk_to_hold": talk_to_hold,
}

TEXT: Mapping[str, str] = {"text": "演示。", "version": "0"}
"""A form of a talk that nobody has changed."""
NO_PROMISE: Mapping[str, Any] = {"public_id": uuid.UUID(int=0), "promise": uuid.UUID(int=0)}
