"""约谈: the talks that one may see, by group of states, with how long each waits."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from duties.selectors.talks.reading import GROUPS, MARKS, counts, readable_talks, with_tallies
from duties.talk_states import OVER, State
from portal import access, clock
from portal.lists.columns import NOTHING, Column, beside, day_of, link, marked, page_of
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark
from portal.tables import Value

LONG = 15
"""A talk that has waited in one state for more days than this is shown as waiting long."""


@dataclasses.dataclass(frozen=True)
class TalkRow:
    """A talk of the list, with its tallies, and how many days it has been in its state."""

    talk: Any
    days: int

    @property
    def state(self) -> State:
        """Its state."""
        return State(self.talk.state)

    @property
    def long(self) -> bool:
        """Whether somebody should ask why."""
        return self.state not in OVER and self.days > LONG


def _in_group(group: str) -> Q:
    return Q(state__in=[state.value for state in GROUPS[group][1]])


class TalkFilters(ListFilters):
    """What the talks can be narrowed by."""

    group = PickFilter(
        label="状态", choices=[(name, label) for name, (label, _) in GROUPS.items()], by=_in_group
    )
    name = WordsFilter("unit__name", label="被约谈单位", hint="名称中的字")
    unit = UnitFilter(label="被约谈单位(含所属)")
    own = PickFilter(label="约谈单位", empty="全辖区", choices=[("1", "本单位")])

    def prepare(self) -> None:
        """The talks that one's own unit holds are for those to choose who see others too."""
        post = self.actor.post
        if post is None or self.actor.role not in access.READS_BELOW:
            del self.filters["own"]
        else:
            self.filters["own"].by = lambda value: Q(office=post.unit)


def _unit(row: TalkRow) -> str:
    name = link(row.talk.unit.name, page_of("talk", row.talk.public_id))
    return beside(name, "" if row.talk.proposed_by_id else "平台列出")


def _waited(row: TalkRow) -> str:
    if row.talk.ended_at:
        return beside("", f"{day_of(row.talk.ended_at):%Y-%m-%d} 结束")
    return marked(Mark("overdue", "!", f"{row.days} 天")) if row.long else f"{row.days} 天"


def _promises(row: TalkRow) -> str:
    talk = row.talk
    if not talk.promises_n:
        return NOTHING
    done = f"{talk.settled_n}/{talk.promises_n}"
    return marked(Mark("overdue", "!", f"{done},逾期 {talk.late_n}")) if talk.late_n else done


def _held_on(row: TalkRow) -> Value:
    return row.talk.record.held_on if hasattr(row.talk, "record") else None


COLUMNS: Sequence[Column[TalkRow]] = (
    Column("unit", "被约谈单位", lambda row: row.talk.unit.name, _unit, sort=("unit__code", "state_since"), width=26),
    Column("office", "约谈单位", lambda row: row.talk.office.name, sort=("office__code", "state_since"), width=22),
    Column("basis", "依据", lambda row: row.talk.get_basis_display(), shown=False, width=22),
    Column("state", "状态", lambda row: row.state.label, lambda row: marked(MARKS[row.state]), width=10, nowrap=True),
    Column("holder", "现由", lambda row: row.state.holder.label, width=16),
    Column("waited", "已等(天)", lambda row: None if row.talk.ended_at else row.days, _waited, sort=("state_since",),
           width=10, nowrap=True),
    Column("proposed_by", "提出", lambda row: row.talk.proposed_by.name if row.talk.proposed_by else "平台列出",
           shown=False, width=14),
    Column("proposed_on", "提出日期", lambda row: day_of(row.talk.proposed_at), sort=("proposed_at",), latest=True,
           shown=False, width=12, nowrap=True),
    Column("facts", "事实(项)", lambda row: row.talk.facts_n, sort=("facts_n",), latest=True, width=9, numeric=True),
    Column("decided_by", "决定人", lambda row: row.talk.decided_by.name if row.talk.decided_by else "", shown=False),
    Column("decided_on", "决定日期", lambda row: day_of(row.talk.decided_at), shown=False, width=12, nowrap=True),
    Column("notice", "通知书", lambda row: row.talk.notice.number if row.talk.notice else "", width=28),
    Column("held_on", "谈话日期", _held_on, shown=False, width=12, nowrap=True),
    Column("promises", "整改承诺", lambda row: row.talk.promises_n, _promises, width=10, nowrap=True),
    Column("settled", "已了结承诺", lambda row: row.talk.settled_n, shown=False, width=10, numeric=True),
    Column("late", "逾期承诺", lambda row: row.talk.late_n, shown=False, width=10, numeric=True),
    Column("ended_on", "结束日期", lambda row: day_of(row.talk.ended_at), sort=("ended_at",), latest=True, shown=False,
           width=12, nowrap=True),
    Column("end_reason", "结束理由", lambda row: row.talk.end_reason, shown=False, width=40),
)  # fmt: skip


class TalkList(Listing[TalkRow]):
    """The talks that one may see; within a group what waits longest first."""

    name = "talks"
    title = "约谈"
    columns = COLUMNS
    filters = TalkFilters
    order = ("-proposed_at",)
    quick = "group"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, with their tallies."""
        return with_tallies(readable_talks(self.actor)).select_related("record", "proposed_by")

    def prepared(self, rows: Sequence[Any]) -> Sequence[TalkRow]:
        """With days."""
        now = clock.now()
        return [TalkRow(talk, (now - talk.state_since).days) for talk in rows]

    def numbers(self) -> Mapping[str, int]:
        """Of each group."""
        return {name: number for name, _, number in counts(readable_talks(self.actor))}

    def default_order(self) -> Sequence[str]:
        """What is over the latest first; suggestions by how much is late; else what waits longest first."""
        group = self.narrowing.asked("group")
        if group == "suggested":
            return ("-facts_n", "state_since")
        if group in {"closed", "ended"}:
            return ("-ended_at",)
        return ("state_since",) if group else self.order
