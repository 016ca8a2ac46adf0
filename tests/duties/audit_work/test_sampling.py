"""Samples that anyone can take again."""

import hashlib
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from duties.audit_sampling import at_random, by_signs, new_seed, population_digest, rank

KEYS = [f"R{number:04}" for number in range(500)]


def test_the_same_seed_and_population_give_the_same_sample_in_whatever_order_it_is_read() -> None:
    shuffled = KEYS.copy()
    random.Random(7).shuffle(shuffled)
    assert at_random(KEYS, "甲2026", 20) == at_random(shuffled, "甲2026", 20)


def test_the_sample_is_the_one_that_the_words_of_the_algorithm_give() -> None:
    ranks = {key: hashlib.sha256(b"2026\n" + key.encode()).hexdigest() for key in KEYS}
    assert at_random(KEYS, "2026", 5) == sorted(KEYS, key=ranks.__getitem__)[:5]
    assert at_random(KEYS, "2026", 5) == ["R0373", "R0035", "R0091", "R0414", "R0051"]


def test_another_seed_gives_another_sample() -> None:
    assert at_random(KEYS, "1", 20) != at_random(KEYS, "2", 20)
    assert len({new_seed() for _ in range(9)}) == 9


@settings(max_examples=25)
@given(st.sets(st.text(max_size=8), max_size=30), st.text(max_size=8), st.integers(1, 40))
def test_a_larger_sample_holds_the_smaller_one(keys: set[str], seed: str, size: int) -> None:
    smaller, larger = at_random(keys, seed, size), at_random(keys, seed, size + 3)
    assert larger[: len(smaller)] == smaller
    assert len(smaller) == min(size, len(keys))


def test_every_member_may_be_drawn() -> None:
    drawn = {key for seed in range(60) for key in at_random(KEYS[:40], str(seed), 4)}
    assert drawn == set(KEYS[:40])


def test_by_signs_those_with_most_come_first_and_those_without_never() -> None:
    signs = {"a": ["late"], "b": [], "c": ["late", "made_up"], "d": ["late"]}
    drawn = by_signs(signs, "s", 9)
    assert drawn[0] == "c"
    assert drawn[1:] == sorted("ad", key=lambda key: rank("s", key))


def test_the_digest_of_a_population_is_that_of_its_sorted_lines() -> None:
    assert population_digest(["b", "a"]) == hashlib.sha256(b"a\nb\n").hexdigest()
