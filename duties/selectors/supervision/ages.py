"""How old an item is: days in its state, days left or over, and how its state looks."""

import dataclasses
import datetime as dt

from duties.models import SupervisionItem
from duties.supervision_states import OVER, WITH_UNIT, State
from portal import clock
from portal.marks import Mark

MARKS = {
    State.DRAFTING: Mark("upcoming", "·", State.DRAFTING.label),
    State.APPROVING: Mark("upcoming", "◷", State.APPROVING.label),
    State.ISSUED: Mark("due-soon", "◔", State.ISSUED.label),
    State.SIGNED: Mark("pending", "·", State.SIGNED.label),
    State.ASKED: Mark("due-soon", "◷", State.ASKED.label),
    State.FED_BACK: Mark("due-soon", "◔", State.FED_BACK.label),
    State.RETURNED: Mark("met-late", "↺", State.RETURNED.label),
    State.REVIEWED: Mark("made-up", "✓", State.REVIEWED.label),
    State.CLOSED: Mark("met", "✓", State.CLOSED.label),
    State.CANCELLED: Mark("waived", "×", State.CANCELLED.label),
    State.WITHDRAWN: Mark("waived", "×", State.WITHDRAWN.label),
}


@dataclasses.dataclass(frozen=True)
class Age:
    """One item on one day."""

    item: SupervisionItem
    today: dt.date

    @property
    def mark(self) -> Mark:
        """How its state looks."""
        return MARKS[self.item.at]

    @property
    def days(self) -> int:
        """For how many days it has been in its state."""
        return (self.today - self.item.state_since.astimezone(clock.SHANGHAI).date()).days

    @property
    def left(self) -> int:
        """How many days are left to the deadline; negative when it has passed."""
        return (self.item.deadline - self.today).days

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed while the unit has to act."""
        return self.item.at in WITH_UNIT and self.left < 0

    @property
    def late_mark(self) -> Mark:
        """How late it is, as a badge."""
        return Mark("overdue", "!", self.when)

    @property
    def when(self) -> str:
        """How near the deadline is or how late the unit, in words; of what the unit has fed back, whether that was late."""
        if self.item.fed_back_on is not None and self.item.at not in WITH_UNIT:
            late = (self.item.fed_back_on - self.item.deadline).days
            return f"逾期{late}天反馈" if late > 0 else "按期反馈"
        if self.item.at in OVER:
            return ""
        if self.left == 0:
            return "今天到期"
        return f"还剩{self.left}天" if self.left > 0 else f"逾期{-self.left}天"


def age_of(item: SupervisionItem) -> Age:
    """The item as it is today."""
    return Age(item, clock.today())
