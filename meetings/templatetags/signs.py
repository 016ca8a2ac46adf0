"""What the page of an entry says of questions about it."""

from typing import Any

from django import template
from django.template import Context

from meetings.models import Entry
from meetings.selectors.signs import questions_about

register = template.Library()


@register.inclusion_tag("meetings/signs/about.html", takes_context=True)
def sign_questions(context: Context, entry: Entry) -> dict[str, Any]:
    """The questions about the entry, for those who may see them."""
    return {"questions": questions_about(context["actor"], entry)}
