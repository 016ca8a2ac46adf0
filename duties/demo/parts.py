"""What a demo world consists of. References are numbers from 1 on, in the order in which the things were made."""

import dataclasses
import datetime as dt
import random


@dataclasses.dataclass(slots=True)
class DemoTenure:
    """Who holds a seat; `ended_on` is the first day on which no longer."""

    ref: str
    unit: int
    role: str
    person: int
    title: str
    started_on: dt.date
    ended_on: dt.date | None = None
    acting: bool = False
    several: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclasses.dataclass(slots=True)
class DemoLink:
    """A contact point of a seat, or a resident team of a unit (`role` empty)."""

    ref: str
    kind: str
    unit: int
    role: str
    target: int
    started_on: dt.date
    ended_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclasses.dataclass(slots=True)
class DemoTag:
    """A property of a unit from a day on."""

    unit: int
    tag: str
    started_on: dt.date | None


@dataclasses.dataclass(slots=True)
class DemoPlacement:
    """Under whom a unit stands."""

    unit: int
    parent: int
    started_on: dt.date | None = None
    ended_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        return (self.started_on or day) <= day and (self.ended_on is None or day < self.ended_on)


@dataclasses.dataclass(slots=True)
class DemoUnit:
    """A unit with what the making of its records needs to know."""

    number: int
    public_id: str
    code: str
    kind: str
    name: str
    started_on: dt.date
    rng: random.Random
    ended_on: dt.date | None = None
    former_name: tuple[str, dt.date] | None = None
    """An earlier name, and the day from which the present one holds."""
    diligence: float = 0.96
    silent_from: dt.date | None = None
    seats: dict[str, list[DemoTenure]] = dataclasses.field(default_factory=dict)
    links: list[DemoLink] = dataclasses.field(default_factory=list)
    tags: list[DemoTag] = dataclasses.field(default_factory=list)
    placements: list[DemoPlacement] = dataclasses.field(default_factory=list)
    children: list["DemoUnit"] = dataclasses.field(default_factory=list)
    """The units that stand directly under it, or once did."""
    households: list[int] = dataclasses.field(default_factory=list)

    def lives(self, day: dt.date) -> bool:
        """Whether it exists on `day`."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)

    def below(self, day: dt.date) -> list["DemoUnit"]:
        """The units that stand directly under it on `day`."""
        return [child for child in self.children if child.lives(day) and child.stands_under(self, day)]

    def stands_under(self, parent: "DemoUnit", day: dt.date) -> bool:
        """Whether `parent` is its superior on `day`."""
        return any(each.parent == parent.number and each.holds(day) for each in self.placements)

    def holder(self, role: str, day: dt.date) -> int:
        """Number of the person who holds `role` on `day`, of an acting one too; 0 for a vacant seat."""
        return next((each.person for each in self.seats.get(role, ()) if each.holds(day)), 0)


@dataclasses.dataclass(slots=True)
class DemoHousehold:
    """A household number on a company's register."""

    unit: int
    number: str
    removed_on: dt.date | None = None


@dataclasses.dataclass(slots=True)
class DemoRecord:
    """Something that took place; instants are text with their offset."""

    public_id: str
    ref: str
    kind: str
    forms: list[str]
    unit: int
    leader: int
    target: int
    occurred_on: dt.date
    for_period: str
    on_topic: bool
    title: str
    state: str
    registered_at: str
    withdrawn_at: str = ""
    replaces: int = 0


@dataclasses.dataclass(slots=True)
class DemoWaiver:
    """An obligation that need not be fulfilled."""

    rule_id: int
    unit: int
    role: str
    period: str
    reason: str
    granted_on: dt.date


@dataclasses.dataclass(slots=True)
class World:
    """All of it, in the order in which it is written."""

    start: dt.date
    today: dt.date
    units: list[DemoUnit] = dataclasses.field(default_factory=list)
    placements: list[DemoPlacement] = dataclasses.field(default_factory=list)
    successions: list[tuple[int, int, str, dt.date]] = dataclasses.field(default_factory=list)
    people: list[str] = dataclasses.field(default_factory=list)
    tenures: list[DemoTenure] = dataclasses.field(default_factory=list)
    links: list[DemoLink] = dataclasses.field(default_factory=list)
    households: list[DemoHousehold] = dataclasses.field(default_factory=list)
    records: list[DemoRecord] = dataclasses.field(default_factory=list)
    contacts: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    waivers: list[DemoWaiver] = dataclasses.field(default_factory=list)

    def unit(self, code: str) -> DemoUnit | None:
        """The unit with this code."""
        return next((unit for unit in self.units if unit.code == code), None)
