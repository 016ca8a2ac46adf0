"""What the tables of states of this app share: how somebody stands to a matter, and what an action takes. Pure: no Django."""

from enum import StrEnum

from portal import states
from portal.states import Worded


class Place(StrEnum):
    """How somebody's post, or the person behind the account, stands to a matter."""

    OFFICE = "office"
    TEAM = "team"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    DAY = "day"
    FACTS = "facts"
    OTHER_PERSON = "other_person"
    STAFFED = "staffed"
    APPROVED = "approved"
    BLANK = "blank"
    UNTOLD = "untold"
    PAPER = "paper"
    RECEIPT = "receipt"


class Holder(Worded):
    """Who has the ball."""

    OFFICE = "office", "领导小组办公室"
    APPROVER = "approver", "审定人"
    TEAM = "team", "督查组"
    NOBODY = "nobody", "—"


Who = states.who
TEXT = frozenset({Need.TEXT})
DECIDING = frozenset({Need.TEXT, Need.OTHER_PERSON})
PROGRAM: frozenset[tuple[Place, str]] = frozenset()
"""Nobody: what the program does itself, when a paper was issued."""
OFFICE = states.who(Place.OFFICE, "office")
APPROVER = states.who(Place.OFFICE, "approver")
TEAM = states.who(Place.TEAM, "office", "clerk", "official", "member")
