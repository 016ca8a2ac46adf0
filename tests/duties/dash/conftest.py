"""The world of supervision, and asking a dashboard as one of its people."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from portal import clock
from tests.access_walk import BACKEND
from tests.duties.office_world import OfficeWorld
from tests.duties.supervision.conftest import made, world

__all__ = ["made", "world"]

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(world: OfficeWorld) -> Ask:
    """Ask for an address as the person called `name`."""
    clients: dict[object, Client] = {}

    def get(name: str, url: str, **data: str) -> HttpResponse:
        key = name, clock.today()
        if key not in clients:
            clients[key] = Client()
            clients[key].force_login(world.actors[name].account, backend=BACKEND)
        return clients[key].get(url, data)

    return get
