"""How a brief writes what it is given: marks in full width, days and instants in words."""

import datetime as dt

from django import template

from duties.briefs.facts import Point
from duties.ledger.status import Rate
from duties.selectors.board.figures import percent
from portal import clock
from portal.documents.chunks import shown
from portal.wording import date_cn

register = template.Library()


@register.filter
def printed(text: str) -> str:
    """A text as papers print it: Chinese marks in full width, nothing that no font holds."""
    return shown(text)


@register.filter
def date_words(day: dt.date) -> str:
    """2026年9月30日."""
    return date_cn(day)


@register.filter
def instant_cn(at: dt.datetime) -> str:
    """2026年9月30日 06:10, in Asia/Shanghai."""
    local = at.astimezone(clock.SHANGHAI)
    return f"{date_cn(local)} {local:%H:%M}"


@register.filter
def clip(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


@register.filter
def rate_words(rate: Rate) -> str:
    """71.0% 1122/1580; — where the base is empty."""
    return f"{percent(rate.fulfilment)} {rate.fulfilled}/{rate.base}" if rate.base else "—"


@register.filter
def share_words(point: Point) -> str:
    """The 完成率 of a period."""
    return percent(point.fulfilled / point.base)
