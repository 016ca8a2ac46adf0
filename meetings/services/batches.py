"""Several entries in one stroke (批量登记): all or nothing, faults by row."""

import dataclasses
import uuid
from collections.abc import Mapping

from django.db import transaction

from meetings.models import Entry
from meetings.services.checks import content_faults
from meetings.services.contents import EntryContent
from meetings.services.entries import entry_enter
from meetings.services.filling import Told
from portal.access import Actor
from portal.models import Unit

Faults = dict[int, dict[str, list[str]]]


class RowsError(Exception):
    """What is wrong, by row and field; nothing was entered."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(str(faults))
        self.faults = faults


@transaction.atomic
def entries_enter(
    *,
    actor: Actor,
    unit: Unit,
    contents: Mapping[int, EntryContent],
    token: uuid.UUID,
    told: Told | None = None,
) -> list[Entry]:
    """Enter one entry for each of `contents` (by row), in their order; a form sent twice makes none twice.

    Raises RowsError where any row is wrong, PermissionDenied, and RepeatedEntryError for a form that was sent before.
    """
    faults = {row: found for row, content in contents.items() if (found := content_faults(unit, content))}
    for row, first in _repeated(contents).items():
        faults.setdefault(row, {}).setdefault("title", []).append(f"与第{first}行重复;请删去一行。")
    if faults:
        raise RowsError(faults)
    share = dataclasses.replace(told, among=len(contents)) if told and contents else None
    return [
        entry_enter(actor=actor, unit=unit, content=content, token=uuid.uuid5(token, str(row)), told=share)
        for row, content in contents.items()
    ]


def _repeated(contents: Mapping[int, EntryContent]) -> dict[int, int]:
    """Rows that say the same as an earlier one, with that one."""
    seen: dict[tuple[object, ...], int] = {}
    found = {}
    for row, content in contents.items():
        said = content.title or [line.text for line in content.agenda]
        key = (content.kind, tuple(content.forms), content.occurred_on, str(said), content.for_period)
        if key in seen:
            found[row] = seen[key]
        seen.setdefault(key, row)
    return found
