"""Official documents from draft to void, as `portal.document_states` has it: 拟稿 → 核稿 → 会签 → 签发 | 退改 | 作废.

Countersigning and issue are in `countersigning`, `signing` and `issuing`. Each step is taken on what the person saw: `version` is `version_of` the document that the form showed, and a document
that somebody else changed meanwhile is refused with who did and what it is now.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from portal import clock, registry
from portal.access import Actor
from portal.document_states import COUNTERSIGNERS, Act, Side, roles_of, side_of
from portal.documents.kinds import kind_of
from portal.documents.paper import OfficialDocument
from portal.models import Account, Countersignature, Document, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.documents import asked_ever, countersigners_of, may, timeline, version_of
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "document"


def document_draft(
    *,
    actor: Actor,
    paper: OfficialDocument,
    issuer: Unit,
    addressee: Unit | None,
    token: uuid.UUID | None = None,
    origin: str = "",
    replaces: Document | None = None,
) -> Document:
    """Keep a draft that the issuer's office has written; minutes have no addressee.

    `token` (of the form) becomes the document's public id: the same form sent twice raises IntegrityError. `origin`
    says what an app made it from, `replaces` which document it corrects.
    """
    if actor.account is None or actor.role != Role.OFFICE or actor.post is None:
        raise PermissionDenied
    if actor.post.unit.pk != issuer.pk:
        raise PermissionDenied
    document = Document(
        public_id=token or uuid.uuid4(),
        kind=paper.kind,
        issuer=issuer,
        addressee=addressee,
        origin=origin,
        replaces=replaces,
        drafted_by=actor.account,
        drafted_at=clock.now(),
    )
    document_write(document, paper)
    with transaction.atomic():
        document.save(force_insert=True)
        document_log(actor, document, "document_draft", before=None)
    return document


@transaction.atomic
def document_edit(*, actor: Actor, document: Document, version: str, paper: OfficialDocument) -> Document:
    """Put other words into a draft or a returned document; it is a draft again, and the editor is its drafter.

    Whoever has countersigned is asked again.
    """
    document, before = document_locked(actor, document, Act.EDIT, version)
    assert actor.account is not None
    document.state = Document.State.DRAFT
    document.drafted_by, document.drafted_at = actor.account, clock.now()
    document.reviewed_by, document.reviewed_at = None, None
    document_write(document, paper)
    document.save()
    countersigners_of(document).update(
        state=Countersignature.State.WAITING, reason="", asked_at=None, answered_by=None, answered_at=None
    )
    document_log(actor, document, "document_edit", before=before)
    document_follow(actor, document)
    return document


@transaction.atomic
def document_review(*, actor: Actor, document: Document, version: str) -> Document:
    """Pass a draft on (核稿): to those who are to countersign, or to the approver where nobody is; they are told."""
    document, before = document_locked(actor, document, Act.REVIEW, version)
    document_check(document)
    asked = countersigners_of(document)
    document.state = Document.State.COSIGNING if asked else Document.State.REVIEWED
    document.reviewed_by, document.reviewed_at = actor.account, clock.now()
    document.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    asked.update(asked_at=clock.now())
    document_log(actor, document, "document_review", before=before)
    document_follow(actor, document)
    for each in asked:
        document_tell(document, _asked_accounts(each), f"cosign-{version}", f"待会签:{document.title}")
    if not asked:
        tell_approvers(document, version)
    return document


def _asked_accounts(row: Countersignature) -> list[Account]:
    """Whom a request to countersign reaches: the person, or who may answer for the unit."""
    if row.unit is not None:
        return list(accounts_at(row.unit, *COUNTERSIGNERS))
    return [row.account] if row.account is not None else []


@transaction.atomic
def document_return(*, actor: Actor, document: Document, version: str, reason: str) -> Document:
    """Send a reviewed document back to its drafter with a reason (退改)."""
    document, before = document_locked(actor, document, Act.RETURN, version)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退改原因。"})
    document.state, document.return_reason = Document.State.RETURNED, reason.strip()
    document.save(update_fields=["state", "return_reason"])
    document_log(actor, document, "document_return", before=before, reason=reason.strip())
    document_follow(actor, document, reason.strip())
    document_tell(
        document, [document.drafted_by], f"return-{version}", f"退改:{document.title}", reason.strip()
    )
    return document


@transaction.atomic
def document_void(*, actor: Actor, document: Document, version: str, reason: str) -> Document:
    """Void a document with a reason; a number that it has stays in the register, as void."""
    document, before = document_locked(actor, document, Act.VOID, version)
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废原因。"})
    document.state, document.void_reason = Document.State.VOID, reason.strip()
    document.save(update_fields=["state", "void_reason"])
    document_log(actor, document, "document_void", before=before, reason=reason.strip())
    document_follow(actor, document, reason.strip())
    return document


def document_locked(
    actor: Actor, document: Document, act: Act, version: str
) -> tuple[Document, dict[str, Any]]:
    """The document as it now is, its row locked, with its state before; call it inside a transaction.

    Raises PermissionDenied for who may not do `act`, ValidationError where it was changed since it was seen.
    """
    fresh = (
        Document.objects.select_for_update(of=("self",))
        .select_related("issuer", "addressee", "drafted_by")
        .get(pk=document.pk)
    )
    if not _has_part(actor, fresh, act):
        raise PermissionDenied
    if version_of(fresh) != version or not may(actor, fresh, act):
        raise ValidationError(_changed(fresh))
    return fresh, state_of(fresh)


def _has_part(actor: Actor, document: Document, act: Act) -> bool:
    """Whether the actor's post does `act` with the document, be it in another state than now."""
    if side_of(act) == Side.ASKED:
        return asked_ever(actor).filter(document=document).exists()
    post = actor.post
    if post is None or post.unit.pk != document.issuer_id:
        return False
    return post.role in roles_of(act, document.state)


