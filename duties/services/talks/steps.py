"""How every move of a talk is made: the row locked, the table asked, the row written with a step and a row of the log."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from duties.models import Talk, TalkPromise, TalkStep
from duties.selectors.talks.acting import may_ever
from duties.selectors.talks.facts import facts_now
from duties.selectors.talks.rights import astray, open_acts, promise_acts, standing
from duties.talk_states import OVER, SETTLED, TABLE, Action, Need, Promise, State
from portal import clock
from portal.access import Actor
from portal.models import Account, Role, StoredFile, Unit
from portal.selectors.accounts import accounts_at
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "talk"
TEXT_LENGTH = 2000

WORDS = {
    Action.SUBMIT: "请写明办公室意见。",
    Action.RETURN: "请写明退回的理由。",
    Action.AGREE: "请写明同意约谈的理由。",
    Action.DISMISS: "请写明不约谈的理由。",
    Action.UNSIGNED: "请写明未签字的原因。",
    Action.PROGRESS: "请写明进展情况。",
    Action.REPORT: "请写明完成情况。",
    Action.REJECT: "请写明退回的理由。",
    Action.DROP: "请写明不再要求的理由。",
    Action.FEED_BACK: "请写明整改情况。",
    Action.SEND_BACK: "请写明退回的理由。",
    Action.CLOSE: "请写明办结的理由。",
    Action.CANCEL: "请写明取消的理由。",
}


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody says with a move: words and files."""

    text: str = ""
    files: Sequence[StoredFile] = ()


NOTHING = Said()


def talk_locked(actor: Actor, talk: Talk, action: Action, version: int | None, said: Said = NOTHING) -> Talk:
    """The talk as it now is, its row locked; call it inside a transaction.

    Raises PermissionDenied for who may never do this, ValidationError where the talk was changed since `version` was
    seen, where its state does not allow the action, or where something that it takes is missing.
    """
    fresh = _locked(talk)
    if not may_ever(actor, fresh, action):
        raise PermissionDenied
    if (version is not None and fresh.version != version) or action not in open_acts(actor, fresh):
        raise ValidationError(_changed(fresh))
    check_needs(actor, fresh, action, said)
    return fresh


def _locked(talk: Talk) -> Talk:
    rows = Talk.objects.select_for_update(of=("self",)).select_related("office", "unit", "notice")
    return rows.get(pk=talk.pk)


def _changed(talk: Talk) -> str:
    last = talk.steps.order_by("-at", "-pk").first()
    deed = (
        f"{last.name}已于{last.at.astimezone(clock.SHANGHAI):%H:%M}办理「{last.get_action_display()}」,"
        if last
        else ""
    )
    return f"{deed}现为「{State(talk.state).label}」;您看到的内容已不是最新,请核对后再办理。"


def check_needs(actor: Actor, talk: Talk, action: Action, said: Said) -> None:
    """Raise ValidationError, at the field where there is one, for what the table asks for and is not there."""
    needs = TABLE[State(talk.state), action].needs
    if Need.TEXT in needs and not said.text.strip():
        raise ValidationError({"text": WORDS[action]})
    if len(said.text) > TEXT_LENGTH:
        raise ValidationError({"text": f"最多 {TEXT_LENGTH} 字;请删减后再提交。"})
    if Need.FILES in needs and not said.files:
        raise ValidationError({"evidence": "请选择签字件的扫描件或照片。"})
    for need, fault in FAULTS.items():
        if need in needs and (message := fault(actor, talk)):
            raise ValidationError(message)


def _facts(actor: Actor, talk: Talk) -> str:
    return "" if talk.facts.exists() else "请至少列出一项事实。"


def _entitled(actor: Actor, talk: Talk) -> str:
    return standing(talk.office, talk.unit).why_not()


def _other_person(actor: Actor, talk: Talk) -> str:
    own = actor.account is not None and actor.account.pk in (talk.submitted_by_id, talk.proposed_by_id)
    return "本建议由您报请,须由另一名审定人决定。" if own else ""


