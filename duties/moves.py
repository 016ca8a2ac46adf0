"""Who follows a record whose state an import moves: what other apps keep beside it must not tell another story.

Imports go one way, so the app that has made something of a record says here how it follows.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from portal.access import Actor


@dataclasses.dataclass(frozen=True)
class Move:
    """A record (id and number) and the state that it is to have."""

    record: int
    ref: str
    state: str
    withdrawn_at: dt.datetime | None


class Follower(Protocol):
    """What an app does about moved records."""

    def faults(self, moves: Sequence[Move]) -> Mapping[str, str]:
        """By the record's number, why it cannot move so."""
        ...

    def follow(self, actor: Actor, moves: Sequence[Move]) -> None:
        """Move what stands beside the records; in the transaction that has moved them."""
        ...


_followers: list[Follower] = []


def add_follower(follower: Follower) -> None:
    """Let an app follow."""
    _followers.append(follower)


def faults_of(moves: Sequence[Move]) -> dict[str, str]:
    """By the record's number, why an app cannot follow."""
    return {ref: fault for follower in _followers for ref, fault in follower.faults(moves).items()}


def follow(actor: Actor, moves: Sequence[Move]) -> None:
    """Have every app follow."""
    for follower in _followers:
        follower.follow(actor, moves)
