"""What an urging says, from the facts of the cells. Pure: neither Django nor the clock."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from duties.next_steps import next_step, when_due
from duties.notice import day_of

LONGEST = 1_000
LISTED = 8
"""So many cells and remarks stand in one message."""

CLOSING = "确有特殊情况的,请在该事项页面报送情况说明。"


@dataclasses.dataclass(frozen=True)
class Item:
    """One cell in words: `seat` is the role that bears it, empty for the unit."""

    unit: str
    seat: str
    title: str
    period: str
    required: int
    counted: int
    piece: str
    due_on: dt.date
    measure: str

    @property
    def name(self) -> str:
        """演示27团党委主要负责人 领导小组会议(2026年第三季度)."""
        return f"{self.unit}{self.seat} {self.title}({self.period})"

    def line(self, day: dt.date) -> str:
        """Name, figures and how late on `day`, in one line."""
        return f"{self.name}:应完成{self.required}{self.piece},已计入{self.counted}{self.piece},{when_due(self.due_on, day)}"


def ready_text(items: Sequence[Item], day: dt.date) -> str:
    """The words that stand in the form before anybody has typed: of one cell its facts, of many what they share."""
    if len(items) != 1:
        return f"所列应履职事项已逾期或即将到期。已开展的请尽快补录,未开展的请抓紧办理并登记。{CLOSING}"
    item = items[0]
    step = next_step(item.measure, overdue=item.due_on < day)
    return (
        f"{item.unit}{item.seat}{item.period}“{item.title}”应完成{item.required}{item.piece},"
        f"已计入{item.counted}{item.piece},应于{day_of(item.due_on)}前完成,"
        f"{when_due(item.due_on, day)}。{step}{CLOSING}"
    )


def title_for(items: Sequence[Item], day: dt.date, *, passing_on: bool) -> str:
    """The title of the message to one person; `passing_on` to the office that is asked to pass it on."""
    head = "催办(请转告)" if passing_on else "催办"
    if len(items) == 1:
        return f"{head}:{items[0].name} {when_due(items[0].due_on, day)}"
    units = list(dict.fromkeys(item.unit for item in items))
    where = units[0] if len(units) == 1 else f"{units[0]}等{len(units)}个单位"
    return f"{head}:{where}有{len(items)}项应履职事项待办理"


def message_text(
    text: str, items: Sequence[Item], sender: str, day: dt.date, remarks: Sequence[str] = ()
) -> str:
    """The message: the office's words, the cells one a line where they are several, remarks, who sent it.

    At most `LISTED` cells and remarks stand in it; the page behind it has them all.
    """
    listed = [f"{number}. {item.line(day)}" for number, item in enumerate(items, 1)] if len(items) > 1 else []
    lines = [text, *listed[:LISTED]]
    if len(listed) > LISTED:
        lines.append(f"另有{len(listed) - LISTED}项,点「查看」可见全部。")
    return "\n".join([*lines, *remarks[:LISTED], f"催办人:{sender}"])
