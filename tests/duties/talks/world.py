"""The office world with seats at the division, accounts of those who hold them, a department; and ways through a talk."""

import datetime as dt
import uuid
from collections.abc import Sequence

import time_machine
from django.db import transaction

from duties.ledger.roll import ensure_fresh
from duties.models import Talk, TalkPromise
from duties.selectors.talks.proposing import overdue_lines
from duties.services.talks.deciding import talk_agree, talk_propose
from duties.services.talks.notices import Notice, talk_notice
from duties.services.talks.records import Promised, Record, talk_hold, talk_sign
from duties.talk_words import REQUIREMENTS
from portal import clock
from portal.access import SYSTEM
from portal.models import Account, Document, Person, Role, Tenure, Unit
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from portal.services.structure import unit_found
from tests.duties.office_world import FOUNDED, NOW, OfficeWorld, make_office_world
from tests.portal.desk import account_at

__all__ = ["NOW", "OfficeWorld", "make_talk_world"]

SINCE = dt.date.fromisoformat(FOUNDED)
AT = dt.datetime(2026, 11, 27, 10, tzinfo=clock.SHANGHAI)
"""When the talk of these tests is planned."""


def make_talk_world() -> OfficeWorld:
    """Add who talks, who is talked to, a department of the division; read the ledger. Call it at NOW."""
    world = make_office_world()
    units, actors = world.units, world.actors
    seat(units["师"], "party_secretary", "division_secretary")
    units["局"] = unit_found(
        actor=SYSTEM,
        code="局",
        name="演示二师农业农村局",
        kind="department",
        started_on=SINCE,
        parent=units["师"],
    )
    for name, unit, role, person in (
        ("leader", "师", Role.LEADER, "division_secretary"),
        ("secretary", "团", Role.OFFICIAL, "party_secretary"),
        ("head", "团", Role.OFFICIAL, "administrative_head"),
        ("member", "团", Role.MEMBER, ""),
        ("above_approver", "兵", Role.APPROVER, ""),
        ("company", "连", Role.CLERK, ""),
    ):
        actors[name] = account_at(units[unit], role, name)
        if person:
            Account.objects.filter(pk=actors[name].account.pk).update(person=Person.objects.get(code=person))
            actors[name].account.refresh_from_db()
    ensure_fresh()
    return world


def seat(unit: Unit, role: str, code: str, start: dt.date = SINCE, end: dt.date | None = None) -> Tenure:
    """Somebody who holds a seat."""
    person, _ = Person.objects.get_or_create(code=code, defaults={"name": f"演示-{code}"})
    # The ledger follows within the same transaction.
    with transaction.atomic():
        return _seated(unit, role, person, start, end)


def _seated(unit: Unit, role: str, person: Person, start: dt.date, end: dt.date | None) -> Tenure:
    return Tenure.objects.create(
        ref=uuid.uuid4().hex, unit=unit, role=role, person=person, started_on=start, ended_on=end
    )


def propose(world: OfficeWorld, who: str = "office", unit: str = "团", **values: object) -> Talk:
    """A proposal with the two longest overdue obligations, submitted."""
    given = {
        "actor": world.actors[who],
        "unit": world.units[unit],
        "lines": overdue_lines(world.units[unit])[:2],
        "items": [],
        "opinion": "两项职责逾期较久,建议约谈。",
        "token": uuid.uuid4(),
    }
    return talk_propose(**(given | values))


def agreed(world: OfficeWorld) -> Talk:
    """A talk that the approver has agreed to."""
    talk = propose(world)
    return talk_agree(actor=world.actors["approver"], talk=talk, version=talk.version, text="同意。")


def notice(**values: object) -> Notice:
    """What the office words."""
    given = {
        "title": "关于约谈演示27团的通知",
        "at": AT,
        "place": "演示二师机关三楼会议室",
        "talking_roles": ["party_secretary"],
        "talked_roles": ["party_secretary", "administrative_head"],
        "requirements": "\n".join(REQUIREMENTS),
    }
    return Notice(**(given | values))


def drafted(world: OfficeWorld) -> Talk:
    """An agreed talk with the draft of its notice."""
    talk = agreed(world)
    return talk_notice(actor=world.actors["office"], talk=talk, version=talk.version, notice=notice())


def issue(world: OfficeWorld, document: Document) -> Document:
    """Review and sign a document of the division, and let the worker issue it."""
    reviewed = document_review(actor=world.actors["office"], document=document, version=version_of(document))
    job = document_issue_ask(actor=world.actors["approver"], document=reviewed, version=version_of(reviewed))
    job_run(job.public_id)
    document.refresh_from_db()
    return document


def noticed(world: OfficeWorld) -> Talk:
    """A talk whose notice is issued."""
    talk = drafted(world)
    issue(world, talk.notice)
    return Talk.objects.get(pk=talk.pk)


def record(world: OfficeWorld, **values: object) -> Record:
    """What was written down of the talk."""
    given = {
        "held_on": AT.date(),
        "place": "演示二师机关三楼会议室",
        "talking": tenures(world.units["师"], "party_secretary"),
        "talked": tenures(world.units["团"], "party_secretary", "administrative_head"),
        "points": "指出领导小组会议逾期;要求按季召开。",
        "promises": [
            Promised("补开领导小组会议", world.units["团"], "party_secretary", dt.date(2026, 12, 20)),
            Promised("建立履职台账月调度", world.units["团"], "", dt.date(2026, 12, 31)),
        ],
    }
    return Record(**(given | values))


def tenures(unit: Unit, *roles: str) -> Sequence[Tenure]:
    """Who holds these seats now."""
    return list(Tenure.objects.filter(unit=unit, role__in=roles).select_related("unit", "person"))


def held(world: OfficeWorld) -> Talk:
    """A talk that was held and waits for signatures; the clock must stand at AT or later."""
    talk = noticed_before(world)
    return talk_hold(actor=world.actors["office"], talk=talk, version=talk.version, record=record(world))


def noticed_before(world: OfficeWorld) -> Talk:
    """A talk whose notice was issued at NOW, whatever the clock says."""
    with time_machine.travel(NOW, tick=False):
        return noticed(world)


def signed(world: OfficeWorld) -> Talk:
    """A talk for which everybody has signed."""
    talk = held(world)
    for who in ("leader", "secretary", "head"):
        talk = talk_sign(actor=world.actors[who], talk=talk, version=talk.version)
    return talk


def promise(talk: Talk, position: int = 0) -> TalkPromise:
    """One promise of the talk, as it is now."""
    return TalkPromise.objects.select_related("talk").get(talk=talk, position=position)


def again(talk: Talk) -> Talk:
    """The talk as it is now."""
    return Talk.objects.get(pk=talk.pk)
