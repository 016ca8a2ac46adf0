"""What decisions to carry out and problems to solve have in common: who is charged with them, what became of each."""

import dataclasses
from collections.abc import Mapping

from meetings.models import Decision, Problem
from portal.models import Change


@dataclasses.dataclass(frozen=True)
class Step:
    """One deed in what became of a decision or problem."""

    change: Change
    action: str
    note: str


def steps_of(one: Decision | Problem, actions: Mapping[str, str], note: str) -> list[Step]:
    """Who did what about it, when and why, the latest first; one query.

    `actions` gives the deeds their words, `note` is the field that says what was done.
    """
    rows = Change.objects.filter(target_kind=one._meta.label_lower, target_ref=str(one.public_id))
    return [
        Step(row, actions.get(row.action, "变更"), row.reason or (row.after or {}).get(note, ""))
        for row in rows.order_by("-at", "-pk")
    ]
