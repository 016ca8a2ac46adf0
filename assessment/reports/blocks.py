"""What the portal knows about a section, as data that is kept with the report: figures, tables, charts. Pure.

Each has a `key` that stays the same when the figures are renewed, so that one can say what changed. `query` names the
obligations behind a figure for the page that lists them (views/reports/rows.py); empty where there is nothing to open.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Query = Mapping[str, str]
NOTHING = "—"


@dataclasses.dataclass(frozen=True)
class Item:
    """One figure: what it is called, its value as it is written, and of how many it is (its base)."""

    key: str
    label: str
    value: str
    base: str = ""
    query: Query = dataclasses.field(default_factory=dict)

    @property
    def says(self) -> str:
        """The value with its base."""
        return f"{self.value}({self.base})" if self.base else self.value


@dataclasses.dataclass(frozen=True)
class Figures:
    """Some figures side by side."""

    key: str
    caption: str
    items: Sequence[Item]


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a table: its cells as they are written, the first names it; `url` is a page of the portal about it."""

    key: str
    cells: Sequence[str]
    query: Query = dataclasses.field(default_factory=dict)
    url: str = ""


@dataclasses.dataclass(frozen=True)
class Grid:
    """A table; `none` is said where it has no rows, `more` where it does not show all."""

    key: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Row]
    none: str = "无"
    more: str = ""


@dataclasses.dataclass(frozen=True)
class Bar:
    """A bar of a chart: `value` from 0 to 1 (None: nothing there), `says` is written."""

    name: str
    value: float | None
    says: str


@dataclasses.dataclass(frozen=True)
class Bars:
    """A chart of shares."""

    key: str
    caption: str
    bars: Sequence[Bar]


Block = Figures | Grid | Bars
_TYPES: dict[str, type[Block]] = {"figures": Figures, "grid": Grid, "bars": Bars}
_PARTS = {"items": Item, "rows": Row, "bars": Bar}


def to_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as JSON data."""
    return [{"type": type(block).__name__.lower(), **dataclasses.asdict(block)} for block in blocks]


def from_json(data: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The blocks that `to_json` wrote down. Raises KeyError or TypeError for other data."""
    return [_block(each) for each in data]


def _block(data: Mapping[str, Any]) -> Block:
    values = {name: value for name, value in data.items() if name != "type"}
    for name, part in _PARTS.items():
        if name in values:
            values[name] = [part(**each) for each in values[name]]
    return _TYPES[data["type"]](**values)


def figures_in(blocks: Sequence[Block]) -> dict[str, tuple[str, str]]:
    """All figures of some blocks by key: how each is called, and what it says; charts repeat what tables say."""
    return {key: (label, says) for block in blocks for key, label, says in _figures(block)}


def _figures(block: Block) -> Iterator[tuple[str, str, str]]:
    if isinstance(block, Figures):
        for item in block.items:
            yield f"{block.key}/{item.key}", item.label, item.says
    elif isinstance(block, Grid):
        for row in block.rows:
            for head, cell in zip(block.heads[1:], row.cells[1:], strict=True):
                yield f"{block.key}/{row.key}/{head}", f"{row.cells[0]} · {head}", cell


def changes(before: Sequence[Block], after: Sequence[Block]) -> list[dict[str, str]]:
    """What became of the figures: each that changed, came or went, with what it said before and says now."""
    old, new = figures_in(before), figures_in(after)
    named = {**old, **new}
    return [
        {"label": named[key][0], "before": _says(old, key), "after": _says(new, key)}
        for key in named
        if _says(old, key) != _says(new, key)
    ]


def _says(figures: Mapping[str, tuple[str, str]], key: str) -> str:
    return figures[key][1] if key in figures else NOTHING
