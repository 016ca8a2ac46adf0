"""Texts written as they come in practice, read whole: the samples, and twice thirty by people who had not read the parser.

What is filled must be right, and at least four fifths of what could be filled must be.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from meetings.prefill import read

HERE = Path(__file__).parent
SURE = ("kind", "forms", "date", "leader")
"""Fields in which no error is allowed."""


def expected(folder: str) -> dict[str, dict[str, Any]]:
    loaded = YAML(typ="safe", pure=True).load((HERE / folder / "expected.yaml").read_text(encoding="utf-8"))
    return {name: plain(fields) for name, fields in loaded.items()}


def plain(value: Any, key: str = "") -> Any:
    """As JSON has it; forms are a set, so their order says nothing."""
    if key == "forms":
        return sorted(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each, key) for key, each in value.items()}
    return value


def found_in(folder: str, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    text = (HERE / folder / name).read_text(encoding="utf-8")
    day = fields.get("published")
    found = read(text, published=dt.date.fromisoformat(day) if day else None)
    assert all(each.words and each.words in text for each in found.values())
    return plain({key: each.value for key, each in found.items()})


def wrong(folder: str, keys: tuple[str, ...] = ()) -> list[str]:
    faults = []
    for name, fields in expected(folder).items():
        for key, value in found_in(folder, name, fields).items():
            if (not keys or key in keys) and value != fields.get(key):
                faults.append(f"{name}: {key} is {value!r}, not {fields.get(key)!r}")
    return faults


def filled(folder: str) -> tuple[int, int, list[str]]:
    there = missed = 0
    left: list[str] = []
    for name, fields in expected(folder).items():
        found = found_in(folder, name, fields)
        wanted = fields.keys() - {"published"}
        there += len(wanted)
        missed += len(wanted - found.keys())
        left += [f"{name}: {key}" for key in sorted(wanted - found.keys())]
    return there - missed, there, left


@pytest.mark.parametrize("folder", ["samples", "texts", "more_texts"])
def test_nothing_wrong_in_day_kind_form_and_chair(folder):
    assert wrong(folder, SURE) == []


def test_nothing_wrong_at_all_in_the_samples():
    assert wrong("samples") == []


@pytest.mark.parametrize("folder", ["samples", "texts", "more_texts"])
def test_four_fifths_are_filled(folder):
    done, there, left = filled(folder)
    assert there >= 28
    assert done >= 0.8 * there, left
