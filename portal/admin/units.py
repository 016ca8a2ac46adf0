"""Units and the dated tree, kept by the system administrator."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from portal.admin.desk import Desk, FactDesk, WordFilter, word_of
from portal.admin.forms import ServiceForm, word_field
from portal.admin.site import site
from portal.models import Existence, Name, Placement, Role, Tag, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.services.structure import unit_found


class UnitForm(ServiceForm):
    """A new unit with the day of its founding and the unit above it."""

    kind = word_field("units", "类别")
    started_on = forms.DateField(label="成立日期", widget=AdminDateWidget)
    parent_code = forms.CharField(
        label="上级单位代码", required=False, help_text="最上级的单位留空;代码可在单位列表中查到。"
    )

    class Meta:
        model = Unit
        fields: ClassVar[list[str]] = ["code", "name", "kind"]
        labels: ClassVar[dict[str, str]] = {"name": "名称"}
        help_texts: ClassVar[dict[str, str]] = {
            "code": "由字母、数字和短横组成,以后不能更改。",
            "name": "以后更名的,在“名称”中登记。",
        }

    def clean_parent_code(self) -> Unit | None:
        """The unit with this code; needed where units of this kind stand under another."""
        code = self.cleaned_data["parent_code"]
        if not code:
            if vocabulary().data(Word.Group.UNIT, self.cleaned_data.get("kind", "")).get("under"):
                raise ValidationError("此类单位须填上级单位代码。")
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise ValidationError("没有这个代码的单位,请在单位列表中核对上级单位代码。")
        return unit

    def write(self) -> Unit:
        """Found the unit."""
        values = self.cleaned_data
        return unit_found(
            actor=self.actor,
            code=values["code"],
            kind=values["kind"],
            name=values["name"],
            started_on=values["started_on"],
            parent=values["parent_code"],
        )


class KindFilter(WordFilter):
    """Units of one kind."""

    title, parameter_name, group = "类别", "kind", "units"


@admin.register(Unit, site=site)
class UnitDesk(Desk):
    """Units: founded here; code and kind never change, the rest is a dated fact."""

    position = 1
    about = "新设单位,查单位代码;成立以后的变化在存续、名称、隶属、属性中登记。"
    readers = frozenset({Role.SECURITY_ADMIN})
    writers = frozenset({Role.SYSTEM_ADMIN})
    form = UnitForm
    list_display = ["code", "name", "kind_word", "parent_name"]
    list_filter = [KindFilter]
    search_fields = ["code", "name"]
    search_help_text = "按单位代码或名称查找"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Units with their kind in words and the unit above them today."""
        parent = Placement.objects.present().filter(unit=OuterRef("pk")).values("parent__name")[:1]
        units: Any = super().get_queryset(request)
        return units.annotate(kind_name=word_of("units", "kind"), parent_now=Subquery(parent))

    @admin.display(description="类别", ordering="kind")
    def kind_word(self, unit: Any) -> str:
        """The kind in words."""
        return str(unit.kind_name or unit.kind)

    @admin.display(description="上级单位")
    def parent_name(self, unit: Any) -> str:
        """The unit above it today."""
        return str(unit.parent_now or "—")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The founding's fields for a new unit, the unit's own for one that is there."""
        if obj is None:
            return ["code", "name", "kind", "started_on", "parent_code"]
        return ["code", "name", "kind_word", "parent_name"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What changes about a unit is a dated fact with its own page."""
        return False


@admin.register(Existence, site=site)
class ExistenceDesk(FactDesk):
    """The days of a unit's life."""

    position = 2
    about = "单位的成立和撤销日期;撤销单位在此填终止日。"
    list_display = ["unit", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "unit__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A life stays with its unit."""
        return ["unit"] if obj else []


@admin.register(Name, site=site)
class NameDesk(FactDesk):
    """What a unit was called."""

    position = 3
    about = "单位更名:先给原名称填终止日,再登记新名称。"
    list_display = ["unit", "name", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "name"]


@admin.register(Placement, site=site)
class PlacementDesk(FactDesk):
    """Under which unit a unit stood."""

    position = 4
    about = "单位隶属于哪个上级单位;改隶先给原隶属填终止日,再登记新隶属。"
    list_display = ["unit", "parent", "started_on", "ended_on"]
    list_select_related = ["unit", "parent"]
    search_fields = ["unit__code", "unit__name", "parent__code", "parent__name"]


@admin.register(Tag, site=site)
class TagDesk(FactDesk):
    """Properties of a unit in the regulation's words."""

    position = 5
    about = "单位的属性,如领导小组成员单位、乡村振兴重点帮扶团场。"
    words = {"tag": "tags"}
    list_display = ["unit", "tag_word", "started_on", "ended_on"]
    list_select_related = ["unit"]
    search_fields = ["unit__code", "unit__name"]

    @admin.display(description="属性", ordering="tag")
    def tag_word(self, tag: Any) -> str:
        """The property in words."""
        return str(tag.tag_name or tag.tag)
