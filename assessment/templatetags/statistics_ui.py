"""How statistics are shown."""

from decimal import Decimal

from django import template

from assessment.statistics.numbers import plain

register = template.Library()


@register.filter
def plain_number(value: Decimal) -> str:
    """A decimal without zeros that say nothing."""
    return plain(value)
