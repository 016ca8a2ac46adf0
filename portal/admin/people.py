"""Officials and their seats, kept by the system administrator."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from portal.admin.desk import Desk, FactDesk, WordFilter, yes_no
from portal.admin.forms import FactForm, ServiceForm
from portal.admin.site import site
from portal.models import Person, Role, Tenure
from portal.selectors.vocabulary import vocabulary
from portal.services.people import person_add, person_change


class PersonForm(ServiceForm):
    """An official by code and name."""

    instance: Person

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = ["code", "name"]
        help_texts: ClassVar[dict[str, str]] = {"code": "干部的固定编号,以后不能更改;不得使用身份证号码。"}

    def write(self) -> Person:
        """Add the person, or change the name."""
        if self.instance.pk is None:
            return person_add(actor=self.actor, person=self.instance)
        return person_change(actor=self.actor, person=self.instance, name=self.cleaned_data["name"])


@admin.register(Person, site=site)
class PersonDesk(Desk):
    """Officials by their stable code."""

    position = 6
    about = "在平台上任职或负责的干部;职工群众不在此登记。"
    writers = frozenset({Role.SYSTEM_ADMIN})
    form = PersonForm
    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    search_help_text = "按人员代码或姓名查找"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code of a person never changes."""
        return ["code"] if obj else []


class TenureForm(FactForm):
    """A tenure; whether several may hold the seat is said by the regulation."""

    instance: Tenure

    def write(self) -> Any:
        """Add or change it."""
        self.instance.several = bool(vocabulary().data("roles", self.instance.role).get("several"))
        if self.instance.pk is not None and "role" in self.changed_data:
            self.cleaned_data["several"] = self.instance.several
            self.changed_data.append("several")
        return super().write()


class SeatFilter(WordFilter):
    """Tenures of one role."""

    title, parameter_name, group = "职务", "role", "roles"


@admin.register(Tenure, site=site)
class TenureDesk(FactDesk):
    """Who holds which seat."""

    position = 7
    about = "谁在哪个单位任什么职务、从哪天到哪天;离任填终止日,不删除。"
    words = {"role": "roles"}
    form = TenureForm
    fields = ["ref", "unit", "role", "person", "title", "acting", "started_on", "ended_on"]
    list_display = [
        "unit", "role_word", "person", "title", yes_no("acting", "主持工作"), "started_on", "ended_on",
    ]  # fmt: skip
    list_select_related = ["unit", "person"]
    list_filter = [SeatFilter, "acting"]
    search_fields = ["ref", "unit__code", "unit__name", "person__code", "person__name"]
    search_help_text = "按编号、单位、人员查找"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A tenure is known by its number in all its versions."""
        return ["ref"] if obj else []

    @admin.display(description="职务", ordering="role")
    def role_word(self, tenure: Any) -> str:
        """The role in words."""
        return str(tenure.role_name or tenure.role)
