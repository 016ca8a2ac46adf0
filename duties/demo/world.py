"""A demo world from its shape, its seed and a day."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from duties.demo import names
from duties.demo.days import ONE_DAY
from duties.demo.happenings import Happenings
from duties.demo.parts import DemoWaiver, World
from duties.demo.seats import Seater
from duties.demo.shapes import Shape
from duties.demo.tree import Planter
from duties.models import Reading

WAIVERS = 14


def make(
    shape: Shape, *, seed: int, today: dt.date, readings: Sequence[Reading], forms: Mapping[str, str]
) -> World:
    """The world of `seed` as it stands on the morning of `today`, answering `readings`.

    `forms` are the names of record kinds and forms by code. The same arguments give the same world.
    """
    world = World(shape.start(today), today)
    Planter(world, shape, seed).plant()
    Seater(world).seat()
    happenings = Happenings(world, shape, readings, forms)
    happenings.tell()
    _waive(world, happenings, random.Random(f"{seed}/waivers"))
    return world


def _waive(world: World, happenings: Happenings, rng: random.Random) -> None:
    """A few of the obligations that were missed are waived, each with its reason."""
    over = [each for each in happenings.missed if each[3].end < world.today]
    seen: set[tuple[int, int, str, str]] = set()
    for reading, unit, role, period in rng.sample(over, min(WAIVERS, len(over))):
        key = (reading.rule_id, unit.number, role, period.name)
        if key not in seen and not unit.code.startswith("YS-T027"):
            seen.add(key)
            day = min(period.end + ONE_DAY * rng.randrange(60), world.today - ONE_DAY)
            world.waivers.append(DemoWaiver(*key, rng.choice(names.WAIVER_REASONS), day))
