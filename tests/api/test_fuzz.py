"""Anything at all is sent to every operation: nothing breaks, and every answer is one that the description allows.

A run of the whole suite sends a few dozen; `make test-long` sends 5,000, from a seed that it prints and FUZZ_SEED repeats.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as drawn
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from duties.models import Obligation
from portal.views.reference import FILE
from tests.api.conftest import Programs
from tests.meetings.world import World, entered

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CASES = int(os.environ.get("FUZZ_CASES", "5000"))
ACTORS = ("clerk", "secretary", "office", "auditor")
QUICK = ("entry_create", "ledger_list")
"""Operations that a usual run sends to."""


@pytest.fixture
def api(world: World, settings: Settings) -> Iterator[Any]:
    """The operations, asked within the test's own transaction."""
    settings.API_REQUESTS_A_MINUTE = 10**9
    schema = schemathesis.openapi.from_dict(without_security(json.loads(FILE.read_text(encoding="utf-8"))))
    schema.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def without_security(description: dict[str, Any]) -> dict[str, Any]:
    """The description without its tokens: where it names them, a tenth of the cases leaves them off and gets 401 alone."""
    del description["components"]["securitySchemes"]
    for path in description["paths"].values():
        for told in path.values():
            told.pop("security", None)
    return description


def known(world: World) -> dict[str, list[str]]:
    """Values that mean something in the world, by the names of parameters and fields."""
    entry = entered(world)
    units = ["T", "L", "S", "T2"]
    codes = ["a8.2.standing_committee", "a8.2.leading_group", "a9.2.households"]
    row = Obligation.objects.filter(unit=world.unit).select_related("rule").order_by("pk").first()
    assert row is not None
    return {
        "public_id": [str(entry.public_id), str(world.unit.public_id)],
        "unit": [str(world.unit.public_id), *units],
        "owner_unit": units,
        "regulation": ["xpcc-2023"],
        "rule": [row.rule.code, *codes],
        "period": [row.period],
        "person": ["书记", "副政委"],
        "leader": ["书记"],
        "If-Match": ["*"],
        "kind": ["meeting", "visit", "report"],
        "occurred_on": ["2026-09-18"],
        "first": ["2026-01-01"],
        "last": ["2026-12-31"],
    }


def meaningful(case: Any, told: Mapping[str, list[str]], chance: random.Random) -> None:
    """Put values that mean something in place of some that were drawn, so that more than 404 is seen."""
    for part in (case.path_parameters, case.query, case.headers, case.body):
        _replace(part, told, chance)


def _replace(part: Any, told: Mapping[str, list[str]], chance: random.Random) -> None:
    if isinstance(part, list):
        for each in part:
            _replace(each, told, chance)
    elif isinstance(part, Mapping):
        for name, value in list(part.items()):
            if isinstance(value, Mapping | list):
                _replace(value, told, chance)
            elif name in told and chance.random() < 0.7:
                part[name] = chance.choice(told[name])  # type: ignore[index]


def send(
    api: Any, operation: Any, secrets: list[str], told: Mapping[str, list[str]], number: int, first: int
) -> Counter[int]:
    """Send `number` cases to one operation, half of them such as the description forbids; gives the answers by status."""
    statuses: Counter[int] = Counter()
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]

    @seed(first)
    @drawn(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def each(data: Any) -> None:
        chance = data.draw(st.randoms(use_true_random=False))
        case = data.draw(operation.as_strategy(generation_mode=chance.choice(modes)))
        meaningful(case, told, chance)
        with transaction.atomic():
            case.headers["Authorization"] = f"Bearer {chance.choice(secrets)}"
            answer = case.call()
            transaction.set_rollback(True)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    each()
    return statuses


def run(
    api: Any, program: Programs, world: World, cases: int, first: int, only: tuple[str, ...] = ()
) -> Counter[int]:
    """Send `cases` in all, spread over the operations."""
    secrets = [program(name).headers["Authorization"].removeprefix("Bearer ") for name in ACTORS]
    operations = [each.ok() for each in api.get_all_operations()]
    chosen = [each for each in operations if not only or each.definition.raw["operationId"] in only]
    told, statuses = known(world), Counter[int]()
    for operation in chosen:
        statuses += send(api, operation, secrets, told, -(-cases // len(chosen)), first)
    return statuses


def test_a_few_cases(api: Any, program: Programs, world: World) -> None:
    statuses = run(api, program, world, 24, 1, QUICK)
    assert statuses[200]
    assert not statuses[401]
    assert not any(status >= 500 for status in statuses)


@pytest.mark.long
def test_thousands_of_cases(api: Any, program: Programs, world: World) -> None:
    first = int(os.environ.get("FUZZ_SEED", time.time_ns() % 10**6))
    print(f"\nFUZZ_SEED={first}")
    statuses = run(api, program, world, CASES, first)
    print(f"{statuses.total()} cases: {dict(sorted(statuses.items()))}")
    assert statuses.total() >= CASES
