"""Tables of logging."""

from meetings.models.burden import Filling
from meetings.models.comments import Comment
from meetings.models.decisions import Decision
from meetings.models.entries import AgendaItem, Attendance, Destination, Entry, EntryState, Evidence
from meetings.models.households import EntryHousehold
from meetings.models.problems import Problem
from meetings.models.proxies import EntryProxy
from meetings.models.signs import (
    MinutesPrint,
    PicturePrint,
    Sign,
    SignAnswer,
    SignKind,
    SignState,
    SignThreshold,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "Comment",
    "Decision",
    "Destination",
    "Entry",
    "EntryHousehold",
    "EntryProxy",
    "EntryState",
    "Evidence",
    "Filling",
    "MinutesPrint",
    "PicturePrint",
    "Problem",
    "Sign",
    "SignAnswer",
    "SignKind",
    "SignState",
    "SignThreshold",
]
