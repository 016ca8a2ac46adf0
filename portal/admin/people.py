"""Officials and their seats, kept by the system administrator."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from portal.admin.desk import Desk, FactDesk, actor_of
from portal.admin.site import site
from portal.models import Person, Role, Tenure
from portal.selectors.vocabulary import vocabulary
from portal.services.changes import log_change, state_of


@admin.register(Person, site=site)
class PersonDesk(Desk):
    """Officials by their stable code."""

    writers = frozenset({Role.SYSTEM_ADMIN})
    list_display = ["code", "name"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The code of a person never changes."""
        return ["code"] if obj else []

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Save the person and log it."""
        before = state_of(Person.objects.get(pk=obj.pk)) if change else None
        obj.save()
        log_change(
            actor=actor_of(request),
            action="person_change" if change else "person_add",
            target=obj,
            before=before,
            after=state_of(obj),
        )


@admin.register(Tenure, site=site)
class TenureDesk(FactDesk):
    """Who holds which seat."""

    words = {"role": "roles"}
    fields = ["ref", "unit", "role", "person", "title", "acting", "started_on", "ended_on"]
    list_display = ["unit", "role", "person", "title", "acting", "started_on", "ended_on"]
    list_select_related = ["unit", "person"]
    search_fields = ["ref", "unit__code", "unit__name", "person__name"]
    raw_id_fields = ["unit", "person"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A tenure is known by its number in all its versions."""
        return ["ref"] if obj else []

    def save_model(self, request: HttpRequest, obj: Tenure, form: Any, change: bool) -> None:
        """Whether several may hold the seat is said by the regulation."""
        obj.several = bool(vocabulary().data("roles", obj.role).get("several"))
        super().save_model(request, obj, form, change)
