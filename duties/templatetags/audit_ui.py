"""How pages of audit work write signs and tallies."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from duties.audit_words import Sign

register = template.Library()


@register.filter
def sign_words(signs: Iterable[str]) -> str:
    """Signs in words."""
    return "、".join(Sign(sign).label for sign in signs)


@register.filter
def at(numbers: Mapping[Any, int], key: Any) -> int:
    """The number under a key."""
    return numbers[key]


@register.filter
def labelled(part: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """The lines of a frozen table, each value with its head."""
    return [list(zip(part["heads"], line, strict=True)) for line in part["lines"]]
