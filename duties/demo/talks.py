"""Talks of a demonstration: one that waits for its decision, one that was held and whose promises are followed."""

import datetime as dt
import uuid

from duties.demo.questions import actor_of
from duties.demo.tree import HERO
from duties.models import Talk
from duties.selectors.talks.people import tenures_on
from duties.selectors.talks.proposing import overdue_lines
from duties.services.talks.deciding import talk_agree, talk_propose
from duties.services.talks.following import promise_act
from duties.services.talks.notices import Notice, talk_notice
from duties.services.talks.records import Promised, Record, talk_hold, talk_sign
from duties.talk_states import Action
from duties.talk_words import REQUIREMENTS, default_title
from portal import clock
from portal.access import Actor
from portal.models import Placement, Unit
from portal.selectors.documents import version_of
from portal.services.documents import document_review
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask

OFFICE, APPROVER, CLERK = "bangongshi", "shending", "jingban27"
SIGNERS = ("lingdao", "shuji27", "tuanzhang27")
FACTS = 3
PLACE = "演示机关二楼会议室"
TALKING, TALKED = ["party_secretary"], ["party_secretary", "administrative_head"]
SOON = dt.timedelta(minutes=5)


def add_talks() -> None:
    """Propose and hold as the people who can sign in; where there is nobody or nothing late, or a second time, nothing."""
    found = {name: actor_of(name) for name in (OFFICE, APPROVER, CLERK, *SIGNERS)}
    actors = {name: actor for name, actor in found.items() if actor is not None}
    hero = Unit.objects.filter(code=HERO).first()
    if len(actors) < len(found) or hero is None or Talk.objects.exists():
        return
    held = _propose(actors[OFFICE], hero, "演示:所列职责逾期未完成,建议约谈。")
    if held is not None:
        _hold(actors, held)
    placement = Placement.objects.present().filter(unit=hero).select_related("parent").first()
    if placement is not None and placement.parent.pk != held_by(actors[OFFICE]):
        _propose(actors[OFFICE], placement.parent, "演示:所列事项逾期,建议约谈师市主要负责人。")


def held_by(actor: Actor) -> int:
    """The unit (id) of the actor's post."""
    assert actor.post is not None
    return actor.post.unit.pk


def _propose(office: Actor, unit: Unit, opinion: str) -> Talk | None:
    lines = overdue_lines(unit)[:FACTS]
    if not lines:
        return None
    return talk_propose(actor=office, unit=unit, lines=lines, items=[], opinion=opinion, token=uuid.uuid4())


def _hold(actors: dict[str, Actor], talk: Talk) -> None:
    """Agree, announce, hold and sign; where no notice could be drawn (no typefaces) it stops there."""
    talk = talk_agree(
        actor=actors[APPROVER], talk=talk, version=talk.version, text="演示:事实清楚,同意约谈。"
    )
    notice = Notice(
        title=default_title(talk.unit.name),
        at=clock.now() + SOON,
        place=PLACE,
        talking_roles=TALKING,
        talked_roles=TALKED,
        requirements="\n".join(REQUIREMENTS),
    )
    talk = talk_notice(actor=actors[OFFICE], talk=talk, version=talk.version, notice=notice)
    _issue(actors, talk)
    talk.refresh_from_db()
    if talk.notice is None or not talk.notice.number:
        return
    today = clock.today()
    record = Record(
        held_on=today,
        place=PLACE,
        talking=tenures_on(talk.office, TALKING, today),
        talked=tenures_on(talk.unit, TALKED, today),
        points="演示:指出所列事项逾期未完成,要求查明原因、补办到位、防止再次发生。",
        promises=[
            Promised("补办逾期的会议并登记", talk.unit, TALKED[0], today + dt.timedelta(days=20)),
            Promised("建立每月履职调度制度", talk.unit, "", today + dt.timedelta(days=30)),
        ],
    )
    talk = talk_hold(actor=actors[OFFICE], talk=talk, version=talk.version, record=record)
    for name in SIGNERS:
        talk = talk_sign(actor=actors[name], talk=talk, version=talk.version)
    promise_act(
        actor=actors[CLERK],
        promise=talk.promises.select_related("talk").get(position=1),
        action=Action.PROGRESS,
        version=talk.version,
        text="演示:调度制度初稿已拟好,正在征求意见。",
    )


def _issue(actors: dict[str, Actor], talk: Talk) -> None:
    assert talk.notice is not None
    reviewed = document_review(actor=actors[OFFICE], document=talk.notice, version=version_of(talk.notice))
    job = document_issue_ask(actor=actors[APPROVER], document=reviewed, version=version_of(reviewed))
    job_run(job.public_id)
