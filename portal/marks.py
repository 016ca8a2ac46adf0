"""How the states of jobs and documents look: colour (`value`), sign and word, as the tag `status` shows them."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from portal.models import BatchItem, Countersignature, Document, Job


@dataclasses.dataclass(frozen=True)
class Mark:
    """A state as colour, sign and word; `value` names one of the status colours of the style sheet."""

    value: str
    sign: str
    label: str


def _marks(looks: Mapping[Any, tuple[str, str]]) -> dict[str, Mark]:
    """The marks of the states of a model, by value."""
    return {state.value: Mark(value, sign, str(state.label)) for state, (value, sign) in looks.items()}


JOB_MARKS = _marks(
    {
        Job.State.WAITING: ("pending", "·"),
        Job.State.RUNNING: ("due-soon", "◔"),
        Job.State.DONE: ("met", "✓"),
        Job.State.FAILED: ("overdue", "!"),
        Job.State.CANCELLED: ("waived", "×"),
    }
)
DOCUMENT_MARKS = _marks(
    {
        Document.State.DRAFT: ("pending", "·"),
        Document.State.COSIGNING: ("pending", "◔"),
        Document.State.REVIEWED: ("due-soon", "◔"),
        Document.State.RETURNED: ("met-late", "↺"),
        Document.State.ISSUED: ("met", "✓"),
        Document.State.VOID: ("waived", "×"),
    }
)
COUNTERSIGN_MARKS = _marks(
    {
        Countersignature.State.WAITING: ("due-soon", "◔"),
        Countersignature.State.SIGNED: ("met", "✓"),
        Countersignature.State.OBJECTED: ("overdue", "!"),
        Countersignature.State.DROPPED: ("waived", "×"),
    }
)
BATCH_MARKS = _marks(
    {
        BatchItem.State.WAITING: ("pending", "·"),
        BatchItem.State.ISSUED: ("met", "✓"),
        BatchItem.State.FAILED: ("overdue", "!"),
    }
)
