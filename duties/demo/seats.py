"""Who holds which seat in a demo world: handovers, vacancies, acting holders; and contact points and teams."""

import datetime as dt

from duties.demo import names
from duties.demo.days import ONE_DAY
from duties.demo.parts import DemoLink, DemoTenure, DemoUnit, World
from duties.demo.tree import HERO

SEATS = {
    "corps": ("party_secretary", "administrative_head"),
    "division": ("party_secretary", "administrative_head"),
    "regiment": ("party_secretary", "administrative_head"),
    "company": ("party_secretary",),
    "department": ("department_head",),
    "support_unit": ("department_head",),
}
DEPUTIES = {"corps": 5, "division": 4, "regiment": 3}
CONTACTS = {"corps": "regiment", "division": "regiment", "regiment": "company"}


class Seater:
    """Fills the seats of one world and links them to those below."""

    def __init__(self, world: World) -> None:
        self.world = world

    def seat(self) -> None:
        """All tenures and links."""
        for unit in self.world.units:
            for number in range(DEPUTIES.get(unit.kind, 0)):
                self._tenure(unit, "deputy", self._person(), unit.started_on, names.DEPUTY_TITLES[number])
            for role in SEATS[unit.kind]:
                self._chain(unit, role)
        self._contact_points()
        self._resident_teams()

    def _person(self, name: str = "") -> int:
        self.world.people.append(name or names.person_name(len(self.world.people) + 1))
        return len(self.world.people)

    def _tenure(
        self, unit: DemoUnit, role: str, person: int, start: dt.date, title: str = "", *, acting: bool = False
    ) -> DemoTenure:
        tenure = DemoTenure(
            ref=f"{unit.code}-{role}-{len(unit.seats.get(role, ())) + 1}",
            unit=unit.number,
            role=role,
            person=person,
            title=title or names.TITLES.get((unit.kind, role), ""),
            started_on=start,
            acting=acting,
            several=role == "deputy",
        )
        unit.seats.setdefault(role, []).append(tenure)
        self.world.tenures.append(tenure)
        return tenure

    def _chain(self, unit: DemoUnit, role: str) -> None:
        """The holders of a seat one after another, with the gaps between them."""
        rng, end = unit.rng, unit.ended_on or self.world.today
        famous = unit.code == HERO and role == "administrative_head"
        day = unit.started_on
        person = self._person(names.RARE if famous else "")
        while True:
            tenure = self._tenure(unit, role, person, day)
            leaves = day + ONE_DAY * rng.randrange(120, 2600)
            if leaves >= end or famous:
                tenure.ended_on = unit.ended_on
                return
            tenure.ended_on = leaves
            day = leaves + ONE_DAY * rng.choice((0, 0, 0, 0, 14, 30, 75))
            if day >= end and _signs_in(unit):
                day = leaves
            if day > leaves and rng.random() < 0.6:
                self._act(unit, role, leaves, min(day, unit.ended_on or day))
            if day >= end:
                return
            person = self._promoted(unit, day) or self._person()

    def _act(self, unit: DemoUnit, role: str, start: dt.date, end: dt.date) -> None:
        """Someone of the unit's leadership minds a vacant seat."""
        person = unit.holder("deputy", start) or self._person()
        title = f"主持{names.TITLES.get((unit.kind, role), '')}工作"
        self._tenure(unit, role, person, start, title, acting=True).ended_on = end

    def _promoted(self, unit: DemoUnit, day: dt.date) -> int:
        """A deputy moves up now and then; another takes that place."""
        if unit.kind not in DEPUTIES or unit.rng.random() > 0.3:
            return 0
        deputy = next(each for each in unit.seats["deputy"] if each.holds(day))
        if deputy.started_on >= day:
            return 0
        deputy.ended_on = day
        self._tenure(unit, "deputy", self._person(), day, deputy.title)
        return deputy.person

    def _link(
        self, kind: str, unit: DemoUnit, role: str, target: DemoUnit, start: dt.date, end: dt.date | None
    ) -> None:
        ref = f"{unit.code}-{kind}-{len(unit.links) + 1}"
        link = DemoLink(ref, kind, unit.number, role, target.number, start, end)
        unit.links.append(link)
        self.world.links.append(link)

    def _contact_points(self) -> None:
        """Each seat of the leadership has a contact point below; some change it, a few have none yet."""
        regiments = [unit for unit in self.world.units if unit.kind == "regiment"]
        key = [unit for unit in regiments if any(tag.tag == "key_support" for tag in unit.tags)]
        for unit in self.world.units:
            if unit.kind not in CONTACTS:
                continue
            below = [each for each in unit.below(self.world.today) if each.kind == CONTACTS[unit.kind]]
            below = (key or regiments) if unit.kind == "corps" else below
            for role in SEATS[unit.kind]:
                if below and (unit.rng.random() < 0.97 or _signs_in(unit)):
                    self._contact_point(unit, role, below)

    def _contact_point(self, unit: DemoUnit, role: str, below: list[DemoUnit]) -> None:
        target = unit.rng.choice(below)
        start = max(unit.started_on, target.started_on) + ONE_DAY * unit.rng.choice((0, 20, 45))
        change = start + ONE_DAY * unit.rng.randrange(150, 1500)
        other = unit.rng.choice(below)
        if target.ended_on is not None:
            self._link("contact_point", unit, role, target, start, target.ended_on)
        elif change < self.world.today and other is not target and other.lives(change) and not other.ended_on:
            self._link("contact_point", unit, role, target, start, change)
            self._link("contact_point", unit, role, other, change, None)
        else:
            self._link("contact_point", unit, role, target, start, None)

    def _resident_teams(self) -> None:
        """Each support unit has a team at a company, whose first secretary leads it."""
        companies = [unit for unit in self.world.units if unit.kind == "company" and unit.ended_on is None]
        for unit in self.world.units:
            if unit.kind == "support_unit" and unit.rng.random() < 0.95:
                company = unit.rng.choice(companies)
                start = max(company.started_on, unit.started_on) + ONE_DAY * unit.rng.randrange(60)
                if start < self.world.today:
                    self._link("resident_team", unit, "", company, start, None)
                    if "first_secretary" not in company.seats:
                        self._tenure(company, "first_secretary", self._person(), start)


def _signs_in(unit: DemoUnit) -> bool:
    """Whether demo accounts need its seats filled today."""
    return unit.kind in ("corps", "division") or unit.code.startswith(HERO)
