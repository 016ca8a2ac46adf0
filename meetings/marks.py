"""How the states of an entry look: a colour, a sign and a word, as the tag `status` shows them."""

from meetings.models import EntryState
from portal.marks import Mark

ENTRY_MARKS = {
    EntryState.DRAFT.value: Mark("pending", "·", "草稿"),
    EntryState.PLANNED.value: Mark("upcoming", "◷", "计划中"),
    EntryState.SUBMITTED.value: Mark("due-soon", "◔", "待确认"),
    EntryState.CONFIRMED.value: Mark("met", "✓", "已确认"),
    EntryState.RETURNED.value: Mark("overdue", "!", "已退回"),
    EntryState.WITHDRAWN.value: Mark("waived", "×", "已撤回"),
    EntryState.CANCELLED.value: Mark("waived", "×", "已取消"),
}
