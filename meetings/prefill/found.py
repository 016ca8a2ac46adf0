"""What prefill gives for one field: a value, and the words of the text that it was read from."""

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Item:
    """One part of a value that is a list: a decision, a problem, a person."""

    text: str
    words: str


@dataclasses.dataclass(frozen=True)
class Found:
    """`value` is plain data as JSON has it; `words` stand in the text as they are, and are never empty."""

    value: Any
    words: str
    items: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise ValueError("a field without words is never given")


def as_json(found: Mapping[str, Found]) -> dict[str, dict[str, Any]]:
    """All fields as `manage.py prefill` prints them."""
    return {
        name: {"value": each.value, "words": each.words}
        | ({"items": [dataclasses.asdict(item) for item in each.items]} if each.items else {})
        for name, each in found.items()
    }
