"""Corrections (更正): an issued document never changes; a new one names it and takes its place once it is issued."""

import dataclasses
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal import registry
from portal.access import Actor
from portal.document_states import Act
from portal.documents.paper import OfficialDocument
from portal.models import Document
from portal.selectors.documents import paper_of
from portal.services.documents import document_draft, document_locked, document_log

TWICE = "该公文已有一份更正,请办理那一份;不需要的,先将其作废。"


@transaction.atomic
def document_correct(
    *, actor: Actor, document: Document, version: str, paper: OfficialDocument, token: uuid.UUID
) -> Document:
    """Draft the correction of an issued document, worded as `paper`; the office of the issuer may.

    The old document stands until the new one is issued. Sent twice, the answer is the first draft. Raises
    ValidationError where the document has a correction already or was changed since it was seen.
    """
    document, before = document_locked(actor, document, Act.CORRECT, version)
    if words := registry.held_elsewhere(document):
        raise ValidationError(words)
    sent_before = document.replaced_by.filter(public_id=token, drafted_by=actor.account).first()
    if sent_before is not None:
        return sent_before
    try:
        with transaction.atomic():
            draft = document_draft(
                actor=actor,
                paper=naming_the_old(paper, document),
                issuer=document.issuer,
                addressee=document.addressee,
                token=token,
                origin=document.origin,
                replaces=document,
            )
    except (IntegrityError, ValidationError) as error:
        if document.replaced_by.exclude(state=Document.State.VOID).exists():
            raise ValidationError(TWICE) from error
        raise
    document_log(actor, document, "document_correct", before=before)
    return draft


def naming_the_old(paper: OfficialDocument, old: Document) -> OfficialDocument:
    """A correction as it is printed: a note (附注) names the document whose place it takes."""
    return dataclasses.replace(
        paper,
        note=f"本件更正并取代{old.number},原件停止使用",
        source={**paper.source, "replaces": old.number},
    )


def correction_draft(old: Document) -> OfficialDocument:
    """The old document's words as the beginning of its correction: a draft without number, code or dates of issue."""
    return naming_the_old(
        dataclasses.replace(
            paper_of(old), draft=True, number=None, short_code="", verify_url="", printed_on=None
        ),
        old,
    )
