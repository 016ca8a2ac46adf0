"""Rulebooks as data: read strictly, held against the regulation's text. Pure: neither Django nor the clock."""

from pathlib import Path

from duties.rulebook.checking import check_rulebook
from duties.rulebook.reading import Fault, Rulebook, RulebookError, read_rulebook
from duties.rulebook.text import Article, RegulationText, read_text

XPCC_2023 = Path(__file__).resolve().parent.parent / "regulations" / "xpcc-2023"

__all__ = [
    "XPCC_2023",
    "Article",
    "Fault",
    "RegulationText",
    "Rulebook",
    "RulebookError",
    "check_rulebook",
    "read_rulebook",
    "read_text",
]
