"""Short codes by which a paper is verified: 80 random bits, written so that nobody misreads them."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0, O, 1, I and L."""
LENGTH = 20
"""Characters of a code: 31 to the power of 20 is above 2 to the power of 99; 80 bits are required."""
GROUP = 4
_MISREAD = str.maketrans({" ": "", "-": "", "－": "", "—": ""})


def new_code() -> str:
    """Return a fresh code in groups of four, such as `7KQ2-M9XD-…`, from the system's random source."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def grouped(code: str) -> str:
    """Return the characters of `code` in groups of four joined by hyphens."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise(typed: str) -> str | None:
    """Return what somebody typed as a code in its stored form, or None where it cannot be one.

    Case, blanks and hyphens do not matter.
    """
    code = typed.upper().translate(_MISREAD)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return grouped(code)
