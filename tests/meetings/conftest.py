"""The world of logging, on a frozen day, made once a module; who is signed in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.test import Client

from tests.meetings.field_world import Field, make_field
from tests.meetings.world import NOW, World, make_world

BACKEND = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"
As = Callable[[str], Client]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, in a transaction around all tests of a module; each of them is rolled back by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            world = make_world()
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> Iterator[World]:
    """The world from 15:00 on its day on; the clock runs, so that one deed comes after another."""
    with time_machine.travel(NOW, tick=True):
        yield made


@pytest.fixture(scope="module")
def made_field(made: World, django_db_blocker: Any) -> Field:
    """The companies of the work in the field, made once for a module that asks for them."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        return make_field(made)


@pytest.fixture
def field(made_field: Field, world: World) -> Field:
    """The companies, in the world of the test."""
    return made_field


@pytest.fixture
def as_(world: World) -> As:
    """A browser in which one of the world's actors is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.actors[name].account, backend=BACKEND)
        return client

    return sign_in
