"""The first tour of each role: places on the pages it works with, one after the other, each with what it is for."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.help.texts import HelpFault, files, lines, read, take
from portal.models import Role

FOLDER = "help/tours"
EVERYONE = "everyone"
"""The file of the steps that end every tour."""

MUST, MAY = {"at", "title", "text"}, {"page"}


@dataclasses.dataclass(frozen=True)
class Step:
    """A place of the tour: `page` is the name of its address, empty where it is on every page.

    `at` are selectors: the first one that is seen is meant, so that desk and phone may differ.
    """

    page: str
    at: tuple[str, ...]
    title: str
    text: str


@cache
def tours() -> Mapping[Role, tuple[Step, ...]]:
    """The tour of every role; read once a process. Raises HelpFault for a file that is not as docs/help.md says."""
    found = {file.stem: _steps(file) for file in files(FOLDER)}
    last = found.pop(EVERYONE, ())
    unknown = sorted(found.keys() - set(Role))
    if unknown:
        raise HelpFault(f"{FOLDER}: {unknown} are no roles")
    return {Role(role): (*steps, *last) for role, steps in found.items()}


def tour_of(role: Role | None) -> tuple[Step, ...]:
    """The steps of the tour of a role; none where it has no tour."""
    return tours().get(role, ()) if role else ()


def _steps(file: Path) -> tuple[Step, ...]:
    loaded = read(file)
    if not isinstance(loaded, list):
        raise HelpFault(f"{file}: a list of steps is expected")
    return tuple(_step(file, f"step {number}", told) for number, told in enumerate(loaded, start=1))


def _step(file: Path, what: str, told: Any) -> Step:
    if not isinstance(told, dict):
        raise HelpFault(f"{file}: {what}: at, title and text are expected")
    take(file, what, told, MUST, MAY)
    return Step(told.get("page", ""), lines(file, what, told["at"]), told["title"], told["text"])
