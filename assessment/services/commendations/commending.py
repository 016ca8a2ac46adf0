"""A commendation from its proposal to the decision, its paper, and its withdrawal."""

import dataclasses
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.commendation_states import Action, State, Subject
from assessment.commendations.flows import COMMENDATIONS, ORIGIN
from assessment.models import Commendation, CommendationFact
from assessment.selectors.commendations import subjects_of
from assessment.selectors.matter_facts import FactLine
from assessment.services.matters import Said, matter_begin, matter_locked, matter_move, tell
from portal import access, clock
from portal.access import Actor
from portal.models import Document, Role, Tenure, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.documents import version_of
from portal.services.documents import document_void

SPENT = "表单已失效,请刷新页面后重新填写。"


@dataclasses.dataclass(frozen=True)
class Proposal:
    """Who is proposed, as what, for which year, how, why; `tenure` is a person's seat at the unit."""

    unit: Unit
    subject: Subject
    year: int
    manner: str
    reason: str
    facts: Sequence[FactLine]
    tenure: Tenure | None = None


@transaction.atomic
def commendation_propose(*, actor: Actor, proposal: Proposal, token: uuid.UUID) -> Commendation:
    """Propose a commendation with its facts; the same form sent twice proposes once.

    Raises PermissionDenied for anyone but the office of an area in which the unit lies, ValidationError by the fields of
    the form where something is missing.
    """
    post = access.require_area(actor, proposal.unit, Role.OFFICE)
    assert actor.account is not None
    sent = Commendation.objects.filter(public_id=token).first()
    if sent is not None:
        if sent.proposed_by_id != actor.account.pk:
            raise ValidationError(SPENT)
        return sent
    _check(post.unit, proposal)
    tenure = proposal.tenure if proposal.subject == Subject.PERSON else None
    made = Commendation(
        public_id=token,
        office=post.unit,
        unit=proposal.unit,
        subject=proposal.subject.value,
        person=tenure.person if tenure else None,
        role=tenure.role if tenure else "",
        year=proposal.year,
        manner=proposal.manner.strip(),
        reason=proposal.reason.strip(),
        proposed_by=actor.account,
        proposed_at=clock.now(),
    )
    matter_begin(COMMENDATIONS, actor, made, Action.PROPOSE)
    _list(made, proposal.facts)
    return made


def _check(office: Unit, proposal: Proposal) -> None:
    faults = {}
    if proposal.unit.pk == office.pk:
        faults["__all__"] = "不能表彰本单位,应由上级党政表彰。"
    if proposal.subject not in subjects_of(proposal.unit):
        faults["subject"] = "该单位不属于这一类表彰对象。"
    if proposal.subject == Subject.PERSON and proposal.tenure is None:
        faults["tenure"] = "请选择在任的个人。"
    if not proposal.facts:
        faults["facts"] = "请至少勾选一项事实。"
    for field in ("manner", "reason"):
        if not getattr(proposal, field).strip():
            faults[field] = "请填写此项。"
    if faults:
        raise ValidationError(faults)


def _list(matter: Commendation, facts: Sequence[FactLine]) -> None:
    CommendationFact.objects.bulk_create(
        CommendationFact(
            matter=matter, position=place, key=each.key[:120], title=each.title[:200], value=each.value[:300],
            basis=each.basis[:300], url=each.url[:300], day=clock.today(),
        )
        for place, each in enumerate(facts)
    )  # fmt: skip


@transaction.atomic
def commendation_relist(
    *, actor: Actor, commendation: Commendation, version: int, facts: Sequence[FactLine]
) -> Commendation:
    """List the facts anew, as they stand today, while the proposal is not submitted."""
    fresh: Commendation = matter_locked(COMMENDATIONS, actor, commendation, Action.RELIST, version)
    fresh.facts.all().delete()
    _list(fresh, facts)
    matter_move(COMMENDATIONS, actor, fresh, Action.RELIST)
    return fresh


@transaction.atomic
def commendation_submit(
    *, actor: Actor, commendation: Commendation, version: int, text: str = ""
) -> Commendation:
    """Submit a proposal to the approver."""
    said = Said(text)
    fresh: Commendation = matter_locked(COMMENDATIONS, actor, commendation, Action.SUBMIT, version, said)
    fresh.submitted_by = actor.account
    matter_move(COMMENDATIONS, actor, fresh, Action.SUBMIT, said)
    tell(COMMENDATIONS, fresh, accounts_at(fresh.office, Role.APPROVER), f"待审定:是否{fresh}", text)
    return fresh


