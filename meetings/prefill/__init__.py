"""Prefill: what a form may be filled in with from minutes, a notice or a report, by rules that anyone can read."""

from meetings.prefill.files import text_of
from meetings.prefill.found import Found, Item, as_json
from meetings.prefill.reading import read

__all__ = ["Found", "Item", "as_json", "read", "text_of"]
