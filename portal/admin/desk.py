"""What all pages of the administrators share: rights by role, no deletion, the portal's own log."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from portal.access import Actor, PortalRequest
from portal.models import Fact, Role, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.services.structure import tree_fact_add, tree_fact_change

COUNTED = 2_000
"""Rows that a list counts at most; older ones are found by its filters."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a large table without a count over all of it."""

    @cached_property
    def count(self) -> int:
        """The number of rows, at most COUNTED."""
        rows = cast("models.QuerySet[Any]", self.object_list)
        return rows.order_by()[:COUNTED].count()


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request of the administrators' site."""
    return cast(PortalRequest, request).actor


class Desk(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table of the administrators' site; `readers` and `writers` say who of them opens it."""

    readers: ClassVar[frozenset[Role]] = frozenset()
    writers: ClassVar[frozenset[Role]] = frozenset()
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the present post sees this table in the index."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the present post reads this table."""
        return actor_of(request).role in self.readers | self.writers

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the present post adds rows."""
        return actor_of(request).role in self.writers

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the present post changes rows."""
        return actor_of(request).role in self.writers

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted."""
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The change log has the history; Django's own is not kept."""
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has logged it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has logged it."""


class FactForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a dated fact that meets every constraint of its table before it is saved."""

    def clean(self) -> dict[str, Any]:
        """Say at the form what contradicts another fact."""
        super().clean()
        if not self.errors:
            candidate = type(self.instance)(
                **{field.attname: getattr(self.instance, field.attname) for field in self._columns()}
            )
            candidate._state.adding = self.instance._state.adding
            for name, value in self.cleaned_data.items():
                setattr(candidate, name, value)
            try:
                candidate.full_clean()
            except ValidationError as error:
                raise ValidationError(error.messages) from error
        return self.cleaned_data

    def _columns(self) -> "list[models.Field[Any, Any]]":
        return [field for field in self.instance._meta.concrete_fields if not field.generated]


class FactDesk(Desk):
    """Dated facts: a change closes the old row's `known` and adds one, and only what is known now is listed."""

    writers = frozenset({Role.SYSTEM_ADMIN})
    form = FactForm
    words: ClassVar[dict[str, str]] = {}
    """Columns that hold a word of the loaded regulations, with the word's group."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """The facts known now."""
        return super().get_queryset(request).known()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the words of the regulations where the column holds one."""
        if db_field.name in self.words:
            return word_field(self.words[db_field.name], str(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Add the fact, or replace it by a new version."""
        unit: Unit = obj.unit
        if not change:
            tree_fact_add(actor=actor_of(request), fact=obj, unit=unit)
        elif form.changed_data:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            old = type(obj)._default_manager.get(pk=obj.pk)
            new: Fact = tree_fact_change(actor=actor_of(request), fact=old, unit=unit, **values)
            # The page goes on with the new version.
            obj.pk = new.pk


def word_field(group: str, label: str) -> forms.ChoiceField:
    """A choice of the words of one group, read when the form is shown."""

    def choices() -> list[tuple[str, str]]:
        words: dict[str, Word] = vocabulary().words.get(group, {})
        return [("", "请选择"), *((code, word.name) for code, word in words.items())]

    return forms.ChoiceField(label=label, choices=choices)
