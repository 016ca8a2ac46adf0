"""What of the shell the feed of changes tells."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from portal.access import Actor
from portal.models import Document
from portal.selectors.documents import readable_documents
from portal.selectors.events import EventKind, add_event_kind

DOCUMENTS = {"document_issue": "document.issued", "document_void": "document.voided"}


def join() -> None:
    """Tell of documents."""
    add_event_kind(EventKind(Document._meta.label_lower, DOCUMENTS, _documents, _document))


def _documents(actor: Actor, refs: Collection[str]) -> Collection[Any]:
    rows = readable_documents(actor).filter(public_id__in=refs).order_by()
    return set(rows.values_list("public_id", flat=True))


def _document(ref: str) -> str:
    return reverse("api-document", args=[ref])
