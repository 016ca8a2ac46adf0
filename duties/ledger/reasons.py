"""Why a record or link did not count, in the words of the office: one sentence for each condition of `pieces`."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from duties.models import Link, Reading, Record, RecordState
from portal import clock
from portal.models import Person, Word
from portal.selectors.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True)
class Cell:
    """What the sentences need to know of the obligation: `ended` is the first day after its period, `read_on` the day E."""

    reading: Reading
    role: str
    period: str
    ended: dt.date
    read_on: dt.date
    person: Person | None
    words: Vocabulary

    def names(self, group: str, codes: Iterable[str]) -> str:
        """Words of the vocabulary, joined by 或."""
        return "或".join(self.words.name(group, code) for code in codes)


def _leader(record: Record, who: str, wanted: str) -> str:
    if record.leader is None:
        return f"未填{who},应为{wanted}"
    return f"{who}非{wanted}({record.leader.name}在发生当日不任该职)"


def _term(cell: Cell, record: Record) -> str:
    name = cell.person.name if cell.person else ""
    return f"带队人不是本任期的{name}(代理人员的走访不计入任期)"


def _target(cell: Cell, record: Record, wanted: str) -> str:
    return f"{record.target.name if record.target else '未填对象单位,'}{wanted}"


def _time(cell: Cell, record: Record) -> str:
    reading = cell.reading
    if record.for_kind == reading.period and record.for_period != cell.period:
        return f"已注明为{record.for_period},不计入{cell.period}"
    if reading.measure == "submission":
        return f"未注明为{cell.period}"
    if record.for_period == cell.period:
        if record.occurred_on < cell.ended:
            return f"注明为{cell.period},但发生在周期开始之前"
        return "发生在周期结束之后,本口径应在周期内完成"
    return f"在周期之外,也未注明为{cell.period}补办"


def _among(cell: Cell, record: Record) -> str:
    if cell.reading.target.get("household"):
        return f"所联系户在{cell.read_on}均不在册"
    return _target(cell, record, f"在{cell.read_on}不是应覆盖的下属{_kind(cell, 'child')}")


def _kind(cell: Cell, key: str) -> str:
    return cell.words.name(Word.Group.UNIT, cell.reading.target.get(key, ""))


def _tag(cell: Cell) -> str:
    return cell.words.name(Word.Group.TAG, cell.reading.target.get("tag", ""))


def _forms(cell: Cell) -> str:
    return cell.names(Word.Group.FORM, [cell.reading.form, *cell.reading.also_forms])


def _linked(cell: Cell, record: Record) -> str:
    link = cell.words.name(Word.Group.LINK, cell.reading.target.get("linked", ""))
    return _target(cell, record, f"在发生当日不是{link}")


RECORD_REASONS: dict[str, Callable[[Cell, Record], str]] = {
    "registered": lambda cell, record: (
        f"登记晚于所选时点({record.registered_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}登记)"
    ),
    "withdrawn": lambda cell, record: "已撤回",
    "state": lambda cell, record: f"状态为{RecordState(record.state).label}",
    "ahead": lambda cell, record: "发生日期晚于所选日期",
    "form": lambda cell, record: f"形式不是{_forms(cell)}",
    "topic": lambda cell, record: "非专题研究乡村振兴",
    "leader": lambda cell, record: _leader(
        record, "主持人", cell.names(Word.Group.ROLE, cell.reading.led_by)
    ),
    "seat": lambda cell, record: _leader(record, "带队人", cell.words.name(Word.Group.ROLE, cell.role)),
    "term": _term,
    "unit": lambda cell, record: _target(cell, record, f"不是{_kind(cell, 'unit')}"),
    "tag": lambda cell, record: _target(cell, record, f"在发生当日不是{_tag(cell)}"),
    "linked": _linked,
    "under": lambda cell, record: _target(cell, record, "在发生当日不隶属本单位"),
    "time": _time,
    "among": _among,
}

LINK_REASONS: dict[str, Callable[[Cell, Link], str]] = {
    "active": lambda cell, link: f"在{cell.read_on}不在联系期内",
    "unit": lambda cell, link: f"{link.target.name}不是{_kind(cell, 'unit')}",
    "tag": lambda cell, link: f"{link.target.name}在{cell.read_on}不是{_tag(cell)}",
    "under": lambda cell, link: f"{link.target.name}在{cell.read_on}不隶属本单位",
}
