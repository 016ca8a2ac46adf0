"""The world of logging, and programs that hold a token of one of its actors."""

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import time_machine
from django.test import Client

from portal import clock
from portal.services.api_tokens import SCOPES, token_make
from tests.duties.shared import once
from tests.meetings.world import NOW, World, make_world

made = once(make_world, NOW)


@pytest.fixture
def world(made: World, db: None) -> Iterator[World]:
    """The world from 15:00 on its day on; the clock runs, so that one deed comes after another."""
    with time_machine.travel(NOW, tick=True):
        yield made


class Program:
    """A program with a token: sends JSON, a new key with each write unless one is given."""

    def __init__(self, secret: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer; `headers` with _ for -."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if method != "GET":
            sent = {"Idempotency-Key": uuid.uuid4().hex} | sent
        url = path if path.startswith("/") else f"/api/v1/{path}"
        kind = sent.pop("Content-Type", "application/json")
        data = body if isinstance(body, bytes | str) else json.dumps(body if body is not None else {})
        if method == "GET":
            return self.client.get(url, headers=sent)
        return self.client.generic(method, url, data, content_type=kind, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Write."""
        return self.ask("POST", path, body, **headers)


Programs = Callable[..., Program]


@pytest.fixture
def program(world: World) -> Programs:
    """A program of one of the world's actors, with the scopes named or all."""

    def make(name: str, scopes: Sequence[str] = tuple(SCOPES)) -> Program:
        _, secret = token_make(
            actor=world.actors[name], name="演示程序", scopes=scopes, expires_on=clock.today()
        )
        return Program(secret)

    return make
