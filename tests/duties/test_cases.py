"""The worked cases, kept as sentences beside the regulation and here: read plainly, and by the ledger's SQL."""

import pytest

from duties import verify
from duties.ledger.compute import compute_rows
from tests.duties.cases import EVERY_DAY, Case, load_cases
from tests.duties.load_world import load_world

CASES = load_cases()


def named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_plain_reading_says_so(case: Case) -> None:
    for reading in case.readings:
        rows = verify.read_ledger(
            case.world, case.rulebooks, from_day=EVERY_DAY[0], to_day=EVERY_DAY[1], as_of=reading.as_of,
            known_at=reading.known_at,
        )  # fmt: skip
        assert reading.problems(rows) == [], case.says


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_ledger_says_so(case: Case) -> None:
    load_world(case.facts, case.rulebooks)
    for reading in case.readings:
        rows = compute_rows(
            from_day=EVERY_DAY[0], to_day=EVERY_DAY[1], as_of=reading.as_of, known_at=reading.known_at
        )
        texts = [
            {name: "" if (value := getattr(row, name)) is None else str(value) for name in verify.COLUMNS}
            for row in rows
        ]
        assert reading.problems(texts) == [], case.says