def _changed(document: Document) -> str:
    last = timeline(document)[-1:]
    deed = f"{last[0].who}已于{last[0].at:%H:%M}办理「{last[0].label}」," if last else ""
    return f"{deed}现为「{document.get_state_display()}」;您看到的内容已不是最新,请核对后再办理。"


def document_write(document: Document, paper: OfficialDocument) -> None:
    """Put the words of a paper into a document that is not saved yet; raises ValidationError for what no table holds."""
    if paper.sealed != kind_of(paper.kind).sealed:
        raise ValueError(f"{paper.kind} is {'' if kind_of(paper.kind).sealed else 'not '}sealed")
    title = paper.title if isinstance(paper.title, str) else "".join(paper.title)
    document.title = title
    document.urgency = paper.urgency
    document.source = paper.to_json()
    document.full_clean(
        exclude=[
            "register",
            "serial",
            "short_code",
            "reviewed_by",
            "issued_by",
            "file",
            "replaces",
            "addressee",
            "reviewed_at",
            "issued_at",
            "certificate",
            "public_id",
        ]
    )


def document_log(
    actor: Actor, document: Document, action: str, *, before: dict[str, Any] | None, reason: str = ""
) -> None:
    """Keep in the change log what was done with the document."""
    log_change(
        actor=actor,
        action=action,
        target=document,
        unit=document.addressee or document.issuer,
        before=before,
        after=state_of(document),
        reason=reason,
    )


def document_check(document: Document) -> None:
    """Ask whether the facts of the document still stand; raises ValidationError where they do not.

    A correction mends the words of a paper that has gone out: its facts were asked then.
    """
    if document.replaces_id is None:
        registry.check_document(document)


def document_follow(actor: Actor, document: Document, reason: str = "") -> None:
    """Let what the document is about follow it; a correction leaves that where it is."""
    if document.replaces_id is None:
        registry.follow_document(actor, document, reason)


def document_tell(
    document: Document, accounts: Iterable[Account], key: str, title: str, text: str = ""
) -> None:
    """Put a line about the document into people's inbox, once for each `key`."""
    message_send(
        accounts=accounts,
        key=f"document-{key}-{document.public_id}",
        kind=MESSAGE_KIND,
        title=title,
        text=text,
        url=reverse("document", args=[document.public_id]),
    )


def tell_approvers(document: Document, version: str) -> None:
    """Say that the document waits for its signature."""
    approvers = accounts_at(document.issuer, Role.APPROVER)
    document_tell(document, approvers, f"review-{version}", f"待签发:{document.title}")
