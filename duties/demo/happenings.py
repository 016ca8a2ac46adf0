"""What took place in a demo world: for each rule and bearer what it asks for, done by most, late or amiss by some.

It is driven by the rules that are loaded, so that a changed reading gives a world that fits it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from duties.demo import names
from duties.demo.days import ONE_DAY, pick
from duties.demo.journal import Journal
from duties.demo.parts import DemoUnit, World
from duties.demo.shapes import Shape
from duties.demo.titles import Titles
from duties.demo.tree import HERO
from duties.models import Reading
from duties.periods import Kind, Period, due_on, is_owed, period_of, periods_between, required

ROUND = 10
"""So many households are reached by one walk."""


class Happenings:
    """Makes the records of one world, unit by unit."""

    def __init__(
        self, world: World, shape: Shape, readings: Sequence[Reading], forms: Mapping[str, str]
    ) -> None:
        self.world, self.shape = world, shape
        self.readings = readings
        self.journal = Journal(world)
        self.titles = Titles(forms)
        self.periods: dict[str, list[Period]] = {}
        self.turns: dict[tuple[int, str], int] = {}
        self.missed: list[tuple[Reading, DemoUnit, str, Period]] = []
        quarter = period_of("quarter", world.today)
        before = period_of("quarter", quarter.start - ONE_DAY)
        self.wrongly_chaired = ("leading_group", before.name)
        self.not_yet = {
            (form, quarter.name)
            for form in ("party_standing_committee", "administrative_executive", "leading_group")
        }
        """What 演示27团 has done amiss and not yet: the tour needs something overdue, and something to log."""

    def tell(self) -> None:
        """All records of all units."""
        for unit in self.world.units:
            for reading in self.readings:
                if unit.kind in reading.units:
                    for role in [""] if reading.bearer == "unit" else reading.roles:
                        if not role or role in unit.seats:
                            self._fulfil(unit, reading, role)
            self._busywork(unit)

    def _fulfil(self, unit: DemoUnit, reading: Reading, role: str) -> None:
        if reading.period == "term":
            self._rounds(unit, reading, role)
        elif reading.measure != "standing":
            self._fulfil_calendar(unit, reading, role)

    def _fulfil_calendar(self, unit: DemoUnit, reading: Reading, role: str) -> None:
        for period, first, end in self._owed(unit, reading):
            if reading.measure == "count":
                self._count(unit, reading, role, period, first, end)
            elif reading.measure == "submission":
                self._submission(unit, reading, period, first)
            elif reading.target.get("household"):
                self._households(unit, reading, role, first, end)
            else:
                self._coverage(unit, reading, period, first)

    def _calendar(self, kind: Kind) -> list[Period]:
        if kind not in self.periods:
            self.periods[kind] = list(periods_between(kind, self.world.start, self.world.today))
        return self.periods[kind]

    def _owed(self, unit: DemoUnit, reading: Reading) -> Iterator[tuple[Period, dt.date, dt.date]]:
        """The periods in which the unit has this duty, with its days in each, vacancies of its seats left aside."""
        since = unit.started_on
        if reading.tag:
            tag = next((each for each in unit.tags if each.tag == reading.tag), None)
            if tag is None:
                return
            since = max(since, tag.started_on or since)
        for period in self._calendar(reading.period):  # type: ignore[arg-type]
            first, end = max(period.start, since), min(period.end, unit.ended_on or period.end)
            if first < end and is_owed((end - first).days, period.days):
                yield period, first, end

    def _count(
        self, unit: DemoUnit, reading: Reading, role: str, period: Period, first: dt.date, end: dt.date
    ) -> None:
        """As many sittings or visits as are asked for, one in each part of the period, sometimes one more."""
        wanted = required(reading.at_least or 1, (end - first).days, period.days)
        length = (end - first) // wanted
        for number in range(wanted):
            day = pick(unit.rng, first + length * number, first + length * (number + 1))
            self._event(unit, reading, role, period, day)
        if unit.rng.random() < 0.06:
            self._event(unit, reading, role, period, pick(unit.rng, first, end))

    def _event(self, unit: DemoUnit, reading: Reading, role: str, period: Period, day: dt.date) -> None:
        """One sitting or visit: as it should be, or amiss in one of the ways that the ledger tells apart."""
        if day >= self.world.today or not unit.lives(day):
            return
        if unit.code == HERO and (reading.form, period.name) in self.not_yet:
            return
        if unit.code == HERO and (reading.form, period.name) == self.wrongly_chaired:
            self._hold(unit, reading, role, period, day, leader=unit.holder("deputy", day))
        elif self._slips(unit, day):
            self._go_amiss(unit, reading, role, period, day)
        elif not self._merge(unit, reading, period, day):
            self._hold(unit, reading, role, period, day)

    def _go_amiss(self, unit: DemoUnit, reading: Reading, role: str, period: Period, day: dt.date) -> None:
        amiss = unit.rng.random()
        if amiss < 0.35:
            self.missed.append((reading, unit, role, period))
        elif amiss < 0.55 and reading.led_by:
            self._hold(unit, reading, role, period, day, leader=unit.holder("deputy", day))
        elif amiss < 0.7 and reading.on_topic:
            self._hold(unit, reading, role, period, day, on_topic=False)
        elif amiss < 0.95:
            later = period.end + ONE_DAY * unit.rng.randrange(3, 40)
            self._hold(unit, reading, role, period, pick(unit.rng, later, later + ONE_DAY * 7))

    def _slips(self, unit: DemoUnit, day: dt.date) -> bool:
        return unit.rng.random() > unit.diligence or (
            unit.silent_from is not None and day >= unit.silent_from
        )

    def _hold(
        self, unit: DemoUnit, reading: Reading, role: str, period: Period, day: dt.date, *,
        leader: int = 0, on_topic: bool = True,
    ) -> None:  # fmt: skip
        """Enter one sitting or visit of `day`; after the period it is a make-up that names it."""
        person = leader or self._leader(unit, reading, role, day)
        if day >= self.world.today or not unit.lives(day) or (role and not person):
            self.missed.append((reading, unit, role, period))
            return
        target = self._target(unit, reading, role, day)
        self.journal.enter(
            unit,
            kind=reading.kind,
            forms=[reading.form] if reading.form else [],
            leader=person,
            target=target.number if target else 0,
            day=day,
            for_period=period.name if day >= period.end and reading.measure == "count" else "",
            on_topic=on_topic and (reading.on_topic or unit.rng.random() < 0.5),
            title=self.titles.of(reading, unit, period, target, on_topic=on_topic),
        )

    def _merge(self, unit: DemoUnit, reading: Reading, period: Period, day: dt.date) -> bool:
        """Now and then the leading group sits together with the standing committee (合并召开)."""
        if reading.form != "leading_group" or unit.rng.random() > 0.25:
            return False
        earlier = self.journal.latest(unit, "party_standing_committee")
        if earlier is None or not period.start <= earlier.occurred_on < period.end:
            return False
        earlier.forms.append(reading.form)
        return True

    def _leader(self, unit: DemoUnit, reading: Reading, role: str, day: dt.date) -> int:
        """Who leads it: the seat itself, one whom the rule names, or whoever answers for the unit."""
        if role:
            return unit.holder(role, day)
        roles = list(reading.led_by) or list(unit.seats)
        if len(roles) > 1 and unit.rng.random() < 0.25:
            roles.reverse()
        return next(filter(None, (unit.holder(each, day) for each in roles)), 0) or unit.holder("deputy", day)

    def _target(self, unit: DemoUnit, reading: Reading, role: str, day: dt.date) -> DemoUnit | None:
        """Where it goes: the contact point, or the units below in turn."""
        if kind := reading.target.get("linked"):
            holding = (
                each for each in unit.links if each.role == role and each.kind == kind and each.holds(day)
            )
            return next((self.world.units[each.target - 1] for each in holding), None)
        if reading.kind == "visit" or reading.target:
            return self._next_below(unit, role, reading.target.get("unit", ""), day)
        return None

    def _next_below(self, unit: DemoUnit, role: str, kind: str, day: dt.date) -> DemoUnit | None:
        below = [child for child in unit.below(day) if kind in ("", child.kind)]
        if not below:
            return None
        turn = self.turns.get((unit.number, role), unit.rng.randrange(len(below)))
        self.turns[unit.number, role] = turn + 1
        return below[turn % len(below)]

    def _submission(self, unit: DemoUnit, reading: Reading, period: Period, first: dt.date) -> None:
        """A plan or report: by the due day, some time after it, or not at all."""
        due = due_on(reading.due, period, first)
        begin = first if due < period.end else period.end
        for number in range(reading.at_least or 1):
            day = pick(unit.rng, max(begin, due - ONE_DAY * 75), due + ONE_DAY)
            if self._slips(unit, day):
                late = pick(unit.rng, due + ONE_DAY, due + ONE_DAY * 60)
                day = late if unit.rng.random() < 0.5 else self.world.today
            if day < self.world.today and unit.lives(day):
                self.journal.enter(
                    unit, kind=reading.kind, forms=[reading.form] if reading.form else [], leader=0, target=0,
                    day=day, for_period=period.name, on_topic=True,
                    title=self.titles.of(reading, unit, period, None, on_topic=True),
                )  # fmt: skip
            elif due < self.world.today and number == 0:
                self.missed.append((reading, unit, "", period))

    def _coverage(self, unit: DemoUnit, reading: Reading, period: Period, first: dt.date) -> None:
        """Each unit below once: assessed after the year, inspected within it; a few are left out."""
        due = due_on(reading.due, period, first)
        begin = first if due < period.end else period.end
        for target in unit.children:
            day = pick(unit.rng, begin, due + ONE_DAY)
            if target.kind != reading.target["child"] or not target.stands_under(
                unit, min(day, period.last_day)
            ):
                continue
            if "tag" in reading.target and all(tag.tag != reading.target["tag"] for tag in target.tags):
                continue
            if target.lives(day) and day < self.world.today and not self._slips(unit, day):
                self.journal.enter(
                    unit, kind=reading.kind, forms=[], leader=self._leader(unit, reading, "", day),
                    target=target.number, day=day, for_period=period.name if day >= period.end else "",
                    on_topic=True, title=self.titles.of(reading, unit, period, target, on_topic=True),
                )  # fmt: skip

    def _rounds(self, unit: DemoUnit, reading: Reading, role: str) -> None:
        """The holder of a seat goes from company to company, at a pace that a term allows, or nearly."""
        below = [child for child in unit.children if child.kind == reading.target["child"]]
        pace = max(2, 550 * (reading.term_years or 5) // max(1, len(below)))
        begin = unit.started_on + ONE_DAY * unit.rng.randrange(pace)
        while begin < self.world.today - ONE_DAY * 3:
            day = pick(unit.rng, begin, begin + ONE_DAY * 3)
            person = unit.holder(role, day)
            target = self._next_below(unit, role, reading.target["child"], day)
            if person and target and unit.lives(day) and not self._slips(unit, day):
                self.journal.enter(
                    unit, kind=reading.kind, forms=["walk"], leader=person, target=target.number, day=day,
                    for_period="", on_topic=unit.rng.random() < 0.3, title=f"走访{target.name}",
                )  # fmt: skip
            begin += ONE_DAY * unit.rng.randrange(pace // 2, pace + pace // 2)

    def _households(self, unit: DemoUnit, reading: Reading, role: str, first: dt.date, end: dt.date) -> None:
        """The company's secretary walks from household to household, some at a time, over the year."""
        numbers = unit.households[:]
        unit.rng.shuffle(numbers)
        for begin in range(0, len(numbers), ROUND):
            share = (end - first) * begin // max(len(numbers), ROUND)
            day = pick(unit.rng, first + share, min(end, first + share + ONE_DAY * 40))
            person = unit.holder(role, day)
            if day < self.world.today and unit.lives(day) and person and not self._slips(unit, day):
                reached = [each for each in numbers[begin : begin + ROUND] if self._registered(each, day)]
                record = self.journal.enter(
                    unit, kind=reading.kind, forms=[], leader=person, target=0, day=day, for_period="",
                    on_topic=False, title=f"入户走访{len(reached)}户",
                )  # fmt: skip
                self._contacts(record, reached)

    def _registered(self, household: int, day: dt.date) -> bool:
        removed = self.world.households[household - 1].removed_on
        return removed is None or day < removed

    def _contacts(self, record: int, reached: Sequence[int]) -> None:
        self.world.contacts += [(record, household) for household in reached]

    def _busywork(self, unit: DemoUnit) -> None:
        """What no rule asks for: routine sittings and, in a large world, much else."""
        days = (min(self.world.today, unit.ended_on or self.world.today) - unit.started_on).days
        if unit.kind in ("corps", "division", "regiment"):
            for _ in range(days // 100):
                self._routine(unit, "meeting", ["party_standing_committee"], f"党委常委会会议:研究{unit.rng.choice(names.OTHER_TOPICS)}")  # fmt: skip
        if unit.code == HERO:
            day = pick(unit.rng, self.world.today - ONE_DAY * 4, self.world.today)
            self._enter_routine(
                unit, "meeting", ["party_standing_committee"], "党委常委会会议:研究冬季安全生产", day
            )
        if unit.kind == "company":
            for _ in range(days * self.shape.busywork // 365):
                self._routine(unit, "visit", ["walk"], "日常走访")

    def _routine(self, unit: DemoUnit, kind: str, forms: list[str], title: str) -> None:
        end = min(self.world.today, unit.ended_on or self.world.today)
        self._enter_routine(unit, kind, forms, title, pick(unit.rng, unit.started_on, end))

    def _enter_routine(self, unit: DemoUnit, kind: str, forms: list[str], title: str, day: dt.date) -> None:
        if not self._slips(unit, day):
            leader = unit.holder("party_secretary", day)
            self.journal.enter(
                unit, kind=kind, forms=forms, leader=leader, target=0, day=day, for_period="", on_topic=False,
                title=f"{unit.name}{title}",
            )  # fmt: skip
