"""Reading official documents: which ones one may see, what one may do with them, and what became of them."""

import dataclasses
import datetime as dt
import hashlib
import json
import uuid
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.http import Http404

from portal import access, clock
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Account, Change, Document, Job, Role

ISSUE_JOB = "document_issue"
"""The kind of job that numbers and prints a document."""

WRITES = ("document_draft", "document_edit")
"""Actions of the change log by which somebody becomes a drafter (拟稿人) of a document."""


class Act(StrEnum):
    """What is done with a document."""

    EDIT = "edit"
    REVIEW = "review"
    RETURN = "return"
    ISSUE = "issue"
    VOID = "void"


State = Document.State
STATES: dict[Act, frozenset[str]] = {
    Act.EDIT: frozenset({State.DRAFT, State.RETURNED}),
    Act.REVIEW: frozenset({State.DRAFT}),
    Act.RETURN: frozenset({State.REVIEWED}),
    Act.ISSUE: frozenset({State.REVIEWED}),
    Act.VOID: frozenset({State.DRAFT, State.RETURNED, State.REVIEWED, State.ISSUED}),
}
"""In which states each act is possible."""


def role_for(act: Act, document: Document) -> frozenset[Role]:
    """Which roles at the issuer may do `act` (docs/access.md): the office drafts and reviews, the approver issues."""
    if act in {Act.EDIT, Act.REVIEW}:
        return frozenset({Role.OFFICE})
    if act == Act.ISSUE or document.number:
        return frozenset({Role.APPROVER})
    return frozenset({Role.OFFICE, Role.APPROVER})


def open_acts(actor: Actor, document: Document) -> frozenset[Act]:
    """What the actor may do with `document` now; one's own draft is issued by somebody else."""
    post = actor.post
    if post is None or post.unit.pk != document.issuer_id:
        return frozenset()
    acts = {act for act in Act if document.state in STATES[act] and post.role in role_for(act, document)}
    if Act.ISSUE in acts and actor.account is not None and is_drafter(document, actor.account):
        acts.discard(Act.ISSUE)
    return frozenset(acts)


def is_drafter(document: Document, account: Account) -> bool:
    """Whether `account` wrote any version of the document."""
    if document.drafted_by_id == account.pk:
        return True
    return (
        Change.objects.filter(target_kind="portal.document", target_ref=str(document.public_id))
        .filter(action__in=WRITES, account=account)
        .exists()
    )


def readable_documents(actor: Actor) -> QuerySet[Document]:
    """Documents that the actor may read (docs/access.md).

    Once issued, whoever reads the issuer or the addressee; before that the issuer's side only, without the auditor.
    """
    units = access.readable_units(actor)
    numbered = Q(number__gt="")
    seen = numbered & (Q(issuer__in=units) | Q(addressee__in=units))
    if actor.role in access.READS_BELOW - {Role.AUDITOR}:
        seen |= Q(issuer__in=units)
    return Document.objects.filter(seen).select_related(
        "issuer", "addressee", "file", "drafted_by", "reviewed_by", "issued_by"
    )


def readable_document_or_404(actor: Actor, public_id: uuid.UUID) -> Document:
    """One document in the actor's scope; raises Http404 otherwise."""
    document = readable_documents(actor).filter(public_id=public_id).first()
    if document is None:
        raise Http404
    return document


def paper_of(document: Document) -> OfficialDocument:
    """What is printed on the document, as it was last saved."""
    return OfficialDocument.from_json(document.source)


def version_of(document: Document) -> str:
    """A mark of what a person saw: it changes with the state and the words, and tells a stale form."""
    seen = json.dumps([document.state, document.number, document.source], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def issuing_job(document: Document) -> Job | None:
    """The latest job that was to issue the document."""
    return (
        Job.objects.filter(kind=ISSUE_JOB, parameters__document=str(document.public_id))
        .order_by("-asked_at")
        .first()
    )


@dataclasses.dataclass(frozen=True)
class Event:
    """One step in the life of a document."""

    at: dt.datetime
    label: str
    who: str
    reason: str = ""


EVENTS = {
    "document_draft": "拟稿",
    "document_edit": "修改",
    "document_review": "核稿",
    "document_return": "退改",
    "document_issue": "签发、印发",
    "document_void": "作废",
}


def timeline(document: Document) -> list[Event]:
    """What was done with the document, oldest first; one query."""
    changes = Change.objects.filter(
        target_kind="portal.document", target_ref=str(document.public_id), action__in=EVENTS
    ).order_by("at", "pk")
    return [
        Event(
            change.at.astimezone(clock.SHANGHAI),
            EVENTS[change.action],
            _who(change.account_label, change.post_label),
            change.reason,
        )
        for change in changes
    ]


def _who(name: str, post: str) -> str:
    return f"{name} · {post}" if post else name
