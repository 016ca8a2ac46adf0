"""What the versions of a policy ask of each rule, in one list: which step on which day, told to whom, how often.

A step is taken on the first day on which a version that was then in force asks for it. So a version decides on its own
days only: what an earlier one has taken stays taken, and a worker that was down over a change makes up what each
version asked for on its days.
"""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

NEVER = dt.date(9999, 12, 31)
WEEK = 7
"""A step is told at most once in so many days."""

Subject = tuple[int, str]
"""A rule (its id) under one force."""


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of one version; `exceptions` give other days (None: not taken) by rule id or by force."""

    id: int
    code: str
    rank: int
    days: int | None
    at_once: int | None
    addressees: tuple[str, ...]
    cap: int
    exceptions: Mapping[int | str, int | None] = dataclasses.field(default_factory=dict)

    def asks(self, rule: int, force: str) -> bool:
        """Whether the step is taken for the rule at all."""
        exception = self._exception(rule, force)
        return exception is None or self.exceptions[exception] is not None

    def days_for(self, rule: int, force: str) -> int | None:
        """The days from the due day for this rule; None is the day from which the rule reminds."""
        exception = self._exception(rule, force)
        return self.days if exception is None else self.exceptions[exception]

    def _exception(self, rule: int, force: str) -> int | str | None:
        return next((key for key in (rule, force) if key in self.exceptions), None)


@dataclasses.dataclass(frozen=True)
class Version:
    """One version of a policy with the first day on which it decides."""

    since: dt.date
    steps: Sequence[Step]


@dataclasses.dataclass(frozen=True)
class Planned:
    """What is asked of a rule on the days from `since` to `last_day`."""

    rule: int
    force: str
    step: Step
    days: int | None
    since: dt.date
    last_day: dt.date

    @property
    def alike(self) -> tuple[object, ...]:
        """What two versions must have in common to ask for the same thing; counting "at once" is each version's own."""
        own = self.step.id if self.step.at_once else 0
        return self.step.code, self.days, self.step.addressees, self.step.cap, own


def windows(versions: Sequence[Version]) -> Iterator[tuple[Version, dt.date]]:
    """Each version, in their order, with the last day on which it decides; one replaced before it held is left out."""
    for number, version in enumerate(versions):
        last_day = min((later.since for later in versions[number + 1 :]), default=NEVER) - dt.timedelta(
            days=1
        )
        if version.since <= last_day:
            yield version, last_day


def plan(versions: Sequence[Version], subjects: Iterable[Subject]) -> list[Planned]:
    """The steps of the versions of one policy for these rules; versions that ask the same one after another are joined."""
    deciding = list(windows(versions))
    found: list[Planned] = []
    for rule, force in subjects:
        asked = [
            Planned(rule, force, step, step.days_for(rule, force), version.since, last_day)
            for version, last_day in deciding
            for step in version.steps
            if step.asks(rule, force)
        ]
        asked.sort(key=lambda each: (each.step.rank, each.since))
        for _, same in itertools.groupby(asked, key=lambda each: each.step.rank):
            found += _joined(same)
    return found


def _joined(asked: Iterable[Planned]) -> Iterator[Planned]:
    """Neighbours in time that ask the same as one."""
    present: Planned | None = None
    for each in asked:
        if present and present.alike == each.alike and present.last_day + dt.timedelta(days=1) == each.since:
            present = dataclasses.replace(present, last_day=each.last_day)
            continue
        if present:
            yield present
        present = each
    if present:
        yield present
