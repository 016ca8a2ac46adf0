"""How the states of jobs and documents look: a colour (`value`), a sign and a word, as the tag `status` shows them."""

import dataclasses

from portal.models import Document, Job


@dataclasses.dataclass(frozen=True)
class Mark:
    """A state as colour, sign and word; `value` names one of the status colours of the style sheet."""

    value: str
    sign: str
    label: str


def _marks(
    looks: dict[Job.State, tuple[str, str]] | dict[Document.State, tuple[str, str]],
) -> dict[str, Mark]:
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
        Document.State.REVIEWED: ("due-soon", "◔"),
        Document.State.RETURNED: ("met-late", "↺"),
        Document.State.ISSUED: ("met", "✓"),
        Document.State.VOID: ("waived", "×"),
    }
)
