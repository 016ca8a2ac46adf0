"""Filters of a list: fields of django-filter, what they say in words, and the chips that take them off."""

import dataclasses
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django_filters import ChoiceFilter, DateFilter, Filter, FilterSet

from portal import access, clock
from portal.access import Actor
from portal.forms.plain import TextField
from portal.models import Area, Unit

LONGEST_WORDS = 60


@dataclasses.dataclass(frozen=True)
class Said:
    """A filter that is in force, in words."""

    name: str
    label: str
    value: str


class ListFilters(FilterSet):  # type: ignore[misc]
    """The filters of a list, as the actor may use them; what is none of the choices counts as not asked for.

    `defaults` hold where the address says nothing of a filter; an empty value takes one off.
    """

    defaults: Mapping[str, str] = {}

    def __init__(self, query: QueryDict, rows: QuerySet[Any], actor: Actor) -> None:
        self.actor = actor
        asked = query.copy()
        for name, value in self.defaults.items():
            asked.setdefault(name, value)
        super().__init__(asked, rows)
        for name, filter_ in list(self.filters.items()):
            if isinstance(filter_, UnitFilter) and not filter_.offer(actor, asked.get(name, "")):
                del self.filters[name]
        self.prepare()

    def prepare(self) -> None:
        """Offer the choices that depend on the actor: for lists that have such."""

    def asked(self, name: str) -> Any:
        """What a filter asks for, as it is understood; empty where it asks for nothing or for what there is not."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name)

    def said(self) -> list[Said]:
        """The filters that are in force, in words."""
        self.form.is_valid()
        found = self.form.cleaned_data
        return [
            Said(name, str(field.label), _in_words(field, found[name]))
            for name, field in self.form.fields.items()
            if found.get(name) not in (None, "", [])
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    """What a field says, in words: the label of a choice, else the value."""
    if not isinstance(field, forms.ChoiceField):
        return str(value)
    choices: dict[str, str] = {}
    offered: Any = field.choices
    for key, label in offered:
        choices |= (
            {str(k): str(v) for k, v in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        )
    return choices.get(str(value), str(value))


class PickFilter(ChoiceFilter):  # type: ignore[misc]
    """One of some choices; `by` gives the condition of each, or else the value is that of the field."""

    def __init__(self, *, by: Any = None, empty: str = "全部", **options: Any) -> None:
        super().__init__(empty_label=empty, **options)
        self.by = by

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows that have it."""
        if not value:
            return rows
        return rows.filter(self.by(value) if self.by else Q(**{self.field_name: value}))


class WordsFilter(Filter):  # type: ignore[misc]
    """Words that any of some fields contain; `by` gives the condition of a word where that is another."""

    field_class = TextField

    def __init__(self, *names: str, label: str = "查找", hint: str = "") -> None:
        widget = forms.TextInput(attrs={"placeholder": hint, "autocomplete": "off"})
        super().__init__(label=label, most=LONGEST_WORDS, widget=widget)
        self.names = names
        self.by: Callable[[str], Q] | None = None

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows in which every word is found."""
        for word in (value or "").split():
            if self.by is not None:
                rows = rows.filter(self.by(word))
                continue
            found = Q()
            for name in self.names:
                found |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(found)
        return rows


class DayFilter(DateFilter):  # type: ignore[misc]
    """A first or last day (`lookup_expr` gte or lte)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **options)


class UnitFilter(ChoiceFilter):  # type: ignore[misc]
    """A unit with all below it: the actor's own and those right below are offered, any readable one may be asked for.

    Raises Http404 for another one; whoever reads the own unit alone is offered nothing. `by` gives the condition of a
    unit's area where that is not today's.
    """

    def __init__(
        self,
        field_name: str = "unit",
        label: str = "单位(含所属)",
        by: Callable[[Unit], Q] | None = None,
    ) -> None:
        super().__init__(field_name=field_name, label=label, empty_label="全部")
        self.offered: dict[str, Unit] = {}
        self.by = by

    def offer(self, actor: Actor, asked: str) -> bool:
        """Take the choices of the actor, if there are any; one query, and one more for a unit from further below."""
        if actor.role not in access.READS_BELOW or actor.post is None:
            return False
        near = Area.objects.filter(ancestor=actor.post.unit, depth__lte=1, during__contains=clock.today())
        found = list(Unit.objects.filter(pk__in=near.values("unit")).order_by("code"))
        if asked and not any(str(unit.public_id) == asked for unit in found):
            found.append(_readable_or_404(actor, asked))
        self.offered = {str(unit.public_id): unit for unit in found}
        self.extra["choices"] = [(key, unit.name) for key, unit in self.offered.items()]
        return True

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The rows of units in its area today."""
        unit = self.offered.get(value or "")
        if unit is None:
            return rows
        return rows.filter(self.by(unit) if self.by else access.within(self.field_name, unit, clock.today()))


def _readable_or_404(actor: Actor, asked: str) -> Unit:
    try:
        key = uuid.UUID(asked)
    except ValueError as error:
        raise Http404 from error
    return access.readable_unit_or_404(actor, key)
