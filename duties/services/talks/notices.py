"""The notice of a talk (约谈通知书): drafted by the office, reviewed and issued as all documents are; the talk follows it."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.ledger.roll import ensure_fresh
from duties.models import Talk
from duties.selectors.talks.facts import FactNow, facts_now, words_of
from duties.selectors.talks.papers import clause_of
from duties.selectors.talks.people import roles_named, tenures_on
from duties.services.talks.steps import Said, talk_locked, talk_move, tell, unit_desk
from duties.talk_states import Action, State
from duties.talk_words import NoticeWords, notice_paper
from portal import clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Account, Document
from portal.selectors.documents import version_of
from portal.selectors.installation import installation
from portal.services.documents import document_draft, document_edit
from portal.wording import date_cn

CHANGED = "约谈事实自拟稿后已有变化({0}),请退改,由办公室重新生成通知书。"


@dataclasses.dataclass(frozen=True)
class Notice:
    """What the office words of a notice: title, when (time of Shanghai), where, which seats talk and are talked to."""

    title: str
    at: dt.datetime
    place: str
    talking_roles: Sequence[str]
    talked_roles: Sequence[str]
    requirements: str
    urgency: str = ""
    copies_to: tuple[str, ...] = ()


@transaction.atomic
def talk_notice(*, actor: Actor, talk: Talk, version: int, notice: Notice) -> Talk:
    """Draft the notice of an agreed talk, or word a draft or returned one anew; its facts are those of today.

    Raises ValidationError, by the names of the form's fields, for what cannot be announced.
    """
    ensure_fresh()
    fresh = talk_locked(actor, talk, Action.DRAFT, version)
    check_notice(notice)
    fresh.planned_at, fresh.place = notice.at, notice.place
    fresh.talking_roles, fresh.talked_roles = list(notice.talking_roles), list(notice.talked_roles)
    fresh.requirements = notice.requirements
    paper = paper_for(fresh, notice)
    if fresh.notice is None or fresh.notice.state == Document.State.VOID:
        fresh.notice = document_draft(actor=actor, paper=paper, issuer=fresh.office, addressee=fresh.unit)
    else:
        document_edit(actor=actor, document=fresh.notice, version=version_of(fresh.notice), paper=paper)
    talk_move(actor, fresh, Action.DRAFT)
    return fresh


def check_notice(notice: Notice) -> None:
    """Raise ValidationError by the names of the form's fields for what cannot be announced."""
    faults = {}
    if not notice.title.strip():
        faults["title"] = "请填写标题。"
    if notice.at <= clock.now():
        faults["day"] = "约谈时间应晚于现在,请改选。"
    if not notice.place.strip():
        faults["place"] = "请填写地点。"
    if not notice.talking_roles:
        faults["talking"] = "请选择谈话人。"
    if not notice.talked_roles:
        faults["talked"] = "请选择谈话对象。"
    if faults:
        raise ValidationError(faults)


def paper_for(talk: Talk, notice: Notice) -> OfficialDocument:
    """The notice as it would be drafted now."""
    facts = facts_now(talk)
    return notice_paper(
        issuer=talk.office.name,
        unit=talk.unit.name,
        clause=clause_of(talk, facts),
        facts=words_of(facts),
        words=NoticeWords(
            title=notice.title,
            at=time_words(notice.at),
            place=notice.place,
            talking=roles_named(talk.office, notice.talking_roles),
            talked=roles_named(talk.unit, notice.talked_roles),
            requirements=notice.requirements,
            urgency=notice.urgency,
            copies_to=notice.copies_to,
        ),
        day=clock.today(),
        demo=installation().demo,
        source={
            "talk": str(talk.public_id),
            "unit": talk.unit.code,
            "at": notice.at.isoformat(),
            "place": notice.place,
            "facts": [_source(fact) for fact in facts],
        },
    )


def time_words(at: dt.datetime) -> str:
    """2026年12月1日(星期二)上午10:00 as a paper writes it."""
    local = at.astimezone(clock.SHANGHAI)
    half = "上午" if local.hour < 12 else "下午"
    return f"{date_cn(local.date())}{half}{local.hour if local.hour <= 12 else local.hour - 12}:{local:%M}"


def _source(fact: FactNow) -> dict[str, object]:
    row = fact.fact
    named = {"item": str(row.item.public_id)} if row.item else {"rule": row.rule.code if row.rule else ""}
    return named | {
        "role": row.role,
        "period": row.period,
        "required": fact.required,
        "counted": fact.counted,
        "due_on": row.due_on.isoformat(),
        "settled": fact.settled,
    }


def notice_check(document: Document) -> None:
    """What must still hold when a notice is reviewed and issued; raises ValidationError where it does not."""
    talk = _talk_of(document)
    if talk is None or talk.state != State.AGREED.value:
        raise ValidationError("该约谈已取消或已通知,本通知书不能再办理。")
    if talk.planned_at is None or talk.planned_at <= clock.now():
        raise ValidationError("约谈时间已到或已过,请退改,由拟稿人重定时间。")
    ensure_fresh()
    now = [_source(fact) for fact in facts_now(talk)]
    if now != document.source["source"]["facts"]:
        before = {_name(each): each for each in document.source["source"]["facts"]}
        changed = [
            fact.fact.title for fact in facts_now(talk) if before.get(_name(_source(fact))) != _source(fact)
        ]
        raise ValidationError(CHANGED.format("、".join(changed) or "清单有增减"))


def _name(source: dict[str, object]) -> tuple[object, ...]:
    return tuple(source.get(name) for name in ("item", "rule", "role", "period"))


def notice_follow(actor: Actor, document: Document, reason: str) -> None:
    """Let the talk follow its notice: issued, its unit knows of it; void after that, it is to be announced anew."""
    talk = _talk_of(document)
    if talk is None:
        return
    if document.state == Document.State.ISSUED:
        fresh = talk_locked(actor, talk, Action.NOTIFY, None)
        fresh.noticed_at = clock.now()
        talk_move(actor, fresh, Action.NOTIFY)
        tell(
            fresh,
            _talking(fresh),
            f"将约谈{fresh.unit.name}:{time_words(fresh.planned_at or clock.now())}",
            fresh.place,
        )
    elif document.state == Document.State.VOID and talk.state == State.NOTICED.value:
        fresh = talk_locked(actor, talk, Action.RECALL, None, Said(reason))
        talk_move(actor, fresh, Action.RECALL, Said(reason))
        tell(fresh, unit_desk(fresh.unit), "约谈通知书已作废,以重新印发的通知书为准", reason)


def _talk_of(document: Document) -> Talk | None:
    return Talk.objects.select_related("office", "unit").filter(notice=document).first()


def _talking(talk: Talk) -> list[Account]:
    """The accounts of those who will talk, as far as they hold their seats today."""
    held = tenures_on(talk.office, talk.talking_roles, clock.today())
    people = {tenure.person_id for tenure in held}
    return list(Account.objects.filter(person__in=people, is_active=True))
