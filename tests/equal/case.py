"""A random world, and a random look at it: who looks at which area, of which period, as of which day, as known when."""

import dataclasses
import datetime as dt
import random
from functools import cached_property
from typing import Any

from django.test import Client

from duties import verify
from duties.ledger.reconcile import reconcile
from duties.rulebook import XPCC_2023, read_rulebook
from portal import clock
from portal.access import Actor
from portal.models import Role, Unit
from tests.access_walk import BACKEND
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker, World
from tests.equal.plain import Plain, Row
from tests.portal.desk import account_at

RULES = read_rulebook(XPCC_2023).content
FIRST, LAST = dt.date(2023, 12, 20), dt.date(2025, 6, 20)
"""Between these days the clock stands."""
SCOPES = {
    "corps": ["兵"],
    "division": ["二", "三"],
    "regiment": ["团0", "团1", "团2"],
    "company": ["连0", "连1", "连2"],
}
READERS = (Role.OFFICE, Role.AUDITOR, Role.LEADER, Role.APPROVER)
"""The roles that read all below their unit, and may export it."""


def day_between(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """A day, both included; often the last of a period or the one after it."""
    edges = [day for year in (2023, 2024, 2025) for month, number in ((3, 31), (4, 1), (6, 30), (7, 31), (9, 30), (12, 31))
             if first <= (day := dt.date(year, month, number)) <= last]  # fmt: skip
    if edges and chance.random() < 0.4:
        return chance.choice(edges)
    return first + dt.timedelta(days=chance.randrange((last - first).days + 1))


def instant_on(day: dt.date, hour: int = 9) -> dt.datetime:
    """An hour of a day in Shanghai."""
    return dt.datetime.combine(day, dt.time(hour), clock.SHANGHAI)


@dataclasses.dataclass(frozen=True)
class Setting:
    """A world as a seed makes it, and the instant at which the clock stands while it is looked at."""

    seed: int
    now: dt.datetime
    world: World

    @classmethod
    def of(cls, seed: int) -> "Setting":
        """The world of a seed, without what was entered or taken back later than now; some obligations are waived."""
        chance = random.Random(seed)
        now, world = instant_on(day_between(chance, FIRST, LAST)), Maker(seed).make()
        world["records"] = [
            row | {"withdrawn_at": "" if row["withdrawn_at"] > now.isoformat() else row["withdrawn_at"]}
            for row in world["records"]
            if dt.datetime.fromisoformat(row["registered_at"]) <= now
        ]
        today = now.date()
        rows = Plain(verify.World(**world), RULES, today, now).rows(today - dt.timedelta(days=300), today)
        for row in chance.sample(rows, len(rows) // 25):
            granted = today - dt.timedelta(days=chance.randrange(200))
            given = dict(zip(("regulation", "rule", "unit", "role", "period"), row.key, strict=True))
            world["waivers"].append({**given, "reason": "演示理由", "granted_on": granted.isoformat()})
        return cls(seed, now, world)

    def load(self) -> None:
        """Put it into the tables; the rules are there already."""
        load_world(self.world, [])
        reconcile()


@dataclasses.dataclass
class Look:
    """One look: `actor` at the area of `unit`, at `period`, as of a day and as known at an instant (None: now)."""

    setting: Setting
    actor: Actor
    unit: Unit
    period: verify.Period
    as_of: dt.date
    known_at: dt.datetime | None

    def __str__(self) -> str:
        post = self.actor.post
        assert post is not None
        return (f"seed {self.setting.seed}, {post.role} of {post.unit.code} at {self.unit.code} {self.period.name}, "
                f"as of {self.as_of}, known at {self.known_at or 'now'}")  # fmt: skip

    @property
    def asked(self) -> dict[str, str]:
        """The moment as addresses carry it; nothing for the present."""
        if self.known_at is None and self.as_of == self.setting.now.date():
            return {}
        known = {"known_at": f"{self.known_at:%Y-%m-%dT%H:%M}"} if self.known_at else {}
        return {"as_of": self.as_of.isoformat()} | known

    @property
    def own_area(self) -> str:
        """The code of the unit in whose area the reader may read."""
        assert self.actor.post is not None
        return self.actor.post.unit.code

    @cached_property
    def plain(self) -> Plain:
        """The plain reading at the moment."""
        return Plain(verify.World(**self.setting.world), RULES, self.as_of, self.known_at or self.setting.now)

    @cached_property
    def codes(self) -> dict[str, str]:
        """The codes of units by what addresses call them."""
        return {str(public_id): code for public_id, code in Unit.objects.values_list("public_id", "code")}

    @cached_property
    def client(self) -> Client:
        """A browser in which the reader is signed in."""
        client = Client()
        client.force_login(self.actor.account, backend=BACKEND)  # type: ignore[arg-type]
        return client

    def rows(self, period: verify.Period | None = None, *, within: bool = True) -> list[Row]:
        """The rows that a view of a chosen period shows; without `within` those outside the reader's own area too."""
        on = (period or self.period).last
        areas = [self.unit.code, *([self.own_area] if within else [])]
        return self.plain.rows(on, on, *areas)

    def page(self, path: str, **data: Any) -> str:
        """A page at the moment of the look."""
        answer = self.client.get(
            path, {"unit": str(self.unit.public_id), "period": self.period.name, **data, **self.asked}
        )
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()


def period_named(name: str) -> verify.Period:
    """The quarter, half or year called `name`."""
    kind = verify.kind_of_period(name)
    return next(
        each
        for each in verify.periods_between(kind, dt.date(2020, 1, 1), dt.date(2026, 12, 31))
        if each.name == name
    )


def look_of(setting: Setting, number: int, scope: str = "") -> Look:
    """The look of this number at a setting that is loaded; every other one is at the past."""
    chance = random.Random(f"{setting.seed}-{number}")
    today = setting.now.date()
    scope = scope or chance.choice(list(SCOPES))
    as_of, known_at = today, None
    if number % 2:
        as_of = day_between(chance, dt.date(2023, 3, 1), today)
        known_at = instant_on(day_between(chance, dt.date(2023, 3, 1), today - dt.timedelta(days=1)), 18)
        known_at = chance.choice([known_at, None])
    period = verify.period_of(chance.choice(["quarter", "quarter", "half", "year"]), chance.choice(
        [as_of, max(as_of - dt.timedelta(days=chance.randrange(1, 200)), dt.date(2023, 3, 1))]))  # fmt: skip
    day, plain = min(as_of, period.last), Plain(verify.World(**setting.world), RULES, as_of, setting.now)
    there = {row["code"] for row in setting.world["units"] if row["established_on"] <= day.isoformat()}
    code = chance.choice([code for code in SCOPES[scope] if code in there] or SCOPES["regiment"])
    unit, reader = (
        Unit.objects.get(code=code),
        Unit.objects.get(code=chance.choice([*plain.above(code, day)])),
    )
    name = f"r{setting.seed}-{number}"
    return Look(setting, account_at(reader, chance.choice(READERS), name), unit, period, as_of, known_at)
