"""The help of each page, by the name of its address: what it is for, what one does there, what its signs mean."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from portal.help.texts import LOOKS, HelpFault, entries, files, lines, take
from portal.models import Role

FOLDER = "help"
MUST, MAY = {"chapter", "about", "steps"}, {"steps_of", "signs"}


@dataclasses.dataclass(frozen=True)
class Sign:
    """A sign that stands on a page: colour (`value`), sign and word as the tag `status` shows them, and its meaning."""

    value: str
    sign: str
    label: str
    meaning: str


@dataclasses.dataclass(frozen=True)
class Panel:
    """The help of a page; `chapter` is the slug of the chapter of the manual that goes on from there."""

    chapter: str
    about: str
    steps: tuple[str, ...]
    steps_of: Mapping[Role, tuple[str, ...]]
    signs: tuple[Sign, ...]

    def steps_for(self, role: Role | None) -> tuple[str, ...]:
        """What one does on the page, step by step: what all do, then what only `role` does."""
        return self.steps + (self.steps_of.get(role, ()) if role else ())


@cache
def all_panels() -> Mapping[str, Panel]:
    """Every text by the name of its page; a name that ends with * stands for all that begin so.

    Read once a process. Raises HelpFault for a text that is not as docs/help.md says, and for a page with two.
    """
    panels: dict[str, Panel] = {}
    for file in files(FOLDER):
        for names, text in entries(file):
            panel = _panel(file, names, text)
            for name in names.split():
                if name in panels:
                    raise HelpFault(f"{file}: {name} has a text in another entry already")
                panels[name] = panel
    return panels


def panel_of(view_name: str) -> Panel | None:
    """The help of the page of that name (`admin:portal_unit_changelist`, `mine`); None where there is none."""
    panels = all_panels()
    if view_name in panels:
        return panels[view_name]
    fits = [name for name in panels if name.endswith("*") and view_name.startswith(name[:-1])]
    return panels[max(fits, key=len)] if fits else None


def _panel(file: Path, names: str, text: Mapping[str, Any]) -> Panel:
    take(file, names, text, MUST, MAY)
    try:
        steps_of = {
            Role(role): lines(file, f"{names} {role}", told)
            for roles, told in text.get("steps_of", {}).items()
            for role in roles.split()
        }
    except ValueError as error:
        raise HelpFault(f"{file}: {names}: {error}") from error
    return Panel(
        chapter=text["chapter"],
        about=text["about"],
        steps=lines(file, names, text["steps"]),
        steps_of=steps_of,
        signs=tuple(_sign(file, names, sign) for sign in text.get("signs", [])),
    )


def _sign(file: Path, names: str, told: Any) -> Sign:
    if not isinstance(told, list) or len(told) != 4 or told[0] not in LOOKS:
        raise HelpFault(f"{file}: {names}: a sign is [colour, sign, word, meaning], not {told}")
    return Sign(*map(str, told))
