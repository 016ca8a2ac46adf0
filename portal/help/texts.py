"""Reading the files of help strictly: `<app>/help/*.yaml` of every app, each fault with its file and what is meant."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LOOKS = frozenset(
    {"met", "due-soon", "overdue", "met-late", "made-up", "pending", "upcoming", "open", "waived"}
)
"""The colours of signs: each is a class `state-…` of the style sheet."""


class HelpFault(Exception):
    """A text of help that is refused; it says in which file and why."""


def files(folder: str) -> list[Path]:
    """The texts of all apps in `folder` below each app's own folder, in a fixed order."""
    return [
        file for app in apps.get_app_configs() for file in sorted((Path(app.path) / folder).glob("*.yaml"))
    ]


def read(file: Path) -> Any:
    """What a file holds; raises HelpFault for YAML that does not parse and for a key that stands twice."""
    try:
        return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise HelpFault(f"{file}: {error}") from error


def entries(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each entry of a file of panels, by the names of its pages."""
    loaded = read(file)
    if not isinstance(loaded, dict):
        raise HelpFault(f"{file}: url names are expected, each with its text")
    for names, text in loaded.items():
        if not isinstance(text, dict):
            raise HelpFault(f"{file}: {names}: chapter, about and steps are expected")
        yield str(names), text


def take(file: Path, what: str, text: Mapping[str, Any], must: set[str], may: set[str]) -> None:
    """Raise HelpFault for a field that is missing, and for one that is not known."""
    missing, unknown = sorted(must - text.keys()), sorted(map(str, text.keys() - must - may))
    if missing or unknown:
        raise HelpFault(f"{file}: {what}: missing {missing}, unknown {unknown}")


def lines(file: Path, what: str, value: Any) -> tuple[str, ...]:
    """A list of sentences; raises HelpFault where it is anything else."""
    if not isinstance(value, list) or not all(isinstance(line, str) and line.strip() for line in value):
        raise HelpFault(f"{file}: {what}: a list of sentences is expected")
    return tuple(value)
