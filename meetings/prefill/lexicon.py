"""The words of lexicon.yaml, and the names of forms made into patterns."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).with_name("lexicon.yaml")


AFTER_MEETING = r"(?![上后前]|期间)"
"""现场会上 is spoken at a meeting, and names none."""


@dataclasses.dataclass(frozen=True)
class FormPattern:
    """One form of a kind, and how a text names it."""

    form: str
    kind: str
    pattern: re.Pattern[str]


@cache
def data() -> Mapping[str, Any]:
    """The file, read once."""
    loaded: Mapping[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def alternatives(name: str) -> str:
    """A list of the file as the inside of a pattern, the longest word first."""
    return "|".join(sorted(map(re.escape, data()[name]), key=len, reverse=True))


def form_patterns(named: Iterable[tuple[str, str, str]] = ()) -> list[FormPattern]:
    """The forms that can be read from a text.

    `named` are those of the loaded vocabulary as (form, kind, name): then only these, each by its own name and by
    the usual ones of the file. Without any, those of the file.
    """
    usual = data()["forms"]
    offered = list(named) or [(form, each["kind"], "") for form, each in usual.items()]
    none: Mapping[str, Any] = {"names": [], "not_after": [], "not_before": []}
    return [FormPattern(form, kind, _pattern(name, usual.get(form, none))) for form, kind, name in offered]


def _pattern(own: str, words: Mapping[str, Any]) -> re.Pattern[str]:
    between = data()["between"]
    names = [*words["names"], *([] if own in words.get("too_wide", ()) else [own])]
    parts = [
        between.join(map(re.escape, name.split("~")))
        for name in sorted(filter(None, names), key=len, reverse=True)
    ]
    before = "".join(f"(?<!{re.escape(word)})" for word in words["not_after"])
    after = "".join(f"(?!{re.escape(word)})" for word in words["not_before"])
    return re.compile(f"{before}(?:{'|'.join(parts)}){AFTER_MEETING}{after}")