@transaction.atomic
def commendation_return(*, actor: Actor, commendation: Commendation, version: int, text: str) -> Commendation:
    """Send a proposal back to the office with a reason."""
    fresh: Commendation = matter_locked(
        COMMENDATIONS, actor, commendation, Action.RETURN, version, Said(text)
    )
    matter_move(COMMENDATIONS, actor, fresh, Action.RETURN, Said(text))
    tell(COMMENDATIONS, fresh, accounts_at(fresh.office, Role.OFFICE), f"表彰建议退回补充:{fresh.unit}", text)
    return fresh


@transaction.atomic
def commendation_agree(*, actor: Actor, commendation: Commendation, version: int, text: str) -> Commendation:
    """Decide that somebody is commended, with the reason; never by who proposed or submitted it."""
    return _decide(actor, commendation, version, text, Action.AGREE)


@transaction.atomic
def commendation_dismiss(
    *, actor: Actor, commendation: Commendation, version: int, text: str
) -> Commendation:
    """Decide that nobody is commended, with the reason."""
    return _decide(actor, commendation, version, text, Action.DISMISS)


def _decide(
    actor: Actor, commendation: Commendation, version: int, text: str, action: Action
) -> Commendation:
    fresh: Commendation = matter_locked(COMMENDATIONS, actor, commendation, action, version, Said(text))
    fresh.decided_by, fresh.decided_at, fresh.decision = actor.account, clock.now(), text.strip()
    matter_move(COMMENDATIONS, actor, fresh, action, Said(text))
    done = f"{action.label}:{fresh.unit}{fresh.person or ''}"
    tell(COMMENDATIONS, fresh, accounts_at(fresh.office, Role.OFFICE), done, text.strip())
    return fresh


@transaction.atomic
def commendation_cancel(*, actor: Actor, commendation: Commendation, version: int, text: str) -> Commendation:
    """Take a proposal back with a reason, before its decision is issued; a draft of the paper is void with it."""
    fresh: Commendation = matter_locked(
        COMMENDATIONS, actor, commendation, Action.CANCEL, version, Said(text)
    )
    fresh.end_reason = text.strip()
    matter_move(COMMENDATIONS, actor, fresh, Action.CANCEL, Said(text))
    for paper in papers_of(fresh):
        document_void(actor=actor, document=paper, version=version_of(paper), reason=text)
    return fresh


@transaction.atomic
def commendation_withdraw(
    *, actor: Actor, commendation: Commendation, version: int, text: str
) -> Commendation:
    """Withdraw a commendation that was issued, with the reason: its paper is made void, and it follows."""
    fresh: Commendation = matter_locked(
        COMMENDATIONS, actor, commendation, Action.WITHDRAW, version, Said(text)
    )
    assert fresh.paper is not None
    document_void(actor=actor, document=fresh.paper, version=version_of(fresh.paper), reason=text)
    fresh.refresh_from_db()
    return fresh


def papers_of(commendation: Commendation) -> list[Document]:
    """The decisions that were drafted from it and are not void."""
    found = Document.objects.filter(origin=f"{ORIGIN}:{commendation.public_id}")
    return list(found.exclude(state=Document.State.VOID).order_by("pk"))


def paper_check(document: Document) -> None:
    """What must still hold when a decision is reviewed and issued; raises ValidationError where it does not."""
    commendation = commendation_of(document)
    if commendation is not None and commendation.state != State.AGREED.value:
        raise ValidationError(f"该表彰现为「{State(commendation.state).label}」,本决定不能再办理。")


def paper_follow(actor: Actor, document: Document, reason: str) -> None:
    """Let the commendation follow its paper: issued, it stands; void after that, it is withdrawn."""
    found = commendation_of(document)
    if found is None:
        return
    if document.state == Document.State.ISSUED:
        fresh = matter_locked(COMMENDATIONS, actor, found, Action.ISSUE, None)
        fresh.paper = document
        matter_move(COMMENDATIONS, actor, fresh, Action.ISSUE)
        told = accounts_at(fresh.unit, Role.CLERK, Role.OFFICIAL)
        tell(COMMENDATIONS, fresh, told, f"{fresh.office.name}印发表彰决定", document.title)
    elif document.state == Document.State.VOID and found.paper_id == document.pk:
        fresh = matter_locked(COMMENDATIONS, actor, found, Action.WITHDRAW, None, Said(reason))
        fresh.end_reason = reason.strip()
        matter_move(COMMENDATIONS, actor, fresh, Action.WITHDRAW, Said(reason))
        told = accounts_at(fresh.unit, Role.CLERK, Role.OFFICIAL)
        tell(COMMENDATIONS, fresh, told, "表彰决定已撤销", reason.strip())


def commendation_of(document: Document) -> Commendation | None:
    """The commendation that a decision was drafted from; None for one that stands by itself."""
    name, _, ref = document.origin.partition(":")
    if name != ORIGIN:
        return None
    return Commendation.objects.select_related("office", "unit", "person").filter(public_id=ref).first()
