"""What a browser tells about a file beside its bytes: read strictly, since anybody may send anything."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping

from portal.uploads.metadata import moment_of

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclasses.dataclass(frozen=True)
class Claims:
    """The SHA-256 of what is sent; of a picture that the browser has shrunk: what it was, and when it was taken."""

    sha256: str = ""
    original_sha256: str = ""
    original_size: int | None = None
    taken_at: dt.datetime | None = None


NO_CLAIMS = Claims()


def claims_of(told: Mapping[str, str]) -> Claims:
    """The claims among `told`; what is not well formed counts as not said."""
    original = _digest(told.get("original_sha256", ""))
    size = told.get("original_size", "")
    return Claims(
        sha256=_digest(told.get("sha256", "")),
        original_sha256=original,
        original_size=int(size) if original and re.fullmatch(r"[0-9]{1,13}", size) else None,
        taken_at=moment_of(told.get("taken", ""), told.get("taken_offset", "")) if original else None,
    )


def _digest(text: str) -> str:
    return text if DIGEST.fullmatch(text) else ""
