"""The sections of a report by template: as they are given, or as an office worded them. Loaded strictly. Pure."""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from assessment.reports.kinds import KINDS

FILE = Path(__file__).with_name("templates.yaml")
SOURCES = ("fulfilment", "articles", "trend", "parts", "lower", "records", "tasks", "overdue", "supervision")
"""The names of what facts may come from, in the order in which they are offered."""


@dataclasses.dataclass(frozen=True)
class SectionTemplate:
    """One section: its heading without a number, what the writer is told, how it begins, where its facts come from."""

    code: str
    heading: str
    guide: str = ""
    words: str = ""
    sources: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """As data that `sections_of` reads."""
        return {**dataclasses.asdict(self), "sources": list(self.sources)}


@functools.cache
def given() -> Mapping[str, Sequence[SectionTemplate]]:
    """The sections of each kind as the program gives them; raises ValueError where the file is wrong."""
    loaded = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    if set(loaded) != set(KINDS):
        raise ValueError(f"{FILE.name} must have the sections of {', '.join(KINDS)}")
    return {kind: sections_of(rows) for kind, rows in loaded.items()}


def sections_of(rows: Sequence[Mapping[str, Any]]) -> list[SectionTemplate]:
    """Sections from data; raises ValueError for a source that there is not, or a section named twice."""
    sections = [SectionTemplate(**row) for row in rows]
    codes = [section.code for section in sections]
    strange = {source for section in sections for source in section.sources} - set(SOURCES)
    if len(set(codes)) != len(codes) or strange:
        raise ValueError(f"sections named twice, or from {', '.join(sorted(strange))}, which there is not")
    return sections
