"""Numbers of cells: exact, or refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.statistics.numbers import NumberError, cell_of, number_of, places_of, plain


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1, "0.1"),
        (12, "12"),
        ("1,234.50", "1234.50"),
        ("1,234", "1234"),
        (" 3 ", "3"),
        (0, "0"),
        (-2.5, "-2.5"),
    ],
)
def test_a_number_is_read_as_it_shows(cell: Any, value: str) -> None:
    assert number_of(cell) == Decimal(value)


@pytest.mark.parametrize("cell", [None, "", "-", "—", "/", "  "])
def test_an_empty_cell_says_nothing(cell: Any) -> None:
    assert number_of(cell) is None


@pytest.mark.parametrize("cell", ["约3", "12%", True, "NaN", "Infinity", 1e15, "=1+1"])
def test_what_is_no_number_is_refused(cell: Any) -> None:
    with pytest.raises(NumberError):
        number_of(cell)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=6))
def test_written_and_read_back_it_is_the_same(value: Decimal) -> None:
    assert number_of(cell_of(value)) == value
    assert Decimal(plain(value)) == value
    assert places_of(value) <= 6
