"""Several entries confirmed at once: each by itself, so that one that cannot be does not hold up the others."""

import dataclasses
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError

from meetings.models import Entry
from meetings.services.settling import entry_confirm
from portal.access import Actor

NOT_YOURS = "不由您确认"


@dataclasses.dataclass(frozen=True)
class Confirmed:
    """What was confirmed, and what was not with the reason."""

    done: list[Entry]
    refused: list[tuple[Entry, str]]


def entries_confirm(*, actor: Actor, entries: Sequence[Entry]) -> Confirmed:
    """Confirm each of `entries` that the actor may confirm as it now stands; each is a transaction of its own."""
    found = Confirmed([], [])
    for entry in entries:
        try:
            found.done.append(entry_confirm(actor=actor, entry=entry))
        except ValidationError as error:
            found.refused.append((entry, "".join(error.messages)))
        except PermissionDenied:
            found.refused.append((entry, NOT_YOURS))
    return found
