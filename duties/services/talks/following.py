"""What becomes of promises after a talk: progress, completion and its confirmation, feedback, letters, the close."""

from collections.abc import Sequence

from django.db import transaction

from duties.models import Talk, TalkLetter, TalkPromise
from duties.selectors.talks.facts import facts_now, words_of
from duties.selectors.talks.papers import clause_of, promise_words
from duties.selectors.talks.reading import promise_lines, steps_of
from duties.services.talks.steps import (
    NOTHING,
    Said,
    office_of,
    promise_locked,
    step_add,
    talk_locked,
    talk_move,
    tell,
    unit_desk,
)
from duties.talk_states import PROMISES, Action, Promise
from duties.talk_words import letter_paper
from portal import access, clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Role, StoredFile
from portal.selectors.documents import version_of
from portal.selectors.installation import installation
from portal.services.changes import log_change, state_of
from portal.services.documents import document_draft, document_edit
from portal.wording import date_cn

TOLD = {
    Action.REPORT: "整改承诺报告完成,请确认",
    Action.CONFIRM: "整改承诺已确认完成",
    Action.REJECT: "整改承诺退回,请继续整改",
    Action.DROP: "整改承诺不再要求",
}
"""What is told of a promise, to the office or to who owes it; progress alone tells nobody."""


@transaction.atomic
def promise_act(
    *,
    actor: Actor,
    promise: TalkPromise,
    action: Action,
    version: int,
    text: str = "",
    files: Sequence[StoredFile] = (),
) -> TalkPromise:
    """Do one thing about a promise (PROGRESS, REPORT, CONFIRM, REJECT, DROP), by the table of promises.

    Raises PermissionDenied for who may never do it, ValidationError where it cannot be done now or words are missing.
    """
    said = Said(text, files)
    talk, fresh = promise_locked(actor, promise, action, version, said)
    before = state_of(fresh)
    to = PROMISES[Promise(fresh.state), action]
    if to is not None:
        fresh.state = to.value
    if action in (Action.REPORT, Action.REJECT):
        fresh.reported_on = clock.today() if action == Action.REPORT else None
    fresh.full_clean(exclude=["public_id", "talk", "unit"])
    fresh.save()
    talk.version += 1
    talk.save(update_fields=["version"])
    step_add(actor, talk, action, said, old=talk.state, promise=fresh)
    log_change(
        actor=actor,
        action=f"talkpromise_{action}",
        target=fresh,
        unit=talk.unit,
        before=before,
        after=state_of(fresh),
        reason=text.strip(),
    )
    if action in TOLD:
        told = office_of(talk) if action == Action.REPORT else unit_desk(talk.unit)
        tell(talk, told, f"{TOLD[action]}:{fresh.text}", text.strip())
    return fresh


@transaction.atomic
def talk_feed_back(
    *, actor: Actor, talk: Talk, version: int, text: str, files: Sequence[StoredFile] = ()
) -> Talk:
    """Hand in the unit's written feedback on all promises."""
    said = Said(text, files)
    fresh = talk_locked(actor, talk, Action.FEED_BACK, version, said)
    talk_move(actor, fresh, Action.FEED_BACK, said)
    tell(fresh, office_of(fresh), f"{fresh.unit.name}已提交整改反馈,请核查", text.strip())
    return fresh


@transaction.atomic
def talk_send_back(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Send feedback back to the unit with a reason."""
    fresh = talk_locked(actor, talk, Action.SEND_BACK, version, Said(text))
    talk_move(actor, fresh, Action.SEND_BACK, Said(text))
    tell(fresh, unit_desk(fresh.unit), "整改反馈已退回,请补充后再提交", text.strip())
    return fresh


@transaction.atomic
def talk_close(*, actor: Actor, talk: Talk, version: int, text: str) -> Talk:
    """Close a talk whose promises are all settled, with the reason."""
    fresh = talk_locked(actor, talk, Action.CLOSE, version, Said(text))
    talk_move(actor, fresh, Action.CLOSE, Said(text))
    tell(fresh, unit_desk(fresh.unit), f"约谈已办结:{fresh.unit.name}", text.strip())
    return fresh


@transaction.atomic
def talk_letter(
    *,
    actor: Actor,
    talk: Talk,
    version: int,
    title: str,
    closing: str,
    letter: TalkLetter | None = None,
) -> TalkLetter:
    """Draft 约谈反馈函 as the actor's office: to who was talked to, or from it to who talked, then with the reports.

    With `letter` that draft or returned letter is worded anew; its facts are those of today.
    """
    fresh = talk_locked(actor, talk, Action.LETTER, version)
    post = access.require(actor, Role.OFFICE)
    issuer, addressee = (
        (fresh.office, fresh.unit) if post.unit.pk == fresh.office_id else (fresh.unit, fresh.office)
    )
    paper = letter_for(fresh, from_unit=issuer.pk == fresh.unit_id, title=title, closing=closing)
    if letter is None:
        document = document_draft(actor=actor, paper=paper, issuer=issuer, addressee=addressee)
        letter = TalkLetter.objects.create(talk=fresh, document=document)
    else:
        seen = version_of(letter.document)
        document_edit(actor=actor, document=letter.document, version=seen, paper=paper)
    talk_move(actor, fresh, Action.LETTER, NOTHING)
    return letter


def letter_for(talk: Talk, *, from_unit: bool, title: str, closing: str) -> OfficialDocument:
    """The letter as it would be drafted now."""
    facts = facts_now(talk)
    clause, held = clause_of(talk, facts), date_cn(talk.record.held_on)
    issuer, addressee = (talk.unit, talk.office) if from_unit else (talk.office, talk.unit)
    basis = f"依据《{clause.regulation}》{clause.provision}"
    opening = (
        f"{held},{talk.office.name}{basis}对我单位进行了约谈。现将整改情况反馈如下:"
        if from_unit
        else f"{held},{talk.office.name}{basis}对你单位进行了约谈。现将有关情况反馈如下:"
    )
    return letter_paper(
        issuer=issuer.name,
        addressee=addressee.name,
        title=title,
        opening=opening,
        facts=words_of(facts),
        promises=promise_words(promise_lines(talk, steps_of(talk))),
        closing=closing,
        reports=from_unit,
        day=clock.today(),
        demo=installation().demo,
        source={
            "talk": str(talk.public_id),
            "unit": talk.unit.code,
            "held_on": talk.record.held_on.isoformat(),
            "closing": closing,
        },
    )
