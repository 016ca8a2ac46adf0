"""What the page of an entry shows of the work in the field: households that were reached, problems that were found."""

from typing import Any

from django import template
from django.template import Context

from meetings.access import OPEN
from meetings.kinds import HOUSEHOLD_CONTACT, VISIT
from meetings.models import Entry
from meetings.selectors.households import in_order
from meetings.selectors.problems import problem_mark

register = template.Library()


@register.inclusion_tag("meetings/field_parts.html", takes_context=True)
def field_parts(context: Context, entry: Entry) -> dict[str, Any]:
    """Lines of the entry's facts; for other kinds nothing is asked."""
    numbers: list[str] = []
    problems = []
    if entry.kind == HOUSEHOLD_CONTACT:
        numbers = sorted(entry.ticked.values_list("household__number", flat=True), key=in_order)
    elif entry.kind == VISIT:
        rows = entry.problems.select_related("owner_unit")
        problems = [(problem, problem_mark(problem)) for problem in rows]
    return {
        "entry": entry,
        "numbers": numbers,
        "problems": problems,
        "listed": entry.state in OPEN,
        "vocabulary": context.get("vocabulary"),
    }
