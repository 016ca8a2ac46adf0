"""Reading whether a paper is genuine and still stands: by its code, or by its bytes."""

import hmac

from portal.documents.shortcode import normalise
from portal.models import Document

NUMBERED = Document.objects.exclude(number="").select_related("issuer", "file", "certificate", "replaces")


def document_by_code(typed: str) -> Document | None:
    """The issued document with the code that somebody typed, or None."""
    code = normalise(typed)
    return NUMBERED.filter(short_code=code).first() if code else None


def document_by_file(sha256: str) -> Document | None:
    """The issued document whose file has this SHA-256, or None."""
    return NUMBERED.filter(file__sha256=sha256).first()


def is_its_file(document: Document, sha256: str) -> bool:
    """Whether these are the bytes that were issued."""
    return document.file is not None and hmac.compare_digest(document.file.sha256, sha256)
