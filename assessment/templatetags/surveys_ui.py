"""How results of surveys are shown."""

from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def percent(share: Fraction | None) -> str:
    """A share in percent with one decimal; a dash where nobody had an opinion."""
    return "—" if share is None else f"{float(share) * 100:.1f}%"


@register.filter
def points(margin: float) -> str:
    """A margin in percentage points with one decimal."""
    return f"{margin * 100:.1f}"
