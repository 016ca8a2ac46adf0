"""The tree of a demo world: units and who stands under whom, with a few reorganisations."""

import datetime as dt
import random
import uuid

from duties.demo import names
from duties.demo.days import ONE_DAY
from duties.demo.parts import DemoHousehold, DemoPlacement, DemoTag, DemoUnit, World
from duties.demo.shapes import Shape

HERO = "YS-T027"
"""演示27团, in which the tour takes place."""


def unique_id(rng: random.Random) -> str:
    """A UUID from the seed."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


class Planter:
    """Makes the units of one world."""

    def __init__(self, world: World, shape: Shape, seed: int) -> None:
        self.world, self.shape, self.seed = world, shape, seed
        self.rng = random.Random(f"{seed}/tree")

    def plant(self) -> None:
        """All units, their properties and their history."""
        corps = self.add("YS", "corps", "演示兵团", None)
        divisions = [
            self.add(f"YS-S{number:02}", "division", f"演示{names.chinese_number(number)}师", corps)
            for number in range(1, self.shape.divisions + 1)
        ]
        regiments = [
            self.add(f"YS-T{number:03}", "regiment", f"演示{number}团", divisions[self._division(number)])
            for number in range(1, self.shape.regiments + 1)
        ]
        companies = [
            self._company(regiment, number)
            for regiment, count in zip(regiments, self._companies(), strict=True)
            for number in range(1, count + 1)
        ]
        self._offices(corps, self.shape.corps_departments, self.shape.corps_support)
        for division in divisions:
            self._offices(division, self.shape.division_departments, self.shape.division_support)
        self._households(companies)
        self._tag_regiments(regiments)
        self._reorganise(divisions, regiments, companies)
        self._characters(divisions)

    def add(self, code: str, kind: str, name: str, parent: DemoUnit | None) -> DemoUnit:
        """One unit, founded with the world."""
        unit = DemoUnit(
            number=len(self.world.units) + 1,
            public_id=unique_id(self.rng),
            code=code,
            kind=kind,
            name=name,
            started_on=self.world.start,
            rng=random.Random(f"{self.seed}/{code}"),
        )
        self.world.units.append(unit)
        if parent is not None:
            self._place(unit, parent, None)
        return unit

    def _place(self, unit: DemoUnit, parent: DemoUnit, day: dt.date | None) -> None:
        if unit.placements:
            unit.placements[-1].ended_on = day
        unit.placements.append(DemoPlacement(unit.number, parent.number, day))
        self.world.placements.append(unit.placements[-1])
        parent.children.append(unit)

    def _division(self, number: int) -> int:
        return (number - 1) * self.shape.divisions // self.shape.regiments

    def _companies(self) -> list[int]:
        """How many companies each regiment has: uneven, and all together as many as the shape says."""
        mean = self.shape.companies / self.shape.regiments
        counts = [max(1, round(mean * self.rng.uniform(0.6, 1.4))) for _ in range(self.shape.regiments)]
        while (short := self.shape.companies - sum(counts)) != 0:
            chosen = self.rng.randrange(len(counts))
            if short > 0 or counts[chosen] > 1:
                counts[chosen] += 1 if short > 0 else -1
        return counts

    def _company(self, regiment: DemoUnit, number: int) -> DemoUnit:
        company = self.add(f"{regiment.code}-{number:02}", "company", f"{regiment.name}{number}连", regiment)
        if self.rng.random() < 0.01:
            company.started_on += ONE_DAY * self.rng.randrange(60, 500)
        return company

    def _offices(self, above: DemoUnit, departments: int, support: int) -> None:
        for number, title in enumerate(names.DEPARTMENTS[:departments], start=1):
            office = self.add(f"{above.code}-B{number:02}", "department", f"{above.name}{title}", above)
            for tag in self._department_tags(title, number):
                since = self.world.start + ONE_DAY * 212 if self.rng.random() < 0.15 else None
                office.tags.append(DemoTag(office.number, tag, since))
        for number in range(1, support + 1):
            unit = self.add(
                f"{above.code}-D{number:02}", "support_unit", f"{above.name}帮扶单位{number}", above
            )
            if self.rng.random() < 0.4:
                unit.tags.append(DemoTag(unit.number, "leading_group_member", None))

    def _department_tags(self, title: str, number: int) -> list[str]:
        tags = ["leading_group_member"] if number <= 12 else []
        tags += ["leading_group_office"] if title == "党委农办" else []
        tags += ["oversight_body"] if title in ("审计局", "纪委监委") else []
        return tags + (["statistics_body"] if title in ("农业农村局", "统计局") else [])

    def _households(self, companies: list[DemoUnit]) -> None:
        for company in companies:
            if company.code.startswith(HERO) or company.number % self.shape.household_every == 0:
                for number in range(1, self.rng.randint(*self.shape.households) + 1):
                    gone = self.world.today - ONE_DAY * 90 if self.rng.random() < 0.01 else None
                    removed = gone if gone and gone > company.started_on else None
                    household = DemoHousehold(company.number, f"{company.code}-H{number:03}", removed)
                    self.world.households.append(household)
                    company.households.append(len(self.world.households))

    def _tag_regiments(self, regiments: list[DemoUnit]) -> None:
        for regiment in regiments:
            if regiment.code == HERO or self.rng.random() < 0.12:
                regiment.tags.append(DemoTag(regiment.number, "key_support", None))
            if regiment.code == HERO or self.rng.random() < 0.2:
                since = self.world.start + ONE_DAY * 150 if self.rng.random() < 0.2 else None
                regiment.tags.append(DemoTag(regiment.number, "pairing", since))

    def _reorganise(
        self, divisions: list[DemoUnit], regiments: list[DemoUnit], companies: list[DemoUnit]
    ) -> None:
        """A regiment moves to another division, one is renamed, and two companies merge into a neighbour."""
        middle = self.world.start + (self.world.today - self.world.start) // 2
        others = [regiment for regiment in regiments if regiment.code != HERO]
        moved, renamed = self.rng.sample(others, 2)
        self._place(
            moved, self.rng.choice([each for each in divisions if moved not in each.children]), middle
        )
        renamed.former_name = (renamed.name.replace("团", "农场"), middle)
        for regiment in self.rng.sample(others, 2):
            if len(regiment.children) > 1:
                first, second = regiment.children[-2:]
                second.ended_on = max(middle, second.started_on + ONE_DAY * 200)
                if second.ended_on < self.world.today and first.lives(second.ended_on):
                    self.world.successions.append((second.number, first.number, "merge", second.ended_on))
                    self._close_register(second, second.ended_on)
                else:
                    second.ended_on = None

    def _close_register(self, company: DemoUnit, day: dt.date) -> None:
        """No household leaves the register after its company is gone."""
        for number in company.households:
            household = self.world.households[number - 1]
            if household.removed_on and household.removed_on > day:
                household.removed_on = day

    def _characters(self, divisions: list[DemoUnit]) -> None:
        """How well each unit keeps up: most do, some lag with their whole division, a few fell silent."""
        lagging = {id(unit) for unit in self.rng.sample(divisions, max(1, len(divisions) // 7))}
        for unit in self.world.units:
            luck = unit.rng.random()
            unit.diligence = 0.4 if luck < 0.015 else 0.75 if luck < 0.09 else unit.rng.uniform(0.92, 0.995)
            if luck > 0.985 and unit.kind in ("regiment", "company", "support_unit"):
                unit.silent_from = self.world.today - ONE_DAY * unit.rng.randrange(60, 220)
        for division in divisions:
            if id(division) in lagging:
                for unit in (division, *division.children):
                    unit.diligence *= 0.85
        for unit in self.world.units:
            if unit.kind in ("corps", "division") or unit.code.startswith(HERO):
                unit.diligence, unit.silent_from = max(unit.diligence, 0.9), None
            if unit.code == HERO:
                unit.diligence = 1.0
