"""The office's world, and asking the board as one of its people."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from portal import clock
from tests.access_walk import BACKEND
from tests.duties.office_world import NOW, OfficeWorld, make_office_world
from tests.duties.shared import once

Ask = Callable[..., HttpResponse]


made = once(make_office_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


@pytest.fixture
def ask(world: OfficeWorld) -> Ask:
    """Ask for an address as the person called `name`; `htmx` as HTMX asks from the board."""

    clients: dict[object, Client] = {}

    def get(name: str, url: str, *, htmx: bool = False, **data: str) -> HttpResponse:
        # A session does not last from one day of a test to the next.
        key = name, clock.today()
        if key not in clients:
            clients[key] = Client()
            clients[key].force_login(world.actors[name].account, backend=BACKEND)
        headers = {"hx-request": "true", "hx-current-url": "http://testserver/board/?period=2026Q3"}
        return clients[key].get(url, data, headers=headers if htmx else {})

    return get


@pytest.fixture
def shown(ask: Ask) -> Callable[..., str]:
    """The page as text."""

    def text(name: str, url: str, *, htmx: bool = False, **data: str) -> str:
        answer = ask(name, url, htmx=htmx, **data)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return text
