"""Results: small groups hidden, also from the sum; shares exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.surveys.codes import ALPHABET, digest_of, grouped, new_code, normalised
from assessment.surveys.results import LEAST, result_of, together

TEN = {(0, 0): 4, (0, 1): 2, (0, 3): 2, (0, 4): 2, (1, 0): 10}


def test_the_satisfied_share_leaves_out_who_does_not_know() -> None:
    found = result_of(10, TEN, 2)
    assert found is not None
    assert list(found.questions) == [Fraction(6, 8), Fraction(1)]
    assert found.satisfied == Fraction(16, 18)
    assert found.margin == pytest.approx(1.96 * (16 / 18 * 2 / 18 / 10) ** 0.5)


def test_nine_sheets_are_not_shown_and_ten_are() -> None:
    assert result_of(9, TEN, 2) is None
    assert result_of(10, TEN, 2) is not None


def test_nobody_with_an_opinion_has_no_share() -> None:
    found = result_of(10, {(0, 4): 10}, 1)
    assert found is not None
    assert (found.satisfied, found.margin) == (None, None)


@given(st.lists(st.integers(0, 30), max_size=6))
def test_a_hidden_unit_changes_nothing_in_the_sum(numbers: list[int]) -> None:
    counts = [{(0, 0): number} for number in numbers]
    shown = [number for number in numbers if number >= LEAST]
    assert together(numbers, counts, 1) == together(shown, [{(0, 0): number} for number in shown], 1)


def test_codes_are_read_as_they_are_typed() -> None:
    code = new_code()
    assert len(code) == 16
    assert set(code) <= set(ALPHABET)
    assert normalised(f" {grouped(code).lower()} ") == code
    assert normalised(code[:15]) == normalised(code[:15] + "0") == ""
    assert len(digest_of(code)) == 64
