"""What the ticks of a list send."""

import contextlib
import uuid
from collections.abc import Iterable


def ids_of(sent: Iterable[str]) -> list[uuid.UUID]:
    """The public ids among what was sent; what is none is passed over."""
    found = []
    for text in sent:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(text))
    return found
