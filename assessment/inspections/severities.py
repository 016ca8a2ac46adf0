"""How grave a finding is: data in severities.yaml, the lightest first. Pure: no Django."""

import dataclasses
import functools
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("severities.yaml")


@dataclasses.dataclass(frozen=True)
class Severity:
    """One degree: its code, its word, and the working days that are usual to put such a finding right."""

    code: str
    name: str
    days: int


@functools.cache
def severities() -> tuple[Severity, ...]:
    """All degrees, the lightest first. Raises TypeError or ValueError for a file that says anything else."""
    found = tuple(Severity(**row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8")))
    if len({each.code for each in found}) != len(found) or not all(each.days > 0 for each in found):
        raise ValueError("severities.yaml names a code twice, or a time that is none")
    return found


def severity_called(code: str) -> Severity | None:
    """The degree of that code; None where the file has it no more."""
    return next((each for each in severities() if each.code == code), None)


def severity_name(code: str) -> str:
    """The word of a degree; its code where the file has it no more."""
    found = severity_called(code)
    return found.name if found else code
