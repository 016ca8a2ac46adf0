"""The fields of a list's filters: one line each, written without the templates of forms, which take longer than the rows."""

from typing import Any

from django import template
from django.forms import BoundField, Select
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def filter_field(bound: BoundField) -> SafeString:
    """A filter as label and control, with what is wrong below it."""
    wrong = format_html_join("", "<li>{}</li>", ((error,) for error in bound.errors))
    told = (
        format_html('<ul class="field-errors" id="{}_error">{}</ul>', bound.auto_id, wrong) if wrong else ""
    )
    return format_html(
        '<div class="field"><label class="form-label" for="{}">{}</label>{}{}</div>',
        bound.auto_id,
        bound.label,
        _control(bound, described=bool(wrong)),
        told,
    )


def _control(bound: BoundField, *, described: bool) -> SafeString:
    value = str(bound.value() or "")
    state = (
        format_html(' aria-invalid="true" aria-describedby="{}_error"', bound.auto_id) if described else ""
    )
    if isinstance(bound.field.widget, Select):
        offered: Any = bound.field.choices  # type: ignore[attr-defined]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == value else "", label) for key, label in offered),
        )
        return format_html(
            '<select class="form-select" name="{}" id="{}"{}>{}</select>',
            bound.html_name,
            bound.auto_id,
            state,
            options,
        )
    attributes = bound.field.widget_attrs(bound.field.widget) | bound.field.widget.attrs
    attributes["type"] = attributes.get("type", "text")
    written = format_html_join("", ' {}="{}"', attributes.items())
    return format_html(
        '<input class="form-control" name="{}" id="{}" value="{}"{}{}>',
        bound.html_name,
        bound.auto_id,
        value,
        written,
        state,
    )
