"""The files of an entry on its page."""

from typing import Any

from django import template

from meetings.models import Entry
from meetings.selectors.evidence import evidence_of

register = template.Library()


@register.inclusion_tag("meetings/evidence/grid.html")
def evidence_grid(entry: Entry) -> dict[str, Any]:
    """Small pictures that lead to the large ones; while some are being made the part asks for itself again."""
    return grid_context(entry)


def grid_context(entry: Entry) -> dict[str, Any]:
    """What the grid shows of `entry`."""
    files = evidence_of(entry)
    return {"entry": entry, "files": files, "awaited": any(each.is_awaited for each in files)}
