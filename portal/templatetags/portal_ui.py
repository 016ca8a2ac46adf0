"""The pieces that every page is made of: statuses, fractions, days, words, form fields, page heads (docs/ui.md)."""

import datetime as dt
from typing import Any, Protocol

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal import wording
from portal.registry import Part
from portal.selectors.vocabulary import Vocabulary, vocabulary

register = template.Library()

NO_SIGN = "·"
"""The sign of what is simply going on: beside figures it would say nothing."""


class Marked(Protocol):
    """What a status of any app offers: a value for its colour, a sign and a word."""

    @property
    def value(self) -> str:
        """The name of its colour."""

    @property
    def sign(self) -> str:
        """A sign beside the word, so that nothing is told by colour alone."""

    @property
    def label(self) -> str:
        """The word."""


def _state(status: Marked) -> str:
    return f"state-{status.value.replace('_', '-')}"


@register.simple_tag
def status(value: Marked, word: str = "") -> SafeString:
    """A status as colour, sign and word; `word` replaces the status' own, e.g. 逾期6天."""
    return format_html(
        '<span class="state {}"><span class="state-sign" aria-hidden="true">{}</span>{}</span>',
        _state(value),
        value.sign,
        word or value.label,
    )


@register.simple_tag
def fraction(done: int, required: int, value: Marked | None = None, wide: bool = False) -> SafeString:
    """Done of required as 9/13 with a bar, in colour and sign of the status; `wide` puts them on one line of a card."""
    mark = (
        format_html(
            '<span class="state-sign" aria-hidden="true">{}</span><span class="visually-hidden">{}</span> ',
            "" if value.sign == NO_SIGN else value.sign,
            value.label,
        )
        if value
        else ""
    )
    return format_html(
        '<span class="fraction{} {}"><span class="fraction-figures">{}<b>{}</b>/{}</span>'
        '<progress class="bar" value="{}" max="{}" aria-hidden="true"></progress></span>',
        " fraction-wide" if wide else "",
        _state(value) if value else "",
        mark,
        done,
        required,
        min(done, required),
        max(required, 1),
    )


@register.filter
def day_cn(day: dt.date | None) -> str:
    """A day with its weekday; see portal.wording."""
    return wording.day_cn(day)


@register.filter
def period_name(name: str) -> str:
    """A period in words; see portal.wording."""
    return wording.period_cn(name)


@register.simple_tag(takes_context=True)
def word(context: Context, group: str, code: str) -> str:
    """The Chinese name of a word of the loaded regulations; one query a page, however many words."""
    words: Vocabulary = context.get("vocabulary") or vocabulary()
    return words.name(group, code)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, source: str = "", chips: bool = False) -> dict[str, Any]:
    """A form field: label, control, help and errors at the field.

    `source` says from where a prefilled value was taken; `chips` shows choices as a row of buttons.
    """
    widget = bound.field.widget
    single_box = isinstance(widget, CheckboxInput)
    choices = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    classes = [_control_class(widget)] if not choices else []
    if bound.errors:
        classes.append("is-invalid")
    if source:
        classes.append("is-prefilled")
    described = [
        name for name in (bound.aria_describedby, f"{bound.auto_id}_source" if source else "") if name
    ]
    attributes: dict[str, str | bool] = {
        "class": " ".join([*filter(None, [widget.attrs.get("class", "")]), *classes])
    }
    if described and not bound.use_fieldset:
        attributes["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "single_box": single_box,
        "choices": choices,
        "chips": chips,
        "source": source,
    }


def _control_class(widget: Any) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    if isinstance(widget, FileInput):
        return "form-control form-file"
    return "form-control"


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with a form as a whole, at its top; the focus goes there or to the first field in error."""
    return {"form": form}


@register.inclusion_tag("components/page_head.html")
def page_head(title: str, sub: str = "") -> dict[str, Any]:
    """The heading of a page with one line below it."""
    return {"title": title, "sub": sub}


@register.inclusion_tag("components/empty.html")
def empty(text: str, hint: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """What a page says where there is nothing to list, and what to do next."""
    return {"text": text, "hint": hint, "url": url, "label": label}


@register.simple_tag(takes_context=True)
def part_of_page(context: Context, part: Part) -> SafeString:
    """What an app shows on a page that gathers from all: its template with its own context, by name and as `part`."""
    assert context.template is not None
    with context.push(**part.context, part=part.context):
        return context.template.engine.get_template(part.template).render(context)
