"""From where the ledger is read: as of which day, as known at which instant (rules.md, "Time, versions, rebuilding")."""

import dataclasses
import datetime as dt
from typing import Any

from portal import clock


@dataclasses.dataclass(frozen=True)
class Moment:
    """A day D and an instant K.

    `known_at` None takes every fact as it is known now; `recorded_by` is the latest instant at which a record may have
    been registered to be seen: K itself, or with the stored ledger no limit, so that no clock of another machine hides
    a record that is already there.
    """

    as_of: dt.date
    known_at: dt.datetime | None = None
    recorded_by: dt.datetime | str = "infinity"

    @classmethod
    def stored(cls) -> "Moment":
        """That of the stored ledger: today, as known now."""
        return cls(clock.today())

    @classmethod
    def at(cls, as_of: dt.date, known_at: dt.datetime | None = None) -> "Moment":
        """A chosen day, as known at `known_at` (default: now)."""
        return cls(as_of, known_at, known_at or clock.now())

    @property
    def is_stored(self) -> bool:
        """Whether it is that of the stored ledger."""
        return self.recorded_by == "infinity"

    @property
    def told_until(self) -> dt.datetime:
        """The last instant of which this moment tells: K, but nothing after the day D."""
        end_of_day = dt.datetime.combine(self.as_of, dt.time.max, clock.SHANGHAI)
        return min(end_of_day, self.known_at or clock.now())

    def known(self, alias: str) -> str:
        """The SQL condition that a fact row was known at K; its parameters are in `parameters`."""
        if self.known_at is None:
            return f"upper_inf({alias}.known)"
        return f"{alias}.known @> %(known_at)s::timestamptz"

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the pieces of SQL name."""
        return {"as_of": self.as_of, "known_at": self.known_at, "recorded_by": self.recorded_by}
