"""Reading official documents: which ones one may see, what one may do with them, and what became of them."""

import dataclasses
import datetime as dt
import hashlib
import json
import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from portal import access, clock
from portal.access import Actor
from portal.document_states import COUNTERSIGNERS, STATES, Act, Side, move
from portal.documents.paper import OfficialDocument
from portal.models import Account, BatchItem, Change, Countersignature, Document, Job, Role

ISSUE_JOB = "document_issue"
"""The kind of job that numbers and prints a document."""

__all__ = ["STATES", "Act"]

BATCH_JOB = "document_batch"
"""The kind of job that issues many documents one after the other."""

NEVER_BY_DRAFTER = frozenset({Act.ISSUE, Act.COUNTERSIGN})
"""What nobody does with a document of which they wrote any version."""

WRITES = ("document_draft", "document_edit")
"""Actions of the change log by which somebody becomes a drafter (拟稿人) of a document."""


def open_acts(actor: Actor, document: Document) -> frozenset[Act]:
    """What the actor may do with `document` now; one's own draft is issued and countersigned by somebody else."""
    acts = {act for act in Act if may(actor, document, act)}
    if acts & NEVER_BY_DRAFTER and actor.account is not None and is_drafter(document, actor.account):
        acts -= NEVER_BY_DRAFTER
    if Act.CORRECT in acts and document.replaced_by.exclude(state=Document.State.VOID).exists():
        acts.discard(Act.CORRECT)
    return frozenset(acts)


def may(actor: Actor, document: Document, act: Act) -> bool:
    """Whether the table of states lets the actor's post do `act` with `document` as it is."""
    done, post = move(document.state, act), actor.post
    if done is None or post is None or post.role not in done.roles:
        return False
    if done.side == Side.ASKED:
        return asked_of(actor).filter(document=document).exists()
    return post.unit.pk == document.issuer_id


def asked_of(actor: Actor) -> QuerySet[Countersignature]:
    """The countersignatures that wait for the actor: asked by name, or of the post's unit."""
    return asked_ever(actor).filter(
        state=Countersignature.State.WAITING, document__state=Document.State.COSIGNING
    )


def asked_ever(actor: Actor) -> QuerySet[Countersignature]:
    """All requests to countersign that reached the actor or the post's unit, answered or not."""
    if actor.account is None or actor.post is None or actor.post.role not in COUNTERSIGNERS:
        return Countersignature.objects.none()
    return Countersignature.objects.filter(
        Q(account=actor.account) | Q(unit=actor.post.unit), asked_at__isnull=False
    )


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

    Once issued, whoever reads the issuer or the addressee; before that the issuer's side only, without the auditor,
    and who is asked to countersign.
    """
    units = access.readable_units(actor)
    numbered = Q(number__gt="")
    seen = numbered & (Q(issuer__in=units) | Q(addressee__in=units))
    if actor.role in access.READS_BELOW - {Role.AUDITOR}:
        seen |= Q(issuer__in=units)
    if actor.role in COUNTERSIGNERS:
        seen |= Q(pk__in=asked_ever(actor).values("document"))
    return Document.objects.filter(seen).select_related(
        "issuer", "addressee", "file", "drafted_by", "reviewed_by", "issued_by", "replaces", "certificate"
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
    """The latest job that was to issue the document, alone or among others."""
    alone = Q(kind=ISSUE_JOB, parameters__document=str(document.public_id))
    among = Q(pk__in=BatchItem.objects.filter(document=document).values("job"))
    return Job.objects.filter(alone | among).order_by("-asked_at").first()


def fault_in_batch(job: Job, document: Document) -> str:
    """Why the document was not issued among the others of a batch; empty where it was, or was not among them."""
    item = BatchItem.objects.filter(job=job, document=document, state=BatchItem.State.FAILED).first()
    return item.message if item else ""


def countersigners_of(document: Document) -> QuerySet[Countersignature]:
    """Who is to countersign the document, or has, in the order in which they were named."""
    return document.countersignatures.exclude(state=Countersignature.State.DROPPED).select_related(
        "unit", "account", "answered_by"
    )


def correction_of(document: Document) -> Document | None:
    """The issued document that took the place of `document`, if there is one."""
    return document.replaced_by.filter(state=Document.State.ISSUED).first()


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
    "document_countersigners": "确定会签",
    "document_review": "核稿",
    "document_countersign": "会签",
    "document_object": "会签不同意,退改",
    "document_return": "退改",
    "document_issue": "签发、印发",
    "document_correct": "起草更正",
    "document_void": "作废",
}


def timeline(document: Document) -> list[Event]:
    """What was done with the document, oldest first; one query."""
    changes = Change.objects.filter(
        target_kind="portal.document", target_ref=str(document.public_id), action__in=EVENTS
    ).order_by("at", "pk")
    return [_event(change) for change in changes]


def _event(change: Change) -> Event:
    """A row of the log in words; of countersigners it says itself who is asked, or no more."""
    label, reason = EVENTS[change.action], change.reason
    if change.action == "document_countersigners":
        label, reason = reason, ""
    who = _who(change.account_label, change.post_label)
    return Event(change.at.astimezone(clock.SHANGHAI), label, who, reason)


def _who(name: str, post: str) -> str:
    return f"{name} · {post}" if post else name
