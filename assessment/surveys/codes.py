"""One-time codes: drawn at random, printed once, kept by their digest alone."""

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without signs that are mistaken for one another."""
LENGTH, GROUP = 16, 4


def new_code() -> str:
    """A code that nobody guesses: 16 of 31 signs, some 79 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: in groups of four."""
    return " ".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def normalised(typed: str) -> str:
    """What was typed as a code; empty where it is none."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
