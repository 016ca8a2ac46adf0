"""What the office may read anew in a rule: number, day, days of reminding, force and wording."""

import dataclasses
from typing import Any

from duties.models import Reading


@dataclasses.dataclass(frozen=True)
class NewReading:
    """What the office wants a rule to ask; `at_least` None leaves the number (of coverage, of continuous) as it is."""

    force: str
    read_as: str
    at_least: int | None = None
    due: str = ""
    remind_days: int = 0

    def of(self, reading: Reading) -> dict[str, Any]:
        """The values of the fields of `reading` under this change."""
        values: dict[str, Any] = {"force": self.force, "read_as": self.read_as.strip()}
        if reading.measure != "continuous":
            values |= {"due": self.due, "remind_days": self.remind_days}
        if reading.measure not in ("continuous", "coverage"):
            values["at_least"] = self.at_least
        return values
