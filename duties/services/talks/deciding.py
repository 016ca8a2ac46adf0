"""From a suggestion to a decision: facts by hand, submission, return, agreement, dismissal, cancelling."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.ledger.locks import lock_units
from duties.ledger.roll import ensure_fresh
from duties.models import SupervisionItem, Talk, TalkFact
from duties.selectors.ledger import Line
from duties.selectors.talks.proposing import talk_ahead
from duties.selectors.talks.rights import standing
from duties.services.talks.steps import (
    NOTHING,
    Said,
    office_of,
    step_add,
    talk_locked,
    talk_move,
    tell,
    unit_desk,
)
from duties.talk_states import Action, State
from portal import access, clock
from portal.access import Actor
from portal.models import Document, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.documents import version_of
from portal.services.changes import log_change, state_of
from portal.services.documents import document_void


@transaction.atomic
def talk_propose(
    *,
    actor: Actor,
    unit: Unit,
    lines: Sequence[Line],
    items: Sequence[SupervisionItem],
    opinion: str,
    token: uuid.UUID,
) -> Talk:
    """Propose by hand, with the facts listed, and submit it for decision; the same form sent twice proposes once.

    Raises PermissionDenied for anyone but the office of the unit that would talk, ValidationError where article 24
    gives no such talk, nothing is listed, or a talk of the two units lies ahead already.
    """
    post = access.require(actor, Role.OFFICE)
    assert actor.account is not None
    ensure_fresh()
    lock_units([unit.pk])
    sent_before = Talk.objects.filter(public_id=token).first()
    if sent_before is not None:
        if sent_before.proposed_by_id != actor.account.pk:
            raise ValidationError("表单已失效,请刷新页面后重新填写。")
        return sent_before
    between = standing(post.unit, unit)
    if why_not := between.why_not():
        raise ValidationError(why_not)
    if talk_ahead(post.unit, unit) is not None:
        raise ValidationError("该单位已有尚未进行的约谈,请在其中补充事实。")
    talk = Talk(
        public_id=token,
        office=post.unit,
        unit=unit,
        basis=between.basis.value,
        state_since=clock.now(),
        proposed_by=actor.account,
        proposed_at=clock.now(),
    )
    talk.save(force_insert=True)
    step_add(actor, talk, Action.SUGGEST, NOTHING, old="")
    log_change(actor=actor, action="talk_suggest", target=talk, unit=unit, after=state_of(talk))
    facts_add(actor, talk, lines, items)
    return talk_submit(actor=actor, talk=talk, version=talk.version, opinion=opinion)


def facts_add(
    actor: Actor,
    talk: Talk,
    lines: Sequence[Line],
    items: Sequence[SupervisionItem],
    source: TalkFact.Source = TalkFact.Source.HAND,
) -> list[TalkFact]:
    """List facts about the talk's unit that are not on its list yet; three queries."""
    cells = set(talk.facts.filter(rule__isnull=False).values_list("rule", "role", "period"))
    known = set(talk.facts.filter(item__isnull=False).values_list("item", flat=True))
    facts = facts_listed(actor, talk, lines, items, source)
    new = [
        fact
        for fact in facts
        if (
            fact.item_id not in known if fact.item_id else (fact.rule_id, fact.role, fact.period) not in cells
        )
    ]
    return TalkFact.objects.bulk_create(new)


def facts_listed(
    actor: Actor,
    talk: Talk,
    lines: Sequence[Line],
    items: Sequence[SupervisionItem],
    source: TalkFact.Source,
) -> list[TalkFact]:
    """Obligations and supervision items as facts of a talk, as they stand now; not saved."""
    common = {"talk": talk, "unit": talk.unit, "added_by": actor.account, "added_at": clock.now()}
    of_items = TalkFact.Source.ITEM if source == TalkFact.Source.ALERT else source
    return [
        *(
            TalkFact(
                **common,
                source=source,
                rule=row.rule,
                role=row.role,
                period=row.period,
                title=row.reading.title,
                required=row.required,
                counted=row.counted,
                due_on=row.due_on,
            )
            for row in (line.obligation for line in lines)
        ),
        *(
            TalkFact(
                **common, source=of_items, item=item, title=item.notice.title[:200], due_on=item.deadline
            )
            for item in items
        ),
    ]


@transaction.atomic
def talk_facts_add(
    *, actor: Actor, talk: Talk, version: int, lines: Sequence[Line], items: Sequence[SupervisionItem]
) -> Talk:
    """List more facts of the unit on a suggestion. Raises ValidationError where none of them is new."""
    ensure_fresh()
    fresh = talk_locked(actor, talk, Action.ADD, version)
    if not facts_add(actor, fresh, lines, items):
        raise ValidationError("所选事实都已列出,没有新增。")
    talk_move(actor, fresh, Action.ADD)
    return fresh


@transaction.atomic
def talk_submit(*, actor: Actor, talk: Talk, version: int, opinion: str) -> Talk:
    """Submit a suggestion, with what the office thinks of it, to the approver for decision."""
    said = Said(opinion)
    fresh = talk_locked(actor, talk, Action.SUBMIT, version, said)
    fresh.opinion, fresh.submitted_by = opinion.strip(), actor.account
    talk_move(actor, fresh, Action.SUBMIT, said)
    tell(
        fresh, accounts_at(fresh.office, Role.APPROVER), f"待审定:是否约谈{fresh.unit.name}", opinion.strip()
    )
    return fresh


@transaction.atomic
def talk_return(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Send a proposal back to the office with a reason."""
    fresh = talk_locked(actor, talk, Action.RETURN, version, Said(text))
    talk_move(actor, fresh, Action.RETURN, Said(text))
    tell(fresh, office_of(fresh), f"约谈建议退回补充:{fresh.unit.name}", text.strip())
    return fresh


@transaction.atomic
def talk_agree(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Decide that the talk is to be held, with the reason; never by who submitted it."""
    fresh = _decided(actor, talk, version, text, Action.AGREE)
    tell(fresh, office_of(fresh), f"同意约谈{fresh.unit.name},请拟约谈通知书", text.strip())
    return fresh


@transaction.atomic
def talk_dismiss(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Decide that no talk is held, with the reason; the facts that it listed are not suggested again."""
    fresh = _decided(actor, talk, version, text, Action.DISMISS)
    tell(fresh, office_of(fresh), f"决定不约谈{fresh.unit.name}", text.strip())
    return fresh


def _decided(actor: Actor, talk: Talk, version: int, text: str, action: Action) -> Talk:
    said = Said(text)
    fresh = talk_locked(actor, talk, action, version, said)
    fresh.decided_by, fresh.decided_at, fresh.decision = actor.account, clock.now(), text.strip()
    talk_move(actor, fresh, action, said)
    return fresh


@transaction.atomic
def talk_cancel(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Cancel a talk that has not taken place, with a reason; its notice, where there is one, is void with it."""
    said = Said(text)
    fresh = talk_locked(actor, talk, Action.CANCEL, version, said)
    noticed = fresh.state == State.NOTICED.value
    if fresh.notice is not None and fresh.notice.state != Document.State.VOID:
        document_void(actor=actor, document=fresh.notice, version=version_of(fresh.notice), reason=text)
        fresh.refresh_from_db()
    talk_move(actor, fresh, Action.CANCEL, said)
    told = [*office_of(fresh), *(unit_desk(fresh.unit) if noticed else [])]
    tell(fresh, told, f"约谈已取消:{fresh.unit.name}", text.strip())
    return fresh
