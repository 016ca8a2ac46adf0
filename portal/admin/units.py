"""Units and the dated tree, kept by the system administrator."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.admin.desk import Desk, FactDesk, actor_of, word_field
from portal.admin.site import site
from portal.models import Existence, Name, Placement, Role, Tag, Unit
from portal.services.structure import unit_found


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new unit with the day of its founding and the unit above it."""

    kind = word_field("units", "类别")
    started_on = forms.DateField(label="成立日期", widget=admin.widgets.AdminDateWidget)
    parent_code = forms.CharField(label="上级单位代码", required=False, help_text="顶层单位留空。")

    class Meta:
        model = Unit
        fields = ["code", "name", "kind"]

    def clean_parent_code(self) -> Unit | None:
        """The unit with this code."""
        code = self.cleaned_data["parent_code"]
        if not code:
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise ValidationError("没有这个代码的单位,请在单位列表中核对上级单位代码。")
        return unit


@admin.register(Unit, site=site)
class UnitDesk(Desk):
    """Units: founded here; code and kind never change, the rest is a dated fact."""

    readers = frozenset({Role.SECURITY_ADMIN})
    writers = frozenset({Role.SYSTEM_ADMIN})
    form = UnitForm
    list_display = ["code", "name", "kind"]
    search_fields = ["code", "name"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The founding's fields for a new unit, the unit's own for one that is there."""
        return ["code", "name", "kind"] if obj else ["code", "name", "kind", "started_on", "parent_code"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What changes about a unit is a dated fact with its own page."""
        return False

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Found the unit."""
        values = form.cleaned_data
        started_on: dt.date = values["started_on"]
        made = unit_found(
            actor=actor_of(request),
            code=values["code"],
            kind=values["kind"],
            name=values["name"],
            started_on=started_on,
            parent=values["parent_code"],
        )
        obj.pk, obj._state.adding = made.pk, False


@admin.register(Existence, site=site)
class ExistenceDesk(FactDesk):
    """The days of a unit's life."""

    list_display = ["unit", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "unit__name"]
    raw_id_fields = ["unit"]


@admin.register(Name, site=site)
class NameDesk(FactDesk):
    """What a unit was called."""

    list_display = ["unit", "name", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "name"]
    raw_id_fields = ["unit"]


@admin.register(Placement, site=site)
class PlacementDesk(FactDesk):
    """Under which unit a unit stood."""

    list_display = ["unit", "parent", "started_on", "ended_on"]
    list_select_related = ["unit", "parent"]
    search_fields = ["unit__code", "unit__name", "parent__code"]
    raw_id_fields = ["unit", "parent"]


@admin.register(Tag, site=site)
class TagDesk(FactDesk):
    """Properties of a unit in the regulation's words."""

    words = {"tag": "tags"}
    list_display = ["unit", "tag", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "unit__name"]
    raw_id_fields = ["unit"]
