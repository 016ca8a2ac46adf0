"""The packaged sample scheme (示例方案) as plain indicators for the kind of units that is assessed. Pure: no Django."""

import functools
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("sample_scheme.yaml")


@functools.cache
def _written() -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def sample_nodes(kind: str) -> list[dict[str, Any]]:
    """The indicators of the sample as trees of name, weight, kind, parameters, article, note, below."""
    return [_node(node, kind) for node in _written()]


def _node(node: dict[str, Any], kind: str) -> dict[str, Any]:
    parameters = {name: _plain(_of_kind(value, kind)) for name, value in node.get("parameters", {}).items()}
    return {
        "name": node["name"],
        "weight": node["weight"],
        "kind": node.get("kind", ""),
        "article": _of_kind(node.get("article", 0), kind),
        "note": node.get("note", ""),
        "parameters": parameters,
        "below": [_node(each, kind) for each in node.get("below", ())],
    }


def _of_kind(value: Any, kind: str) -> Any:
    """What stands for this kind of unit, where it differs by kind."""
    return value[kind] if isinstance(value, dict) and kind in value else value


def _plain(value: Any) -> Any:
    """Numbers as text, as schemes keep them."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
