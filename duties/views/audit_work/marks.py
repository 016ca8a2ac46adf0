"""How the states of audit work look."""

from duties.audit_words import State
from portal.marks import Mark

MARKS = {
    State.OPEN: Mark("due-soon", "◔", State.OPEN.label),
    State.CONCLUDED: Mark("met", "✓", State.CONCLUDED.label),
    State.CLOSED: Mark("waived", "□", State.CLOSED.label),
}