def _withdrawable(actor: Actor, talk: Talk) -> str:
    if astray(talk) or talk.proposed_by_id is not None or all(fact.settled for fact in facts_now(talk)):
        return ""
    return "平台列出的建议仍有逾期事项,不能自行取消;请报请审定人决定是否约谈。"


def _unsigned(actor: Actor, talk: Talk) -> str:
    return "已有人对谈话记录签字,不能再修改。" if talk.people.filter(signed_at__isnull=False).exists() else ""


def _reported(actor: Actor, talk: Talk) -> str:
    number = talk.promises.filter(state=Promise.OPEN.value).count()
    return f"还有{number}项整改承诺没有报告完成,请先逐项报送。" if number else ""


def _done(actor: Actor, talk: Talk) -> str:
    number = talk.promises.exclude(state__in=[state.value for state in SETTLED]).count()
    return f"还有{number}项整改承诺没有确认完成,不能办结。" if number else ""


FAULTS = {
    Need.FACTS: _facts,
    Need.ENTITLED: _entitled,
    Need.OTHER_PERSON: _other_person,
    Need.WITHDRAWABLE: _withdrawable,
    Need.UNSIGNED: _unsigned,
    Need.REPORTED: _reported,
    Need.DONE: _done,
}
"""Needs that are facts about talk and actor, each with what is said where it is not met; empty where it is."""


def talk_move(actor: Actor, talk: Talk, action: Action, said: Said = NOTHING) -> TalkStep:
    """Write the talk in the state to which the table leads, a step and a row of the log; the talk is locked.

    What the action changed in the talk's own columns has been set before.
    """
    before = state_of(Talk.objects.get(pk=talk.pk)) if talk.pk else None
    move = TABLE[State(talk.state), action]
    old, text = talk.state, said.text.strip()
    if move.to is not None:
        talk.state, talk.state_since = move.to.value, clock.now()
        if move.to in OVER:
            talk.ended_at, talk.end_reason = clock.now(), text
    talk.version += 1
    talk.full_clean(exclude=["public_id", "office", "unit", "notice"])
    talk.save()
    step = step_add(actor, talk, action, said, old=old)
    log_change(
        actor=actor,
        action=f"talk_{action}",
        target=talk,
        unit=talk.unit,
        before=before,
        after=state_of(talk),
        reason=text,
    )
    return step


def step_add(
    actor: Actor, talk: Talk, action: Action, said: Said, *, old: str, promise: TalkPromise | None = None
) -> TalkStep:
    """Keep what was done as a step."""
    step = TalkStep.objects.create(
        talk=talk,
        promise=promise,
        action=action.value,
        from_state=old,
        to_state=talk.state,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=said.text.strip(),
    )
    step.files.set(said.files)
    return step


def promise_locked(
    actor: Actor, promise: TalkPromise, action: Action, version: int | None, said: Said
) -> tuple[Talk, TalkPromise]:
    """A promise and its talk as they now are, the talk locked; raises as `talk_locked` does."""
    talk = talk_locked(actor, promise.talk, action, version, said)
    fresh = TalkPromise.objects.select_related("unit").get(pk=promise.pk)
    if action not in promise_acts(actor, talk, fresh):
        raise ValidationError(
            f"该承诺现为「{Promise(fresh.state).label}」,不能办理「{action.label}」;请刷新后再办理。"
        )
    return talk, fresh


def tell(talk: Talk, accounts: Iterable[Account], title: str, text: str = "") -> None:
    """Put one line about the talk as it now is into inboxes; the same move tells each account once."""
    message_send(
        accounts=accounts,
        key=f"talk:{talk.public_id}:{talk.version}",
        kind=MESSAGE_KIND,
        title=title,
        text=text,
        url=reverse("talk", args=[talk.public_id]),
    )


def office_of(talk: Talk) -> list[Account]:
    """The accounts of the office of who talks."""
    return list(accounts_at(talk.office, Role.OFFICE))


def unit_desk(unit: Unit) -> list[Account]:
    """The clerks and officials of who is talked to."""
    return list(accounts_at(unit, Role.CLERK, Role.OFFICIAL))
