"""Official documents from draft to void: 拟稿 → 核稿 → 签发 (`services.issuing`) | 退改 | 作废 (docs/access.md).

Each step is taken on what the person saw: `version` is `version_of` the document that the form showed, and a document
that somebody else changed meanwhile is refused with who did and what it is now.
"""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from portal import clock, registry
from portal.access import Actor
from portal.documents.paper import OfficialDocument
from portal.models import Document, Role, Unit
from portal.selectors.accounts import accounts_at
from portal.selectors.documents import STATES, Act, role_for, timeline, version_of
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "document"


def document_draft(
    *, actor: Actor, paper: OfficialDocument, issuer: Unit, addressee: Unit, token: uuid.UUID | None = None
) -> Document:
    """Keep a draft that the issuer's office has written.

    `token` (of the form) becomes the document's public id: the same form sent twice raises IntegrityError.
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
        drafted_by=actor.account,
        drafted_at=clock.now(),
    )
    _write(document, paper)
    with transaction.atomic():
        document.save(force_insert=True)
        _log(actor, document, "document_draft", before=None)
    return document


@transaction.atomic
def document_edit(*, actor: Actor, document: Document, version: str, paper: OfficialDocument) -> Document:
    """Put other words into a draft or a returned document; it is a draft again, and the editor is its drafter."""
    document, before = document_locked(actor, document, Act.EDIT, version)
    assert actor.account is not None
    document.state = Document.State.DRAFT
    document.drafted_by, document.drafted_at = actor.account, clock.now()
    document.reviewed_by, document.reviewed_at = None, None
    _write(document, paper)
    document.save()
    _log(actor, document, "document_edit", before=before)
    registry.follow_document(actor, document)
    return document


@transaction.atomic
def document_review(*, actor: Actor, document: Document, version: str) -> Document:
    """Pass a draft on to the approver (核稿), who is told."""
    document, before = document_locked(actor, document, Act.REVIEW, version)
    registry.check_document(document)
    document.state = Document.State.REVIEWED
    document.reviewed_by, document.reviewed_at = actor.account, clock.now()
    document.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _log(actor, document, "document_review", before=before)
    registry.follow_document(actor, document)
    message_send(
        accounts=accounts_at(document.issuer, Role.APPROVER),
        key=f"document-review-{document.public_id}-{version}",
        kind=MESSAGE_KIND,
        title=f"待签发:{document.title}",
        url=reverse("document", args=[document.public_id]),
    )
    return document


@transaction.atomic
def document_return(*, actor: Actor, document: Document, version: str, reason: str) -> Document:
    """Send a reviewed document back to its drafter with a reason (退改)."""
    document, before = document_locked(actor, document, Act.RETURN, version)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退改原因。"})
    document.state, document.return_reason = Document.State.RETURNED, reason.strip()
    document.save(update_fields=["state", "return_reason"])
    _log(actor, document, "document_return", before=before, reason=reason.strip())
    registry.follow_document(actor, document, reason.strip())
    message_send(
        accounts=[document.drafted_by],
        key=f"document-return-{document.public_id}-{version}",
        kind=MESSAGE_KIND,
        title=f"退改:{document.title}",
        text=reason.strip(),
        url=reverse("document", args=[document.public_id]),
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
    _log(actor, document, "document_void", before=before, reason=reason.strip())
    registry.follow_document(actor, document, reason.strip())
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
    post = actor.post
    if post is None or post.unit.pk != fresh.issuer_id or post.role not in role_for(act, fresh):
        raise PermissionDenied
    if version_of(fresh) != version or fresh.state not in STATES[act]:
        raise ValidationError(_changed(fresh))
    return fresh, state_of(fresh)


def _changed(document: Document) -> str:
    last = timeline(document)[-1:]
    deed = f"{last[0].who}已于{last[0].at:%H:%M}办理「{last[0].label}」," if last else ""
    return f"{deed}现为「{document.get_state_display()}」;您看到的内容已不是最新,请核对后再办理。"


def _write(document: Document, paper: OfficialDocument) -> None:
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
            "reviewed_at",
            "issued_at",
            "certificate",
            "public_id",
        ]
    )


def _log(
    actor: Actor, document: Document, action: str, *, before: dict[str, Any] | None, reason: str = ""
) -> None:
    log_change(
        actor=actor,
        action=action,
        target=document,
        unit=document.addressee,
        before=before,
        after=state_of(document),
        reason=reason,
    )
