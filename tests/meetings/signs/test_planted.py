"""Planted cases among decoys: how many are found, and how many questions are right."""

import pytest

from tests.meetings.signs import planted

HELD_OUT = 20261124


def _told(scores: dict[str, planted.Score]) -> planted.Score:
    total = planted.Score(*(sum(each) for each in zip(*scores.values(), strict=True)))
    for name, score in (scores | {"total": total}).items():
        print(f"{name}: {score}, recall {score.recall:.3f}, precision {score.precision:.3f}")
    return total


def test_planted_cases_are_found_and_decoys_are_left_alone() -> None:
    """A small set of every kind."""
    total = _told({
        "photographs": planted.photographs(7, 3, 12),
        "minutes": planted.papers(7, 5, 40),
        "places": planted.presences(7, 5, 20),
        "quarters": planted.quarters(7, 3, 20),
    })  # fmt: skip
    assert total.recall >= 0.9
    assert total.precision >= 0.8


@pytest.mark.long
def test_fifty_planted_cases_among_five_hundred_decoys() -> None:
    """The held-out set: each kind by itself is as good as the whole."""
    scores = {
        "photographs": planted.photographs(HELD_OUT, 20, 200),
        "minutes": planted.papers(HELD_OUT, 20, 240),
        "places": planted.presences(HELD_OUT, 6, 40),
        "quarters": planted.quarters(HELD_OUT, 4, 20),
    }
    total = _told(scores)
    assert (total.planted, total.decoys) == (50, 500)
    for score in (total, scores["photographs"], scores["minutes"]):
        assert score.recall >= 0.9
        assert score.precision >= 0.8
