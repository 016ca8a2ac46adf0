"""What may become of a 情况说明 or 申请豁免, as one table. Pure: neither Django nor the clock.

A statement waits for the office, or for more from the unit; answered, it stands for ever. Where a waiver that was
granted is taken back, that is a step of the same statement.
"""

from portal.states import Worded


class Kind(Worded):
    """What a unit says of a cell."""

    EXPLANATION = "explanation", "情况说明"
    WAIVER = "waiver", "申请豁免"


class State(Worded):
    """Where a statement stands."""

    WAITING = "waiting", "待答复"
    MORE = "more", "待补充"
    NOTED = "noted", "已知悉"
    GRANTED = "granted", "同意豁免"
    REFUSED = "refused", "不同意豁免"
    WITHDRAWN = "withdrawn", "已撤回"
    MOOT = "moot", "不再适用"
    REVOKED = "revoked", "豁免已取消"


class Act(Worded):
    """What is done about a statement."""

    MAKE = "make", "提出"
    SUPPLEMENT = "supplement", "补充"
    WITHDRAW = "withdraw", "撤回"
    NOTE = "note", "知悉"
    ASK = "ask", "要求补充"
    GRANT = "grant", "同意豁免"
    REFUSE = "refuse", "不同意豁免"
    CLOSE = "close", "不再适用"
    REVOKE = "revoke", "取消豁免"


OPEN = frozenset({State.WAITING, State.MORE})
"""States in which something is still to come."""

BY_UNIT = frozenset({Act.MAKE, Act.SUPPLEMENT, Act.WITHDRAW})
"""Acts of the unit; all others are the office's."""

BATCH = (Act.NOTE, Act.ASK, Act.GRANT, Act.REFUSE)
"""Acts by which many statements may be answered at once."""

KINDS = frozenset(Kind)
WAIVERS = frozenset({Kind.WAIVER})
EXPLANATIONS = frozenset({Kind.EXPLANATION})

TABLE: dict[Act, tuple[frozenset[Kind], frozenset[State], State]] = {
    Act.SUPPLEMENT: (KINDS, frozenset({State.MORE}), State.WAITING),
    Act.WITHDRAW: (KINDS, OPEN, State.WITHDRAWN),
    Act.NOTE: (EXPLANATIONS, OPEN, State.NOTED),
    Act.ASK: (KINDS, frozenset({State.WAITING}), State.MORE),
    Act.GRANT: (WAIVERS, OPEN, State.GRANTED),
    Act.REFUSE: (WAIVERS, OPEN, State.REFUSED),
    Act.CLOSE: (KINDS, OPEN, State.MOOT),
    Act.REVOKE: (WAIVERS, frozenset({State.GRANTED}), State.REVOKED),
}
"""For each act: statements of which kinds, in which states, and the state after it. MAKE begins at WAITING."""


def after(kind: Kind, state: State, act: Act) -> State | None:
    """The state to which `act` takes a statement, or None where it is not open to it."""
    if act not in TABLE:
        return None
    kinds, states, then = TABLE[act]
    return then if kind in kinds and state in states else None


def acts(kind: Kind, state: State, *, unit: bool) -> list[Act]:
    """What may be done about a statement, by its unit or else by the office."""
    return [act for act in TABLE if (act in BY_UNIT) == unit and after(kind, state, act) is not None]
