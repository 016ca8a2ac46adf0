"""How a demo record came into the portal: entered soon or late, confirmed, returned, or corrected by another."""

import datetime as dt
import random

from duties.demo.days import ONE_DAY
from duties.demo.parts import DemoRecord, DemoUnit, World
from duties.demo.tree import unique_id

RECENT, FRESH = ONE_DAY * 21, ONE_DAY * 6
FAULTLESS = 1.0
"""The diligence of a unit of which no record is ever returned or left as a draft."""


class Journal:
    """Adds records to a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.yesterday = world.today - ONE_DAY
        self._latest: dict[tuple[int, str], DemoRecord] = {}

    def enter(
        self, unit: DemoUnit, *, kind: str, forms: list[str], leader: int, target: int, day: dt.date, for_period: str,
        on_topic: bool, title: str,
    ) -> int:  # fmt: skip
        """Add one record of `day`, which lies before today; gives the number of the one that stands."""
        rng = unit.rng
        entered = self._entered_on(rng, unit, day)
        record = DemoRecord(
            public_id=unique_id(rng), ref=self._ref(), kind=kind, forms=forms, unit=unit.number, leader=leader,
            target=target, occurred_on=day, for_period=for_period, on_topic=on_topic, title=title,
            state=self._state(unit, entered), registered_at=_instant(rng, entered),
        )  # fmt: skip
        self._add(record)
        if rng.random() < 0.012:
            return self._correct(rng, record, entered)
        return len(self.world.records)

    def latest(self, unit: DemoUnit, form: str) -> DemoRecord | None:
        """The record last added of this form."""
        return self._latest.get((unit.number, form))

    def _add(self, record: DemoRecord) -> None:
        self.world.records.append(record)
        if record.forms:
            self._latest[record.unit, record.forms[0]] = record

    def _ref(self) -> str:
        return f"YS-R{len(self.world.records) + 1:07}"

    def _entered_on(self, rng: random.Random, unit: DemoUnit, day: dt.date) -> dt.date:
        late = rng.random() < (0.06 if unit.diligence > 0.9 else 0.25)
        delay = rng.randrange(8, 45) if late else rng.randrange(6)
        return min(day + ONE_DAY * delay, self.yesterday)

    def _state(self, unit: DemoUnit, entered: dt.date) -> str:
        luck = unit.rng.random()
        if unit.diligence >= FAULTLESS:
            return "confirmed" if self.world.today - entered > FRESH else "submitted"
        if self.world.today - entered > RECENT:
            return "returned" if luck < 0.008 else "submitted" if luck < 0.03 else "confirmed"
        return (
            "draft"
            if luck < 0.05
            else "returned"
            if luck < 0.08
            else "submitted"
            if luck < 0.55
            else "confirmed"
        )

    def _correct(self, rng: random.Random, wrong: DemoRecord, entered: dt.date) -> int:
        """The record was wrong in its leader or topic: withdrawn some days later, and replaced."""
        number = len(self.world.records)
        corrected = min(entered + ONE_DAY * rng.randrange(1, 12), self.yesterday)
        if corrected <= entered or wrong.state == "draft":
            return number
        instant = _instant(rng, corrected)
        right = DemoRecord(
            public_id=unique_id(rng), ref=self._ref(), kind=wrong.kind, forms=wrong.forms[:], unit=wrong.unit,
            leader=wrong.leader, target=wrong.target, occurred_on=wrong.occurred_on, for_period=wrong.for_period,
            on_topic=wrong.on_topic, title=wrong.title, state="confirmed", registered_at=instant, replaces=number,
        )  # fmt: skip
        wrong.state, wrong.withdrawn_at, wrong.on_topic = "confirmed", instant, False
        self._add(right)
        return number + 1


def _instant(rng: random.Random, day: dt.date) -> str:
    return f"{day} {rng.randrange(9, 19):02}:{rng.randrange(60):02}:00+08:00"
