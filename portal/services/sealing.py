"""Sealing what must not lie readable in the database or its copies: the secrets of other systems.

The seal hangs on SECRET_KEY. Where that is changed, what was sealed before must be entered again.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBrokenError(Exception):
    """What was sealed cannot be read: SECRET_KEY has changed since, or the text is damaged."""


def seal(text: str) -> str:
    """`text` so that only this installation reads it; each time another text."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises SealBrokenError."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError from error


def _box() -> Fernet:
    key = hashlib.sha256(b"portal.sealing:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
