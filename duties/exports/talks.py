"""The list of talks as XLSX: one row a talk, with a first sheet that says who exported what and when."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from duties.models import Talk
from duties.talk_states import State
from portal import clock
from portal.access import Actor
from portal.selectors.installation import installation
from portal.tables import Value, saved_to, sheet_write


def _day(instant: dt.datetime | None) -> dt.date | None:
    return instant.astimezone(clock.SHANGHAI).date() if instant else None


COLUMNS: tuple[tuple[str, int, Callable[[Any], Value]], ...] = (
    ("约谈单位", 22, lambda talk: talk.office.name),
    ("被约谈单位", 26, lambda talk: talk.unit.name),
    ("依据", 22, lambda talk: talk.get_basis_display()),
    ("状态", 10, lambda talk: talk.get_state_display()),
    ("现由", 16, lambda talk: State(talk.state).holder.label),
    ("提出", 14, lambda talk: talk.proposed_by.name if talk.proposed_by else "平台列出"),
    ("提出日期", 12, lambda talk: _day(talk.proposed_at)),
    ("事实", 8, lambda talk: talk.facts_n),
    ("决定人", 14, lambda talk: talk.decided_by.name if talk.decided_by else ""),
    ("决定日期", 12, lambda talk: _day(talk.decided_at)),
    ("通知书", 28, lambda talk: talk.notice.number if talk.notice else ""),
    ("谈话日期", 12, lambda talk: talk.record.held_on if hasattr(talk, "record") else None),
    ("整改承诺", 10, lambda talk: talk.promises_n),
    ("已了结", 10, lambda talk: talk.settled_n),
    ("逾期", 8, lambda talk: talk.late_n),
    ("结束日期", 12, lambda talk: _day(talk.ended_at)),
    ("结束理由", 40, lambda talk: talk.end_reason),
)


def write_talks(stream: BinaryIO, talks: Iterable[Talk], *, actor: Actor, scope: str) -> None:
    """Write the sheets 说明 and 约谈; `talks` carry their tallies (selectors.talks.reading.with_tallies)."""
    listed = list(talks)
    facts: list[tuple[str, str]] = [
        ("内容", "约谈"),
        ("范围", scope),
        ("件数", str(len(listed))),
        ("导出人", f"{actor.name} {actor.post.label if actor.post else ''}".strip()),
        ("导出时间", f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
    ]
    if installation().demo:
        facts.append(("提示", "演示数据,均为虚构"))
    with saved_to(stream) as book:
        sheet_write(book, "说明", (12, 60), [], facts)
        heads, widths = tuple(head for head, _, _ in COLUMNS), tuple(width for _, width, _ in COLUMNS)
        rows = ([read(talk) for _, _, read in COLUMNS] for talk in listed)
        sheet_write(book, "约谈", widths, heads, rows, filters=True)
