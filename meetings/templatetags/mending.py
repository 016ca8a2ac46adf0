"""The day by which a returned entry is to be mended, as the pages offer it."""

from django import template

from meetings.services import settling
from portal import clock

register = template.Library()


@register.simple_tag
def mend_day() -> str:
    """The day that the field offers."""
    return settling.mend_day().isoformat()


@register.simple_tag
def first_mend_day() -> str:
    """The first day that the field takes."""
    return clock.today().isoformat()
