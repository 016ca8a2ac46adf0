"""Short codes: random, unmistakable, forgiving to type."""

import pytest

from portal.documents.shortcode import ALPHABET, grouped, new_code, normalise


def test_a_code_has_20_characters_of_the_alphabet_in_groups():
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4] * 5
    assert set(code.replace("-", "")) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OIL")


def test_codes_differ():
    assert len({new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "typed", ["7kq2m9xdabcdefghjkmn", "7KQ2 M9XD ABCD EFGH JKMN", "7KQ2－M9XD—ABCD-EFGH-JKMN"]
)
def test_what_is_typed_is_put_into_the_stored_form(typed):
    assert normalise(typed) == grouped("7KQ2M9XDABCDEFGHJKMN")


@pytest.mark.parametrize("typed", ["", "7KQ2", "0KQ2-M9XD-ABCD-EFGH-JKMN", "'; drop table", "七" * 20])
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise(typed) is None
