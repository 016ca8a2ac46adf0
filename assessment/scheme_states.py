"""The life of an assessment (实绩考核, article 17) as one table: in which state who may do what, and what follows. Pure.

Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to the assessment.
"""

from collections.abc import Iterable
from enum import StrEnum

from portal import states
from portal.states import Held, Worded, allowed_by, table_of, who


class Holder(Worded):
    """Who has the ball."""

    OFFICE = "office", "考核单位办公室"
    APPROVER = "approver", "审定人"
    SECOND = "second", "复核人"
    UNITS = "units", "被考核单位"
    NOBODY = "nobody", "—"


class State(Held):
    """Where an assessment stands."""

    holder: Holder

    DRAFT = "draft", "方案拟订中", Holder.OFFICE
    SUBMITTED = "submitted", "方案待审定", Holder.APPROVER
    APPROVED = "approved", "方案已审定", Holder.OFFICE
    OPENED = "opened", "自评中", Holder.UNITS
    SCORING = "scoring", "评分中", Holder.OFFICE
    SCORED = "scored", "待复核", Holder.SECOND
    REVIEWED = "reviewed", "结果待审定", Holder.APPROVER
    DECIDED = "decided", "待通报", Holder.OFFICE
    NOTIFIED = "notified", "已通报", Holder.UNITS
    FROZEN = "frozen", "已定格", Holder.NOBODY
    CANCELLED = "cancelled", "已取消", Holder.NOBODY


class Action(Worded):
    """What is done with an assessment."""

    CREATE = "create", "拟订方案"
    EDIT = "edit", "修改方案"
    TRY = "try", "试算"
    SUBMIT = "submit", "报请审定方案"
    RETURN = "return", "退回方案"
    APPROVE = "approve", "审定方案"
    OPEN = "open", "启动考核"
    REPORT = "report", "自评"
    SCORE = "score", "评分"
    RATE = "rate", "评定"
    PASS = "pass", "提交复核"
    REVIEW = "review", "复核通过"
    SEND_BACK = "send_back", "退回评分"
    DECIDE = "decide", "审定结果"
    CIRCULAR = "circular", "拟考核结果通报"
    NOTIFY = "notify", "通报"
    RECALL = "recall", "通报作废"
    OBJECT = "object", "提出异议"
    UPHOLD = "uphold", "异议成立"
    REJECT = "reject", "异议不成立"
    FREEZE = "freeze", "定格"
    CANCEL = "cancel", "取消考核"


class Place(StrEnum):
    """How somebody's post stands to an assessment."""

    OFFICE = "office"
    UNIT = "unit"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    WHOLE = "whole"
    OTHER_THAN_DRAFTER = "other_than_drafter"
    OTHER_THAN_SCORER = "other_than_scorer"
    YEAR_OVER = "year_over"
    COMPLETE = "complete"
    IN_TIME = "in_time"
    TIME_OVER = "time_over"


Move = states.Move[State, Place, Need]

OVER = frozenset({State.FROZEN, State.CANCELLED})
"""Nothing follows any more."""
SHAPED = frozenset({State.DRAFT})
"""The scheme can be changed."""
INSIDE = frozenset({State.DRAFT, State.SUBMITTED})
"""Only the side of the office knows of it."""
PUBLISHED = frozenset({State.NOTIFIED, State.FROZEN})
"""The assessed units see their scores."""
HAS_SCORES = frozenset(
    {State.SCORING, State.SCORED, State.REVIEWED, State.DECIDED, State.NOTIFIED, State.FROZEN}
)
"""There are scores."""

OFFICE = who(Place.OFFICE, "office")
APPROVER = who(Place.OFFICE, "approver")
UNIT = who(Place.UNIT, "clerk", "official")
PROGRAM: frozenset[tuple[Place, str]] = frozenset()


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    text = frozenset({Need.TEXT})
    drafter, scorer = frozenset({Need.OTHER_THAN_DRAFTER}), frozenset({Need.OTHER_THAN_SCORER})
    yield [State.DRAFT], Action.EDIT, Move(None, OFFICE)
    yield [State.DRAFT], Action.TRY, Move(None, OFFICE)
    yield [State.DRAFT], Action.SUBMIT, Move(State.SUBMITTED, OFFICE, frozenset({Need.WHOLE}))
    yield [State.SUBMITTED], Action.RETURN, Move(State.DRAFT, APPROVER, text)
    yield [State.SUBMITTED], Action.APPROVE, Move(State.APPROVED, APPROVER, drafter | {Need.WHOLE})
    yield [State.APPROVED], Action.OPEN, Move(State.OPENED, OFFICE)
    yield [State.OPENED], Action.REPORT, Move(None, UNIT)
    yield [State.OPENED, State.SCORING], Action.SCORE, Move(State.SCORING, OFFICE)
    yield [State.SCORING], Action.RATE, Move(None, OFFICE, text)
    yield [State.SCORING], Action.PASS, Move(State.SCORED, OFFICE, frozenset({Need.COMPLETE, Need.YEAR_OVER}))
    yield [State.SCORED], Action.REVIEW, Move(State.REVIEWED, OFFICE | APPROVER, scorer)
    yield [State.SCORED, State.REVIEWED], Action.SEND_BACK, Move(State.SCORING, OFFICE | APPROVER, text)
    yield [State.REVIEWED], Action.DECIDE, Move(State.DECIDED, APPROVER, scorer)
    yield [State.DECIDED], Action.CIRCULAR, Move(None, OFFICE)
    yield [State.DECIDED], Action.NOTIFY, Move(State.NOTIFIED, APPROVER)
    yield [State.NOTIFIED], Action.RECALL, Move(State.DECIDED, APPROVER, text)
    yield [State.NOTIFIED], Action.OBJECT, Move(None, who(Place.UNIT, "official"), text | {Need.IN_TIME})
    yield [State.NOTIFIED], Action.UPHOLD, Move(None, OFFICE | APPROVER, text | scorer)
    yield [State.NOTIFIED], Action.REJECT, Move(None, OFFICE | APPROVER, text | scorer)
    yield [State.NOTIFIED], Action.FREEZE, Move(State.FROZEN, OFFICE, frozenset({Need.TIME_OVER}))
    yield [State.DRAFT, State.SUBMITTED], Action.CANCEL, Move(State.CANCELLED, OFFICE, text)
    yield [State.APPROVED, State.OPENED, State.SCORING], Action.CANCEL, Move(State.CANCELLED, APPROVER, text)


TABLE = table_of(_lines())
"""What is not in here cannot be done."""

BY_PAPER = frozenset({Action.NOTIFY, Action.RECALL})
"""Actions that are those of the circular: the assessment follows its document."""


def allowed(state: State, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody with `role`, standing at `places`, may do with an assessment in `state`."""
    return allowed_by(TABLE, state, places, role)


class Answer(Worded):
    """What became of an objection (异议)."""

    OPEN = "open", "待答复"
    UPHELD = "upheld", "成立"
    REJECTED = "rejected", "不成立"
