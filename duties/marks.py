"""How the states of an import look: a colour, a sign and a word, as the tag `status` shows them."""

from duties.models import DataImport
from portal.marks import Mark

State = DataImport.State
IMPORT_MARKS = {
    State.CHECKING.value: Mark("due-soon", "◔", "核对中"),
    State.FAULTY.value: Mark("overdue", "!", "有错误"),
    State.READY.value: Mark("pending", "·", "待确认"),
    State.IMPORTING.value: Mark("due-soon", "◔", "导入中"),
    State.DONE.value: Mark("met", "✓", "已导入"),
    State.GIVEN_UP.value: Mark("waived", "×", "已放弃"),
}
STOPPED = Mark("overdue", "!", "未办成")
"""The work at hand was cancelled or failed; nothing was written."""
