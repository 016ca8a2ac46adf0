"""Fields in which the administrators name units and officials: by code or by full name."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.models import Person, Unit

SEPARATOR = re.compile(r"[;;,,、\s]+")


def one_unit(text: str) -> Unit:
    """The unit with this code, or the only one with this name. Raises ValidationError otherwise."""
    unit = Unit.objects.filter(code=text).first()
    if unit is not None:
        return unit
    found = list(Unit.objects.filter(name=text)[:2])
    if len(found) > 1:
        raise ValidationError(f"叫“{text}”的单位不止一个,请填代码。")
    if not found:
        raise ValidationError(f"没有代码或全称为“{text}”的单位,请在单位列表中核对。")
    return found[0]


class UnitField(forms.CharField):
    """One unit, or None where nothing is filled in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **({"help_text": "填单位代码或全称。"} | options))

    def clean(self, value: Any) -> Any:
        """The unit."""
        text = super().clean(value)
        return one_unit(text) if text else None


class UnitsField(forms.CharField):
    """Some units, separated by ; or 、."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=4000, **options)

    def clean(self, value: Any) -> Any:
        """The units in their order."""
        return [one_unit(text) for text in _parts(super().clean(value))]


class PeopleField(forms.CharField):
    """Some officials by their codes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=400, **options)

    def clean(self, value: Any) -> Any:
        """The people in their order."""
        return [self._person(code) for code in _parts(super().clean(value))]

    def _person(self, code: str) -> Person:
        person = Person.objects.filter(code=code).first()
        if person is None:
            raise ValidationError(f"没有代码为“{code}”的人员,请在人员列表中核对。")
        return person


def _parts(text: str) -> Sequence[str]:
    return [part for part in SEPARATOR.split(text) if part]
