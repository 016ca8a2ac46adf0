"""The office's world with everybody who has to do with an item, on a frozen day, made once a module."""

from collections.abc import Iterator

import pytest
import time_machine

from portal.models import Role
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once
from tests.portal.desk import account_at

MORE = {
    "leader": ("师", Role.LEADER),
    "leader_above": ("兵", Role.LEADER),
    "member": ("团", Role.MEMBER),
    "partner": ("连", Role.CLERK),
    "partner_official": ("连", Role.OFFICIAL),
    "neighbour": ("邻", Role.CLERK),
}


def make_world() -> OfficeWorld:
    """The office's world, its leaders, a member of the unit and the clerks of two other units."""
    world = make_fresh_world()
    world.actors.update(
        {name: account_at(world.units[code], role, name) for name, (code, role) in MORE.items()}
    )
    return world


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficeWorld]:
    """The world on its day; papers are not laid out."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    with time_machine.travel(NOW, tick=False):
        yield made
